// The grid of an asset: the decimals that amounts of it may have in requests.
#pragma once

#include "base/numbers.h"
#include "model/parameters.h"

namespace plimsoll::risk {

// `amount` (>= 0) cut DOWN to the asset's decimals.
[[nodiscard]] inline Amount on_grid(Amount amount, const model::Asset& asset) {
  const Int128 step = power_of_ten(Amount::kDecimals - static_cast<int>(asset.precision));
  return Amount::from_raw(amount.raw() / step * step);
}

}  // namespace plimsoll::risk
