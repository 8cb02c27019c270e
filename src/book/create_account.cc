#include "book/create_account.h"

#include "base/limits.h"
#include "model/names.h"

namespace plimsoll::book {

Result<AccountCreated> decide(const Book& book, const CreateAccount& command) {
  if (command.uid.value < 1 || command.uid.value > kMaxId) {
    return fail(ErrorCode::kOutOfRange, "a uid lies between 1 and 2^53 - 1");
  }
  if (!model::is_email(command.email)) {
    return fail(ErrorCode::kMalformed, "not an email: '" + command.email + "'");
  }
  if (book.find_account(command.uid) != nullptr) {
    return fail(ErrorCode::kDuplicate,
                "uid " + std::to_string(command.uid.value) + " exists already");
  }
  if (book.uids_by_email.contains(command.email)) {
    return fail(ErrorCode::kDuplicate, "email " + command.email + " exists already");
  }
  if (command.managed && !command.parent) {
    return fail(ErrorCode::kAccountIsParent, "a managed account is a sub-account");
  }
  if (command.parent) {
    ASSIGN_OR_RETURN(const model::Account* parent, need_account(book, *command.parent));
    if (!parent->is_parent()) {
      return fail(ErrorCode::kAccountIsSub, parent->email + " is a sub-account itself");
    }
  }
  return AccountCreated{command.uid, command.email, command.parent, command.managed};
}

void apply(Book& book, const AccountCreated& event) {
  auto account = std::make_shared<model::Account>();
  account->uid = event.uid;
  account->email = event.email;
  account->parent = event.parent;
  account->managed = event.managed;
  book.uids_by_email.emplace(event.email, event.uid);
  book.accounts.emplace(event.uid, std::move(account));
}

}  // namespace plimsoll::book
