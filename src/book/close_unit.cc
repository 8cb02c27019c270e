#include "book/close_unit.h"

#include "base/decimal.h"

namespace plimsoll::book {

Result<UnitClosed> decide(const Book& book, const CloseUnit& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_unit(book, command.unit));
  if (unit->state != model::UnitState::kActive) {
    return fail(ErrorCode::kUnitClosed, "the risk unit is closed already");
  }
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
    unit.closed = event.closed;
  });
  for (const model::Member& member : members) {
    book.change_account(member.account, [](model::Account& account) { account.unit.reset(); });
  }
}

}  // namespace plimsoll::book
