// A progressive table: each slice of a magnitude takes its own rate (collateral tiers, maintenance
// brackets).
//
// The rate of slice k holds for edge_(k-1) < magnitude <= edge_k; the last slice has no edge.
// `offset` turns the sum over slices into one product:  collateral  tier(v) = v * rate_k + offset_k
// (docs/risk-mathematics.md, section 5)
//                           brackets    mm(n)   = n * rate_k + offset_k   (offset = -cum)
// with offset_1 = 0 and offset_k = offset_(k-1) + edge_(k-1) * (rate_(k-1) - rate_k), exact.
#pragma once

#include <tuple>
#include <vector>

#include "base/archive.h"
#include "base/error.h"
#include "base/numbers.h"

namespace plimsoll::model {

// One slice as people write it. An `up_to` of zero means open-ended; only the last slice is.
struct TierSlice {
  Amount up_to;
  Ratio rate;

  static constexpr auto fields() { return std::tuple(&TierSlice::up_to, &TierSlice::rate); }
  friend bool operator==(const TierSlice&, const TierSlice&) = default;
};

class TierTable {
 public:
  struct Slice {
    Notional edge;  // upper edge; Notional::from_raw(kInt128Max) for the last
    Ratio rate;
    Value offset;
    friend bool operator==(const Slice&, const Slice&) = default;
  };

  TierTable() = default;  // no slices: `empty()`

  // Errors: kOutOfRange for no slices, more than kMaxTiers, edges that do not ascend, a bounded
  // last slice, a rate outside 0..1, or edges too large for the offsets.
  [[nodiscard]] static Result<TierTable> make(const std::vector<TierSlice>& slices);

  [[nodiscard]] bool empty() const { return slices_.empty(); }
  [[nodiscard]] const std::vector<Slice>& slices() const { return slices_; }
  [[nodiscard]] std::vector<TierSlice> written() const;

  // The slice that holds `magnitude` (>= 0): edge_(k-1) < magnitude <= edge_k. The table is not
  // empty.
  [[nodiscard]] const Slice& slice_of(Notional magnitude) const {
    std::size_t i = 0;
    while (slices_[i].edge < magnitude) ++i;
    return slices_[i];
  }

  friend bool operator==(const TierTable&, const TierTable&) = default;

 private:
  std::vector<Slice> slices_;
};

// In the journal a table is its written slices; damaged ones fail the reader.
void write(Writer& out, const TierTable& table);
void read(Reader& in, TierTable& table);

}  // namespace plimsoll::model
