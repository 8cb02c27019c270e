// Rounding has a name at every place it happens; there is no default.
#pragma once

#include "base/check.h"
#include "base/int128.h"

namespace plimsoll {

enum class Rounding : std::uint8_t {
  kDown,    // toward zero
  kUp,      // away from zero
  kHalfUp,  // to the nearest, a half away from zero
};
[[nodiscard]] constexpr int enum_size(Rounding) { return 3; }

// numerator / denominator rounded to an integer. `Integer` is Int128 or a wider signed type with
// the same operators. The denominator is positive (checked).
template <class Integer>
[[nodiscard]] constexpr Integer divide_rounded(const Integer& numerator, const Integer& denominator,
                                               Rounding rounding) {
  CHECK(denominator > 0);
  Integer quotient = numerator / denominator;
  const Integer remainder = numerator - quotient * denominator;  // cheaper than a second division
  if (remainder == 0) return quotient;
  const bool negative = numerator < 0;
  bool away = false;
  switch (rounding) {
    case Rounding::kDown: break;
    case Rounding::kUp: away = true; break;
    case Rounding::kHalfUp: {
      // 2 |remainder| >= denominator, without the overflow.
      const Integer rest = negative ? Integer(-remainder) : remainder;
      away = rest >= denominator - rest;
      break;
    }
  }
  if (!away) return quotient;
  return negative ? Integer(quotient - 1) : Integer(quotient + 1);
}

}  // namespace plimsoll
