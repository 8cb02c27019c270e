#include "book/borrow.h"

#include "base/decimal.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/max_borrowable.h"

namespace plimsoll::book {
namespace {

Result<void> check_room(const Book& book, const model::RiskUnit& unit, const Borrow& command) {
  const UnitOf members(book, unit);
  auto assessment = risk::assess(members.view(), book.prices, book.parameters);
  if (!assessment) return fail(ErrorCode::kBorrowFailed, assessment.error().detail);
  const std::string id = std::to_string(unit.id.value);
  const std::string& name = name_of(book, command.asset);
  if (!assessment->adjusted_equity.is_positive()) {
    return fail(ErrorCode::kNoAvailableMargin, "the unit has no equity",
                {id, name, trimmed(command.amount), "0"});
  }
  if (assessment->at_or_above(assessment->lines.borrow)) {
    return fail(ErrorCode::kLtvTooHigh, "the unit's LTV is at or above its borrow line",
                {id, trimmed(assessment->ltv), trimmed(assessment->lines.borrow)});
  }
  const auto room = risk::max_borrowable(members.view(), *assessment, book.prices, book.parameters,
                                         command.asset);
  if (!room) return fail(ErrorCode::kBorrowFailed, "no price of " + name);
  if (command.amount > room->amount) {
    return fail(ErrorCode::kBorrowLimitExceeded, "more than the unit may borrow",
                {name, trimmed(room->amount), trimmed(command.amount)});
  }
  if (command.amount > book.pool(command.asset)) {
    return fail(ErrorCode::kPoolEmpty, "the lending pool lacks " + name, {name});
  }
  return {};
}

}  // namespace

Result<Borrowed> decide(const Book& book, const Borrow& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  RETURN_IF_ERROR(check_credit(*unit, command.account));
  RETURN_IF_ERROR(check_not_frozen(*unit));
  RETURN_IF_ERROR(check_not_quiet(book, *unit));
  RETURN_IF_ERROR(need_asset(book, command.asset));
  if (!book.parameters.asset(command.asset).loanable) {
    const std::string& name = name_of(book, command.asset);
    return fail(ErrorCode::kAssetNotLoanable, name + " cannot be borrowed", {name});
  }
  RETURN_IF_ERROR(check_amount(book, command.asset, command.amount));
  RETURN_IF_ERROR(check_room(book, *unit, command));
  return Borrowed{book.last_transaction + 1,
                  unit->id,
                  command.account,
                  margin_type(*book.find_account(command.account)),
                  command.asset,
                  command.amount,
                  charge_of(book, unit->parent, command.asset, command.amount, hour_of(book.time))};
}

void apply(Book& book, const Borrowed& event) {
  book.last_transaction = event.transaction;
  post(book, {{LedgerPlace::kPool, event.asset, -event.amount},
              {WalletPlace{event.account, event.wallet}, event.asset, event.amount},
              {PrincipalPlace{event.unit}, event.asset, -event.amount},
              {LedgerPlace::kClaims, event.asset, event.amount}});
  carry_out(book, event.unit, event.asset, event.charge);
}

}  // namespace plimsoll::book
