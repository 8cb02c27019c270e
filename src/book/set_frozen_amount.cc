#include "book/set_frozen_amount.h"

#include "book/bounds.h"

namespace plimsoll::book {

Result<FrozenAmountSet> decide(const Book& book, const SetFrozenAmount& command) {
  ASSIGN_OR_RETURN(const model::Account* account, need_account(book, command.parent));
  if (!account->is_parent()) {
    return fail(ErrorCode::kAccountIsSub, account->email + " is a sub-account");
  }
  if (command.amount.is_negative() || !is_enterable(command.amount)) {
    return fail(ErrorCode::kOutOfRange, "a frozen amount lies between 0 and 10^15");
  }
  return FrozenAmountSet{command.parent, command.amount};
}

void apply(Book& book, const FrozenAmountSet& event) {
  book.change_account(event.parent,
                      [&](model::Account& account) { account.frozen = event.amount; });
}

}  // namespace plimsoll::book
