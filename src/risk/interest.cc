#include "risk/interest.h"

#include <algorithm>

#include "base/wide.h"

namespace plimsoll::risk {

Rate hourly_rate(Rate daily) {
  return Rate::narrowed(divide_rounded<Int128>(daily.raw(), 24, Rounding::kDown));
}

Amount interest_of_hour(Amount principal, Rate hourly) {
  const auto raw =
      divide_difference(principal.raw(), hourly.raw(), 0, 0, Rate::kOne, 1, Rounding::kUp);
  return raw ? Amount::narrowed(*raw) : Amount::overflowed();
}

Payment settle(Amount payment, Amount principal, Amount interest) {
  const Amount to_interest = std::min(payment, interest);
  return {to_interest, std::min(payment - to_interest, principal)};
}

}  // namespace plimsoll::risk
