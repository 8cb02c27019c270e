#include "book/close_unit.h"

#include "base/decimal.h"
#include "book/loan_rules.h"

namespace plimsoll::book {

Result<UnitClosed> decide(const Book& book, const CloseUnit& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  if (command.account) RETURN_IF_ERROR(check_credit(*unit, *command.account));
  RETURN_IF_ERROR(check_not_frozen(*unit));
  if (!unit->liabilities.empty()) {
    const model::Liability& owed = unit->liabilities.front();
    const std::string& name = book.parameters.asset(owed.asset).name;
    const std::string remaining = trimmed(owed.principal + owed.interest);
    return fail(ErrorCode::kLiabilityOutstanding, remaining + " " + name + " are still owed",
                {name, remaining});
  }
  return UnitClosed{command.unit, book.time};
}

void apply(Book& book, const UnitClosed& event) {
  const auto members = book.find_unit(event.unit)->members;
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    unit.state = model::UnitState::kClosed;
    unit.state_since = event.closed;
    unit.closed = event.closed;
    // What was repaid in the same turn may have left these.
    unit.cure_until.reset();
    unit.unsellable.clear();
  });
  for (const model::Member& member : members) {
    book.change_account(member.account, [](model::Account& account) { account.unit.reset(); });
  }
}

}  // namespace plimsoll::book
