// Quotients and comparisons of products that may exceed 128 bits. The common case stays in 128
// bits; the rare one goes through 256. Exact until the one rounding that the caller names.
#pragma once

#include <compare>
#include <optional>

#include "base/int128.h"
#include "base/rounding.h"

namespace plimsoll {

// (a*b - c*d) / (e*f), rounded; nothing if the result does not fit 128 bits. e and f are positive
// (checked).
[[nodiscard]] std::optional<Int128> divide_difference(Int128 a, Int128 b, Int128 c, Int128 d,
                                                      Int128 e, Int128 f, Rounding rounding);

// a*b <=> c*d.
[[nodiscard]] std::strong_ordering compare_products(Int128 a, Int128 b, Int128 c, Int128 d);

}  // namespace plimsoll
