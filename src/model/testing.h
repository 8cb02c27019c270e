// For tests: tier tables as people write them, and random ones.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/testing.h"
#include "model/tiers.h"

namespace plimsoll::model {

// tiers({{"100000"_amount, "1"_ratio}, {{}, "0.8"_ratio}})
inline TierTable tiers(const std::vector<TierSlice>& slices) {
  auto table = TierTable::make(slices);
  CHECK_MSG(table.has_value(), "not a tier table");
  return std::move(*table);
}

inline TierTable flat(Ratio rate) { return tiers({{{}, rate}}); }

enum class Slope { kAny, kFalling };  // of the rates, from slice to slice

inline TierTable random_tiers(Random& random, Slope slope) {
  const auto count = static_cast<std::size_t>(random.between(1, 6));
  std::vector<Ratio> rates;
  for (std::size_t i = 0; i < count; ++i) rates.push_back(random.share());
  if (slope == Slope::kFalling) std::sort(rates.rbegin(), rates.rend());
  std::vector<TierSlice> slices;
  Amount edge;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    edge += random.amount(7);
    slices.push_back({edge, rates[i]});
  }
  slices.push_back({{}, rates.back()});
  return tiers(slices);
}

}  // namespace plimsoll::model
