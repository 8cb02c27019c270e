// Interest: the hourly rate, one hour of it, and the order in which a payment is used (valuation
// model, section 6).
#pragma once

#include "base/numbers.h"

namespace plimsoll::risk {

// daily / 24 cut to 10 decimals. 0.0002 -> 0.0000083333.
[[nodiscard]] Rate hourly_rate(Rate daily);

// principal * rate, UP to 8 decimals. Never compounded: the principal carries no interest.
[[nodiscard]] Amount interest_of_hour(Amount principal, Rate hourly);

struct Payment {
  Amount interest;
  Amount principal;
};

// What a payment settles: interest first, then principal; no more than is owed. All amounts >= 0.
[[nodiscard]] Payment settle(Amount payment, Amount principal, Amount interest);

}  // namespace plimsoll::risk
