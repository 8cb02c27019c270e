// How old the prices are that a unit's value rests on.
#pragma once

#include <optional>

#include "base/time.h"
#include "risk/assess.h"

namespace plimsoll::risk {

// The time of the oldest price that assess() needs for this unit; nothing when it needs none. A
// PORTFOLIO_MARGIN balance or position is taken to need its price even where the assessment could
// do without it, since its sums cancel out or count nothing. Missing prices are assess()'s business
// and are passed over.
[[nodiscard]] std::optional<Timestamp> oldest_price(const UnitView& view,
                                                    const model::PriceBoard& board,
                                                    const model::Parameters& parameters);

// Whether a liquidation of the unit has to wait at `now`: one of its prices is older than
// liquidation_price_age_ms. Never when that is 0.
[[nodiscard]] bool has_old_price(const UnitView& view, const model::PriceBoard& board,
                                 const model::Parameters& parameters, Timestamp now);

}  // namespace plimsoll::risk
