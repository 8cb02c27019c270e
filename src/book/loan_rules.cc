#include "book/loan_rules.h"

#include "risk/grid.h"

namespace plimsoll::book {

UnitOf::UnitOf(const Book& book, const model::RiskUnit& unit) : unit_(unit) {
  accounts_.reserve(unit.members.size());
  for (const model::Member& member : unit.members) {
    accounts_.push_back(book.find_account(member.account));
  }
}

Result<risk::Assessment> assess(const Book& book, const model::RiskUnit& unit) {
  return risk::assess(UnitOf(book, unit).view(), book.prices, book.parameters);
}

Result<const model::RiskUnit*> need_active_unit(const Book& book, GroupId id) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_unit(book, id));
  if (!unit->is_active()) return fail(ErrorCode::kUnitClosed, "the risk unit is closed");
  return unit;
}

Result<void> check_not_frozen(const model::RiskUnit& unit) {
  const std::string id = std::to_string(unit.id.value);
  if (unit.state == model::UnitState::kLiquidating) {
    return fail(ErrorCode::kUnitLiquidating, "risk unit " + id + " is being liquidated", {id});
  }
  if (unit.pending) {
    return fail(ErrorCode::kPendingTransaction,
                "transfer " + std::to_string(unit.pending->id) + " is not settled");
  }
  return {};
}

Result<void> check_not_quiet(const Book& book, const model::RiskUnit& unit) {
  if (book.time >= unit.quiet_until) return {};
  return fail(ErrorCode::kQuietTime, "a collateral account joined " +
                                         std::to_string(unit.quiet_until - book.time) +
                                         " ms too recently");
}

Result<void> check_credit(const model::RiskUnit& unit, Uid account) {
  const model::Member* credit = unit.credit();
  if (credit != nullptr && credit->account == account) return {};
  if (unit.parent != account && unit.member(account) == nullptr) {
    return fail(ErrorCode::kUnknownUnit, "the risk unit of somebody else");
  }
  return fail(ErrorCode::kCreditAccountNotFound, "only the credit account may do this",
              {std::to_string(unit.id.value)});
}

Result<void> check_amount(const Book& book, AssetId asset, Amount amount) {
  RETURN_IF_ERROR(need_asset(book, asset));
  if (!amount.fits() || !amount.is_positive()) {
    return fail(ErrorCode::kIllegalArgument, "an amount is positive");
  }
  const model::Asset& known = book.parameters.asset(asset);
  if (risk::on_grid(amount, known) != amount) {
    return fail(ErrorCode::kPrecision,
                known.name + " takes " + std::to_string(known.precision) + " decimals",
                {known.name});
  }
  return {};
}

const std::string& name_of(const Book& book, AssetId asset) {
  return book.parameters.asset(asset).name;
}

}  // namespace plimsoll::book
