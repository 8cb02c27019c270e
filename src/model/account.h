// Accounts: parents, and the sub-accounts that are members of risk units.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "base/ids.h"
#include "model/wallets.h"

namespace plimsoll::model {

struct Account {
  Uid uid;
  std::string email;
  std::optional<Uid> parent;  // absent: this is a parent account
  Amount frozen;              // parents: parentAccountFrozenAmount; reported only
  SpotWallet spot;
  MarginWallet margin;
  std::optional<GroupId> unit;  // the active unit this account is a member of
  bool managed = false;         // a managed sub-account: joins units only through the lender

  [[nodiscard]] bool is_parent() const { return !parent.has_value(); }
  [[nodiscard]] bool has_margin_wallet() const {
    return !std::holds_alternative<std::monostate>(margin);
  }

  static constexpr auto fields() {
    return std::tuple(&Account::uid, &Account::email, &Account::parent, &Account::frozen,
                      &Account::spot, &Account::margin, &Account::unit, &Account::managed);
  }
  friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace plimsoll::model
