#include "book/change_rebate.h"

#include "book/bounds.h"

namespace plimsoll::book {

Result<RebateChanged> decide(const Book& book, const ChangeRebate& command) {
  ASSIGN_OR_RETURN(const model::Account* parent, need_account(book, command.parent));
  if (!parent->is_parent()) {
    return fail(ErrorCode::kAccountIsSub, parent->email + " is a sub-account");
  }
  if (!book.parameters.usdt) return fail(ErrorCode::kUnknownAsset, "the book has no USDT");
  const RebateAccount held = book.rebate(command.parent);
  if (command.delta.is_zero() || !is_enterable(command.delta) ||
      (command.delta.is_positive() && !is_enterable(held.balance() + command.delta))) {
    return fail(ErrorCode::kOutOfRange,
                "the change of a rebate is not zero, the rebate at most 10^15");
  }
  if ((held.balance() + command.delta).is_negative()) {
    return fail(ErrorCode::kInsufficientBalance, "the rebate balance is smaller", {"USDT"});
  }
  return RebateChanged{command.parent, command.delta};
}

void apply(Book& book, const RebateChanged& event) {
  const AssetId usdt = *book.parameters.usdt;
  post(book, {{LedgerPlace::kRebates, usdt, event.delta},
              {LedgerPlace::kRebateCost, usdt, -event.delta}});
  RebateAccount& rebate = book.rebates[event.parent];
  if (event.delta.is_positive()) {
    rebate.granted += event.delta;
  } else {
    rebate.consumed -= event.delta;
  }
}

}  // namespace plimsoll::book
