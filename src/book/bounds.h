// What a book takes from outside: the bounds of base/limits.h as questions.
//
// Every amount, price and time that a command brings is asked here before it becomes state. What
// the book derives from such numbers fits its kind, or the answer is kValueOverflow.
#pragma once

#include "base/limits.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::book {

// Between -10^15 and 10^15.
[[nodiscard]] constexpr bool is_enterable(Amount amount) {
  return amount.fits() && amount <= Amount::whole(kMaxAmount) &&
         amount >= Amount::whole(-kMaxAmount);
}

// Above zero, up to 10^9.
[[nodiscard]] constexpr bool is_enterable(Price price) {
  return price.is_positive() && price <= Price::whole(kMaxPrice);
}

// From 1970 to 9999.
[[nodiscard]] constexpr bool is_enterable(Timestamp time) {
  return time.ms >= 0 && time.ms <= kMaxTimeMs;
}

// Milliseconds: not negative, up to ten years.
[[nodiscard]] constexpr bool is_span(std::int64_t span_ms) {
  return span_ms >= 0 && span_ms <= kMaxSpanMs;
}

}  // namespace plimsoll::book
