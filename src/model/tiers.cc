#include "model/tiers.h"

#include "base/limits.h"

namespace plimsoll::model {
namespace {
constexpr Notional kOpenEnd = Notional::from_raw(kInt128Max);
}  // namespace

Result<TierTable> TierTable::make(const std::vector<TierSlice>& slices) {
  if (slices.empty()) return fail(ErrorCode::kOutOfRange, "a tier table needs at least one slice");
  if (slices.size() > kMaxTiers) return fail(ErrorCode::kOutOfRange, "too many slices");
  TierTable table;
  table.slices_.reserve(slices.size());
  Notional previous_edge;
  Ratio previous_rate;
  Value offset;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const bool last = i + 1 == slices.size();
    const Ratio rate = slices[i].rate;
    if (!is_share(rate)) {
      return fail(ErrorCode::kOutOfRange, "a rate lies between 0 and 1");
    }
    if (slices[i].up_to.is_zero() != last) {
      return fail(ErrorCode::kOutOfRange,
                  "every slice but the last has an upper edge, the last has none");
    }
    const Notional edge = last ? kOpenEnd : widen<Notional>(slices[i].up_to);
    if (!edge.fits() || edge <= previous_edge) {
      return fail(ErrorCode::kOutOfRange, "upper edges ascend strictly");
    }
    if (i > 0) offset += previous_edge * (previous_rate - rate);
    if (!offset.fits()) return fail(ErrorCode::kOutOfRange, "an upper edge is too large");
    table.slices_.push_back({edge, rate, offset});
    previous_edge = edge;
    previous_rate = rate;
  }
  return table;
}

std::vector<TierSlice> TierTable::written() const {
  std::vector<TierSlice> slices;
  slices.reserve(slices_.size());
  for (const Slice& slice : slices_) {
    const bool open = slice.edge == kOpenEnd;
    slices.push_back({open ? Amount{} : round_to<Amount>(slice.edge, Rounding::kDown), slice.rate});
  }
  return slices;
}

void write(Writer& out, const TierTable& table) { plimsoll::write(out, table.written()); }

void read(Reader& in, TierTable& table) {
  std::vector<TierSlice> slices;
  plimsoll::read(in, slices);
  table = {};
  if (slices.empty() || in.failed()) return;
  auto made = TierTable::make(slices);
  if (!made) return in.mark_failed();
  table = std::move(*made);
}

}  // namespace plimsoll::model
