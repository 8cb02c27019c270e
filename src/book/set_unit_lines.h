// SetUnitLines: a unit's own LTV lines, hysteresis and cure time, all at once; what is absent
// follows the general parameters.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct SetUnitLines {
  static constexpr std::uint16_t kTag = 21;
  GroupId unit;
  model::LtvLineOverrides lines;

  static constexpr auto fields() { return std::tuple(&SetUnitLines::unit, &SetUnitLines::lines); }
};

struct UnitLinesSet {
  static constexpr std::uint16_t kTag = 21;
  GroupId unit;
  model::LtvLineOverrides lines;
  static constexpr auto fields() { return std::tuple(&UnitLinesSet::unit, &UnitLinesSet::lines); }
};

// kUnknownUnit, kUnitClosed, kOutOfRange.
[[nodiscard]] Result<UnitLinesSet> decide(const Book& book, const SetUnitLines& command);
void apply(Book& book, const UnitLinesSet& event);

}  // namespace plimsoll::book
