#include "base/wide.h"

#include "base/int256.h"

namespace plimsoll {
std::optional<Int128> divide_difference(Int128 a, Int128 b, Int128 c, Int128 d, Int128 e, Int128 f,
                                        Rounding rounding) {
  CHECK(e > 0 && f > 0);
  Int128 minuend = 0;
  Int128 subtrahend = 0;
  Int128 numerator = 0;
  Int128 denominator = 0;
  if (multiply_checked(a, b, minuend) && multiply_checked(c, d, subtrahend) &&
      !__builtin_sub_overflow(minuend, subtrahend, &numerator) &&
      multiply_checked(e, f, denominator)) {
    return divide_rounded<Int128>(numerator, denominator, rounding);
  }
  return to_int128(divide_rounded<Int256>(to_int256(a) * to_int256(b) - to_int256(c) * to_int256(d),
                                          to_int256(e) * to_int256(f), rounding));
}

std::strong_ordering compare_products(Int128 a, Int128 b, Int128 c, Int128 d) {
  Int128 left = 0;
  Int128 right = 0;
  if (multiply_checked(a, b, left) && multiply_checked(c, d, right)) return left <=> right;
  const Int256 wide_left = to_int256(a) * to_int256(b);
  const Int256 wide_right = to_int256(c) * to_int256(d);
  if (wide_left < wide_right) return std::strong_ordering::less;
  return wide_left == wide_right ? std::strong_ordering::equal : std::strong_ordering::greater;
}

}  // namespace plimsoll
