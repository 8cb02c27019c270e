#include "book/review.h"

#include "book/loan_rules.h"
#include "risk/price_age.h"

namespace plimsoll::book {
namespace {

using model::UnitState;

struct Standing {
  UnitState state = UnitState::kNormal;
  std::optional<Timestamp> cure_until;
};

// Whether a state that begins at `line` holds: reached, or not left by the hysteresis yet.
bool holds(const risk::Assessment& assessment, Ratio line, bool was_in) {
  if (assessment.at_or_above(line)) return true;
  const Ratio end = line - assessment.lines.hysteresis;
  return was_in && assessment.at_or_above(end);
}

bool is_put_off(const risk::Assessment& assessment, const std::optional<Timestamp>& cure_until,
                Timestamp now) {
  const model::LtvLines& lines = assessment.lines;
  if (lines.cure_ms == 0 || !assessment.adjusted_equity.is_positive()) return false;
  if (!lines.instant_liquidation.is_zero() && assessment.at_or_above(lines.instant_liquidation)) {
    return false;
  }
  return !cure_until || now < *cure_until;
}

// Nobody is sold out on prices of long ago; new ones bring the next review.
bool is_held_back(const Book& book, const model::RiskUnit& unit) {
  return risk::has_old_price(UnitOf(book, unit).view(), book.prices, book.parameters, book.time);
}

Standing stand(const Book& book, const model::RiskUnit& unit, const risk::Assessment& assessment) {
  const model::LtvLines& lines = assessment.lines;
  Standing standing;
  if (assessment.at_or_above(lines.liquidation)) {
    const bool put_off = is_put_off(assessment, unit.cure_until, book.time);
    if (!put_off && !is_held_back(book, unit) && has_something_to_take(book, unit)) {
      return {UnitState::kLiquidating, {}};
    }
    // One that is over stays over: what comes to be taken is taken at once.
    standing.cure_until = unit.cure_until;
    if (put_off && !unit.cure_until) standing.cure_until = book.time + lines.cure_ms;
    standing.state = UnitState::kMarginCall;
    return standing;
  }
  if (unit.cure_until && holds(assessment, lines.liquidation, true)) {
    standing.cure_until = unit.cure_until;
  }
  const bool was_called = unit.state == UnitState::kMarginCall;
  const bool was_warned = was_called || unit.state == UnitState::kWarning;
  if (standing.cure_until || holds(assessment, lines.margin_call, was_called)) {
    standing.state = UnitState::kMarginCall;
  } else if (holds(assessment, lines.warning, was_warned)) {
    standing.state = UnitState::kWarning;
  }
  return standing;
}

}  // namespace

std::unique_ptr<ReviewEvent> review(const Book& book, const model::RiskUnit& unit) {
  if (!unit.is_active()) return nullptr;
  if (unit.state == UnitState::kLiquidating) {
    if (is_held_back(book, unit)) return nullptr;
    auto step = next_step(book, unit);
    return step ? std::make_unique<ReviewEvent>(std::move(*step)) : nullptr;
  }
  if (unit.liabilities.empty() && unit.state == UnitState::kNormal && !unit.cure_until) {
    return nullptr;
  }
  const auto assessment = assess(book, unit);
  if (!assessment) return nullptr;
  const Standing standing = stand(book, unit, *assessment);
  if (standing.state == UnitState::kLiquidating) {
    return std::make_unique<ReviewEvent>(start_liquidation(book, unit, *assessment));
  }
  if (standing.state == unit.state && standing.cure_until == unit.cure_until) return nullptr;
  const model::OutputRounding& rounding = book.parameters.general.rounding;
  return std::make_unique<ReviewEvent>(UnitStateChanged{
      unit.id, unit.state, standing.state, standing.cure_until, assessment->ltv,
      round_to<Amount>(assessment->net_equity, rounding.total_net_equity),
      round_to<Amount>(assessment->maintenance_margin, rounding.total_maintenance_margin),
      round_to<Amount>(assessment->liability, rounding.total_liability)});
}

void apply(Book& book, const UnitStateChanged& event) {
  const Timestamp now = book.time;
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    if (unit.state != event.to) unit.state_since = now;
    unit.state = event.to;
    if (event.to == UnitState::kNormal || event.to == UnitState::kWarning) unit.unsellable.clear();
    unit.cure_until = event.cure_until;
  });
}

}  // namespace plimsoll::book
