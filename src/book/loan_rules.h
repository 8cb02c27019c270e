// The rules that several verbs of the loan share.
#pragma once

#include <vector>

#include "book/book.h"
#include "risk/assess.h"

namespace plimsoll::book {

// A unit with the accounts of its members, for risk::assess.
class UnitOf {
 public:
  UnitOf(const Book& book, const model::RiskUnit& unit);
  [[nodiscard]] risk::UnitView view() const { return {unit_, accounts_}; }

 private:
  const model::RiskUnit& unit_;
  std::vector<const model::Account*> accounts_;
};

[[nodiscard]] Result<risk::Assessment> assess(const Book& book, const model::RiskUnit& unit);

// kUnknownUnit, kUnitClosed.
[[nodiscard]] Result<const model::RiskUnit*> need_active_unit(const Book& book, GroupId id);

// kUnitLiquidating (argument: groupId), kPendingTransaction.
[[nodiscard]] Result<void> check_not_frozen(const model::RiskUnit& unit);

// kQuietTime.
[[nodiscard]] Result<void> check_not_quiet(const Book& book, const model::RiskUnit& unit);

// kCreditAccountNotFound (argument: groupId) when `account` belongs to the unit and is not its
// credit account; kUnknownUnit when it is a stranger.
[[nodiscard]] Result<void> check_credit(const model::RiskUnit& unit, Uid account);

// kUnknownAsset (argument: asset); kIllegalArgument for an amount that is not positive; kPrecision.
[[nodiscard]] Result<void> check_amount(const Book& book, AssetId asset, Amount amount);

[[nodiscard]] const std::string& name_of(const Book& book, AssetId asset);

}  // namespace plimsoll::book
