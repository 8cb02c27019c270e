// Progressive tables applied: collateral that counts, maintenance that is due.
#pragma once

#include "base/numbers.h"
#include "model/tiers.h"

namespace plimsoll::risk {

// Sum over slices of (part of `magnitude` in the slice) * rate, exact; magnitude >= 0, table not
// empty. Collateral: v*rate_k + cum_k. Brackets: notional*mmr - cum, L*mmr - fastNum. See "Tiers
// and brackets" in docs/risk-mathematics.md.
[[nodiscard]] inline Value progressive(const model::TierTable& table, Notional magnitude) {
  if (!magnitude.fits()) return Value::overflowed();
  const model::TierTable::Slice& slice = table.slice_of(magnitude);
  return magnitude * slice.rate + slice.offset;
}

// What a position of value `value` counts: progressive when positive (0 if the asset has no table),
// in full when negative. In docs/risk-mathematics.md: H(a).
[[nodiscard]] inline Value counted(const model::TierTable& table, Notional value) {
  if (!value.is_positive()) return widen<Value>(value);
  return table.empty() ? Value{} : progressive(table, value);
}

}  // namespace plimsoll::risk
