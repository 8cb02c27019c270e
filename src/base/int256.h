// The 256-bit integer for the rare products that exceed 128 bits. Include it in .cc files only: it
// is heavy to compile.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>

#include "base/int128.h"

namespace plimsoll {

// 256 bits of magnitude and a sign.
using Int256 = boost::multiprecision::int256_t;

[[nodiscard]] inline Int256 to_int256(Int128 value) {
  const Uint128 bits = magnitude(value);
  Int256 result = static_cast<std::uint64_t>(bits >> 64);
  result <<= 64;
  result |= static_cast<std::uint64_t>(bits);
  return value < 0 ? Int256(-result) : result;
}

// Nothing if |value| exceeds kInt128Max.
[[nodiscard]] inline std::optional<Int128> to_int128(const Int256& value) {
  const Int256 bits = boost::multiprecision::abs(value);
  if (boost::multiprecision::msb(bits | 1) >= 127) return std::nullopt;
  const auto high = static_cast<std::uint64_t>(bits >> 64);
  const auto low = static_cast<std::uint64_t>(bits & Int256(~std::uint64_t{0}));
  const auto result = static_cast<Int128>((static_cast<Uint128>(high) << 64) | low);
  return value < 0 ? -result : result;
}

}  // namespace plimsoll
