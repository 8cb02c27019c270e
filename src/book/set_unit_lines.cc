#include "book/set_unit_lines.h"

#include "book/loan_rules.h"

namespace plimsoll::book {

Result<UnitLinesSet> decide(const Book& book, const SetUnitLines& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  if (!model::lines_are_ordered(command.lines.over(book.parameters.general.lines))) {
    return fail(ErrorCode::kOutOfRange, "the lines of a unit are ordered as the general ones");
  }
  return UnitLinesSet{unit->id, command.lines};
}

void apply(Book& book, const UnitLinesSet& event) {
  book.change_unit(event.unit, [&](model::RiskUnit& unit) { unit.lines = event.lines; });
}

}  // namespace plimsoll::book
