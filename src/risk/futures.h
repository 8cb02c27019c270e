// Futures positions: unrealized profit and maintenance margin, each an amount of the margin asset
// on the 8-decimal grid (HALF_UP, once). See docs/risk-mathematics.md, section 6.
#pragma once

#include "base/numbers.h"
#include "model/parameters.h"
#include "model/wallets.h"

namespace plimsoll::risk {

struct PositionValue {
  Amount unrealized_profit;  // USD-M: qty*(mark - entry). COIN-M: contracts*size*(1/entry - 1/mark)
  Amount maintenance_margin;  // notional*rate - cum; 0 for a contract without brackets
};

// `mark` and the position's entry price are positive.
[[nodiscard]] PositionValue value_position(const model::Position& position,
                                           const model::Contract& contract, Price mark);

}  // namespace plimsoll::risk
