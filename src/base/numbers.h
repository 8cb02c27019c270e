// The exact numbers of the engine: fixed-point kinds that do not mix by accident.
//
//   kind      decimals  holds
//   Amount       8      quantity of an asset, or USD / USDT money on the 8-decimal grid
//   Price        8      price of one unit of an asset (64 bits: up to 92 billion)
//   Ratio        4      collateral ratio, maintenance rate, LTV line
//   Rate        10      interest rate per hour or per day
//   Notional    16      Amount x Price
//   Value       20      Amount x Price x Ratio; sums of them; up to 1.7e18
//
// Sums and products are exact. Rounding happens only in round_to<>() and in the named functions of
// the layers above. There is no operator/.
//
// Overflow is checked without exceptions: a result that does not fit becomes the kind's
// `overflowed()` mark, which every further operation keeps (like a NaN). It compares below every
// number. Who turns a number into an answer asks `fits()` first; risk/assess does so for every
// total. Printing an overflowed number is a CHECK.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "base/check.h"
#include "base/int128.h"
#include "base/rounding.h"

namespace plimsoll {

template <class Tag, int kDecimalPlaces, class RepType>
class Fixed {
 public:
  using Rep = RepType;
  static constexpr int kDecimals = kDecimalPlaces;
  static constexpr Rep kOne = static_cast<Rep>(power_of_ten(kDecimalPlaces));
  // Symmetric, and one step of the high word away from the mark: see fits().
  static constexpr Rep kMaxRaw =
      sizeof(Rep) == sizeof(Int128)
          ? static_cast<Rep>(kInt128Max - static_cast<Int128>(~std::uint64_t{0}))
          : static_cast<Rep>(std::numeric_limits<std::int64_t>::max());
  static constexpr Rep kOverflowMark =
      sizeof(Rep) == sizeof(Int128) ? static_cast<Rep>(kInt128Min) : -kMaxRaw - 1;

  constexpr Fixed() = default;

  // The number raw / 10^kDecimals.
  [[nodiscard]] static constexpr Fixed from_raw(Rep raw) { return Fixed(raw); }
  [[nodiscard]] static constexpr Fixed whole(std::int64_t units) {
    Int128 raw = 0;
    if (!multiply_checked(units, kOne, raw)) return overflowed();
    return narrowed(raw);
  }
  [[nodiscard]] static constexpr Fixed overflowed() { return Fixed(kOverflowMark); }
  // The number if its raw form fits this kind, else overflowed().
  [[nodiscard]] static constexpr Fixed narrowed(Int128 raw) {
    if (raw > static_cast<Int128>(kMaxRaw) || raw < -static_cast<Int128>(kMaxRaw))
      return overflowed();
    return Fixed(static_cast<Rep>(raw));
  }

  [[nodiscard]] constexpr Rep raw() const { return raw_; }
  [[nodiscard]] constexpr bool fits() const {
    // Every sum asks this of both its terms. Of 128 bits one word decides: the lowest 2^64 numbers
    // are all the mark.
    if constexpr (sizeof(Rep) == sizeof(Int128)) {
      return static_cast<std::int64_t>(raw_ >> 64) != std::numeric_limits<std::int64_t>::min();
    } else {
      return raw_ != kOverflowMark;
    }
  }
  [[nodiscard]] constexpr bool is_zero() const { return raw_ == 0; }
  [[nodiscard]] constexpr bool is_positive() const { return raw_ > 0; }
  [[nodiscard]] constexpr bool is_negative() const { return raw_ < 0; }

  friend constexpr auto operator<=>(const Fixed&, const Fixed&) = default;

  friend constexpr Fixed operator+(Fixed a, Fixed b) {
    Rep sum{};
    if (!a.fits() || !b.fits() || __builtin_add_overflow(a.raw_, b.raw_, &sum)) return overflowed();
    return Fixed(sum);
  }
  friend constexpr Fixed operator-(Fixed a, Fixed b) {
    Rep difference{};
    if (!a.fits() || !b.fits() || __builtin_sub_overflow(a.raw_, b.raw_, &difference))
      return overflowed();
    return Fixed(difference);
  }
  friend constexpr Fixed operator-(Fixed a) {
    return a.fits() ? Fixed(static_cast<Rep>(-a.raw_)) : a;
  }
  constexpr Fixed& operator+=(Fixed other) { return *this = *this + other; }
  constexpr Fixed& operator-=(Fixed other) { return *this = *this - other; }

 private:
  constexpr explicit Fixed(Rep raw) : raw_(raw) {}
  Rep raw_ = 0;
};

using Amount = Fixed<struct AmountTag, 8, Int128>;
using Price = Fixed<struct PriceTag, 8, std::int64_t>;
using Ratio = Fixed<struct RatioTag, 4, std::int64_t>;
using Rate = Fixed<struct RateTag, 10, std::int64_t>;
using Notional = Fixed<struct NotionalTag, 16, Int128>;
using Value = Fixed<struct ValueTag, 20, Int128>;

namespace detail {
template <class To, class A, class B>
[[nodiscard]] constexpr To multiply(A a, B b) {
  static_assert(To::kDecimals == A::kDecimals + B::kDecimals);
  static_assert(sizeof(typename To::Rep) == sizeof(Int128));
  Int128 raw = 0;
  if (!a.fits() || !b.fits() || !multiply_checked(a.raw(), b.raw(), raw)) return To::overflowed();
  return To::from_raw(raw);
}
}  // namespace detail

[[nodiscard]] constexpr Notional operator*(Amount amount, Price price) {
  return detail::multiply<Notional>(amount, price);
}
[[nodiscard]] constexpr Value operator*(Notional notional, Ratio ratio) {
  return detail::multiply<Value>(notional, ratio);
}

// The same number with more decimals: exact.
template <class To, class From>
[[nodiscard]] constexpr To widen(From from) {
  static_assert(To::kDecimals >= From::kDecimals &&
                sizeof(typename To::Rep) >= sizeof(typename From::Rep));
  Int128 raw = 0;
  if (!from.fits() ||
      !multiply_checked(from.raw(), power_of_ten(To::kDecimals - From::kDecimals), raw)) {
    return To::overflowed();
  }
  return To::narrowed(raw);
}

// The number with fewer decimals, rounded as named.
template <class To, class From>
[[nodiscard]] constexpr To round_to(From from, Rounding rounding) {
  static_assert(To::kDecimals <= From::kDecimals);
  if (!from.fits()) return To::overflowed();
  return To::narrowed(
      divide_rounded<Int128>(from.raw(), power_of_ten(From::kDecimals - To::kDecimals), rounding));
}

// Whether a ratio is a share: 0 to 1.
[[nodiscard]] constexpr bool is_share(Ratio ratio) {
  return !ratio.is_negative() && ratio <= Ratio::whole(1);
}

template <class Number>
[[nodiscard]] constexpr Number abs(Number number) {
  return number.is_negative() ? -number : number;
}

}  // namespace plimsoll
