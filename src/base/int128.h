// 128-bit integers and the few checked operations on them that exact arithmetic needs.
//
// The compiler's own overflow builtins for a 128-bit product need a runtime that gcc's library
// lacks under clang, hence our own multiply. All functions are pure and total.
#pragma once

#include <cstdint>
#include <limits>

namespace plimsoll {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

inline constexpr Int128 kInt128Max = static_cast<Int128>(~Uint128{0} >> 1);
inline constexpr Int128 kInt128Min = -kInt128Max - 1;

// 10^exponent for 0 <= exponent <= 38.
[[nodiscard]] constexpr Int128 power_of_ten(int exponent) {
  Int128 result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

[[nodiscard]] constexpr Uint128 magnitude(Int128 value) {
  return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

// Stores a * b and returns true, or returns false if the product does not fit.
[[nodiscard]] constexpr bool multiply_checked(Int128 a, Int128 b, Int128& product) {
  const auto narrow_a = static_cast<std::int64_t>(a);
  const auto narrow_b = static_cast<std::int64_t>(b);
  if (narrow_a == a && narrow_b == b) {
    product = static_cast<Int128>(narrow_a) * narrow_b;
    return true;
  }
  Uint128 large = magnitude(a);
  Uint128 small = magnitude(b);
  if ((small >> 64) != 0) {
    const Uint128 swap = large;
    large = small;
    small = swap;
    if ((small >> 64) != 0) return false;  // both have more than 64 bits
  }
  const Uint128 low = static_cast<Uint128>(static_cast<std::uint64_t>(large)) * small;
  const Uint128 high = (large >> 64) * small + (low >> 64);
  if ((high >> 63) != 0) return false;
  const Uint128 result = (high << 64) | static_cast<std::uint64_t>(low);
  product = (a < 0) != (b < 0) ? -static_cast<Int128>(result) : static_cast<Int128>(result);
  return true;
}

}  // namespace plimsoll
