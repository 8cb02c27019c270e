// How much of one asset the unit may borrow now (docs/risk-mathematics.md, section 9).
#pragma once

#include <optional>

#include "risk/assess.h"

namespace plimsoll::risk {

// The amount of `asset`, on the 8-decimal grid, whose loan brings the unit to its borrow line. A
// borrowed unit lands in the credit account's margin wallet, so it raises L by its price P and E by
// its price times the collateral ratio c it gets there: amount = (q*A - L) / ((1 - q*c) * P). With
// tiered ratios c is the marginal rate of the next unit, so the room is used up slice by slice;
// slices are measured at the wallet's own price of the asset and cut DOWN to the grid, the last one
// is rounded as OutputRounding::max_borrowable says. While the wallet owes the asset, c is 1.
// Capped by (preset - L) / P, DOWN. An asset that takes fewer decimals gets them, DOWN.
//
// Nothing when a price of the asset is missing. `assessment` belongs to the same view, board and
// parameters.
[[nodiscard]] std::optional<Limit> max_borrowable(const UnitView& view,
                                                  const Assessment& assessment,
                                                  const model::PriceBoard& board,
                                                  const model::Parameters& parameters,
                                                  AssetId asset);

// The same, and no more than the lending pool holds.
[[nodiscard]] std::optional<Limit> max_borrowable(const UnitView& view,
                                                  const Assessment& assessment,
                                                  const model::PriceBoard& board,
                                                  const model::Parameters& parameters,
                                                  AssetId asset, Amount pool);

}  // namespace plimsoll::risk
