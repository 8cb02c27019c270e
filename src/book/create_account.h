// CreateAccount: a parent account, or a sub-account of one. It starts with an empty SPOT wallet.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct CreateAccount {
  static constexpr std::uint16_t kTag = 5;
  Uid uid;
  std::string email;
  std::optional<Uid> parent;
  bool managed = false;

  static constexpr auto fields() {
    return std::tuple(&CreateAccount::uid, &CreateAccount::email, &CreateAccount::parent,
                      &CreateAccount::managed);
  }
};

struct AccountCreated {
  static constexpr std::uint16_t kTag = 5;
  Uid uid;
  std::string email;
  std::optional<Uid> parent;
  bool managed = false;
  static constexpr auto fields() {
    return std::tuple(&AccountCreated::uid, &AccountCreated::email, &AccountCreated::parent,
                      &AccountCreated::managed);
  }
};

// In this order: kOutOfRange (uid), kMalformed (email), kDuplicate (uid, email), kAccountIsParent
// (managed, but no sub-account), kUnknownAccount (parent), kAccountIsSub (the parent is a
// sub-account itself).
[[nodiscard]] Result<AccountCreated> decide(const Book& book, const CreateAccount& command);
void apply(Book& book, const AccountCreated& event);

}  // namespace plimsoll::book
