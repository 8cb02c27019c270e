// For tests of the layers above: exact numbers as people write them, and a seeded source of random
// ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/decimal.h"
#include "base/numbers.h"

namespace plimsoll {

template <class Number>
Number number(std::string_view text) {
  const auto parsed = parse_number<Number>(text);
  CHECK_MSG(parsed.has_value(), "not a number of this kind");
  return *parsed;
}

inline Amount operator""_amount(const char* text, std::size_t size) {
  return number<Amount>({text, size});
}
inline Price operator""_price(const char* text, std::size_t size) {
  return number<Price>({text, size});
}
inline Ratio operator""_ratio(const char* text, std::size_t size) {
  return number<Ratio>({text, size});
}
inline Rate operator""_rate(const char* text, std::size_t size) {
  return number<Rate>({text, size});
}
inline Value operator""_value(const char* text, std::size_t size) {
  return number<Value>({text, size});
}

// The same numbers for the same seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(engine_);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class T>
  const T& one_of(const std::vector<T>& things) {
    return things[static_cast<std::size_t>(
        between(0, static_cast<std::int64_t>(things.size()) - 1))];
  }

  // Every order of magnitude up to `whole_digits` digits before the point is as likely; positive.
  Amount amount(int whole_digits) {
    const auto digits = static_cast<int>(between(1, whole_digits + Amount::kDecimals));
    const int low = std::min(digits, 18);  // as many as one draw holds
    const Int128 drawn = between(1, static_cast<std::int64_t>(power_of_ten(low)));
    if (low == digits) return Amount::from_raw(drawn);
    const Int128 high = between(0, static_cast<std::int64_t>(power_of_ten(digits - low)) - 1);
    return Amount::from_raw(high * power_of_ten(low) + drawn);
  }
  Price price() {
    const auto digits = static_cast<int>(between(2, 13));
    return Price::from_raw(between(1, static_cast<std::int64_t>(power_of_ten(digits))));
  }
  Ratio share() { return Ratio::from_raw(between(0, Ratio::kOne)); }

  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace plimsoll
