#include "book/set_liability.h"

#include <algorithm>

namespace plimsoll::book {

Result<LiabilitySet> decide(const Book& book, const SetLiability& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_unit(book, command.unit));
  if (unit->state != model::UnitState::kActive) {
    return fail(ErrorCode::kUnitClosed, "the risk unit is closed");
  }
  RETURN_IF_ERROR(need_asset(book, command.liability.asset));
  if (command.liability.principal.is_negative() || command.liability.interest.is_negative()) {
    return fail(ErrorCode::kOutOfRange, "principal and interest are not negative");
  }
  if (!(command.liability.principal + command.liability.interest).fits()) {
    return fail(ErrorCode::kOutOfRange, "principal and interest do not fit together");
  }
  return LiabilitySet{command.unit, command.liability};
}

void apply(Book& book, const LiabilitySet& event) {
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    auto& liabilities = unit.liabilities;
    std::erase_if(liabilities, [&](const model::Liability& liability) {
      return liability.asset == event.liability.asset;
    });
    if (event.liability.principal.is_zero() && event.liability.interest.is_zero()) return;
    const auto after = std::find_if(
        liabilities.begin(), liabilities.end(),
        [&](const model::Liability& other) { return event.liability.asset < other.asset; });
    liabilities.insert(after, event.liability);
  });
}

}  // namespace plimsoll::book
