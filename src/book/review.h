// Review: how a unit stands after what just happened, decided in the same turn.
//
//   at or above the warning line      WARNING
//   at or above the margin-call line  MARGIN_CALL
//   at or above the liquidation line  LIQUIDATING, or MARGIN_CALL while its cure time runs
//
// A state ends only below its line by the hysteresis. A cure time starts when the liquidation line
// is reached and is called off below that line by the hysteresis; when it is over and the unit
// still stands at the line, it is liquidated. At or above the instant line, and when the equity is
// gone, nothing is put off. A unit with nothing to take is not liquidated (again): it stays in
// MARGIN_CALL. A unit that cannot be valued keeps its state.
//
// While one of its prices is older than liquidation_price_age_ms, a unit is warned and called, but
// a liquidation neither begins nor takes its next step, and a cure time that is over waits: the
// prices that end this bring the next review.
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "book/book.h"
#include "book/liquidation.h"

namespace plimsoll::book {

// A transition, with the assessment that caused it. Amounts as they are displayed.
struct UnitStateChanged {
  static constexpr std::uint16_t kTag = 35;
  GroupId unit;
  model::UnitState from = model::UnitState::kNormal;
  model::UnitState to = model::UnitState::kNormal;
  std::optional<Timestamp> cure_until;
  risk::LtvFigure ltv;
  Amount net_equity;
  Amount maintenance_margin;
  Amount liability;
  static constexpr auto fields() {
    return std::tuple(&UnitStateChanged::unit, &UnitStateChanged::from, &UnitStateChanged::to,
                      &UnitStateChanged::cure_until, &UnitStateChanged::ltv,
                      &UnitStateChanged::net_equity, &UnitStateChanged::maintenance_margin,
                      &UnitStateChanged::liability);
  }
};
void apply(Book& book, const UnitStateChanged& event);

using ReviewEvent = std::variant<UnitStateChanged, LiquidationStarted, LiquidationStep>;

// The next event of the unit's review at the book's time; null when it stands as it should. The
// caller applies it and asks again.
[[nodiscard]] std::unique_ptr<ReviewEvent> review(const Book& book, const model::RiskUnit& unit);

}  // namespace plimsoll::book
