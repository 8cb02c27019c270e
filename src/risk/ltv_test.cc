// LTV: the displayed figure and the comparison with a line, which never goes through the figure.
#include "risk/ltv.h"

#include <gtest/gtest.h>

#include "base/int256.h"
#include "base/testing.h"

namespace plimsoll::risk {
namespace {

constexpr Amount kCap = Amount::whole(999);

std::string shown(Value liability, Value adjusted_equity, Rounding rounding = Rounding::kHalfUp) {
  return trimmed(displayed_ltv(liability, adjusted_equity, kCap, rounding));
}

TEST(Ltv, NothingOwedIsZeroWhateverTheEquity) {
  for (const Value equity : {"5"_value, "0"_value, "-5"_value}) {
    EXPECT_EQ(shown({}, equity), "0");
    EXPECT_FALSE(at_or_above("0.0001"_ratio, {}, equity));
  }
}

TEST(Ltv, WithoutEquityItIsTheCapAndAboveEveryLine) {
  for (const Value equity : {"0"_value, "-0.00000000000000000001"_value, "-1000"_value}) {
    EXPECT_EQ(shown("0.00000001"_value, equity), "999");
    EXPECT_TRUE(at_or_above("0.9999"_ratio, "0.00000001"_value, equity));
  }
}

TEST(Ltv, AQuotientAboveTheCapIsTheCap) {
  EXPECT_EQ(shown("999"_value, "1"_value), "999");
  EXPECT_EQ(shown("998.9994"_value, "1"_value), "998.999");
  EXPECT_EQ(shown("1000000"_value, "0.00000000000000000001"_value), "999");
  EXPECT_EQ(trimmed(displayed_ltv("5"_value, "1"_value, "1.5"_amount, Rounding::kUp)), "1.5");
}

TEST(Ltv, TheFigureIsRoundedAsNamed) {
  EXPECT_EQ(shown("15.30718771"_value, "25.8509076866024769975"_value), "0.592");
  EXPECT_EQ(shown("0.5925"_value, "1"_value), "0.593");
  EXPECT_EQ(shown("0.5925"_value, "1"_value, Rounding::kDown), "0.592");
  EXPECT_EQ(shown("0.5921"_value, "1"_value, Rounding::kUp), "0.593");
}

TEST(Ltv, ALineIsNotReachedByRounding) {
  // Shown as 0.800, but one grid step below the line.
  const Value equity = "1"_value;
  EXPECT_EQ(shown("0.79999999999999999999"_value, equity), "0.8");
  EXPECT_FALSE(at_or_above("0.8"_ratio, "0.79999999999999999999"_value, equity));
  EXPECT_TRUE(at_or_above("0.8"_ratio, "0.8"_value, equity)) << "on the line counts";
  // Shown as 0.8, but above.
  EXPECT_EQ(shown("0.8004"_value, equity), "0.8");
  EXPECT_TRUE(at_or_above("0.8001"_ratio, "0.8004"_value, equity));
}

TEST(Ltv, TheComparisonIsExactForEveryPair) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    const Ratio line = Ratio::from_raw(random.between(1, Ratio::kOne - 1));
    const Value equity = random.amount(8) * random.price() * "1"_ratio;
    // Half of the pairs lie within one step of the line.
    Value liability = random.amount(8) * random.price() * "1"_ratio;
    if (random.chance(50)) {
      const Int256 on_line = to_int256(equity.raw()) * line.raw() / Ratio::kOne;
      liability = Value::from_raw(*to_int128(on_line) + random.between(-1, 1));
    }
    if (!liability.is_positive() || !equity.is_positive()) continue;
    const bool expected =
        to_int256(liability.raw()) * Ratio::kOne >= to_int256(equity.raw()) * line.raw();
    ASSERT_EQ(at_or_above(line, liability, equity), expected) << "seed " << seed;
  }
}

TEST(Ltv, TheFigureIsNeverFartherFromTheLtvThanHalfAStep) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    const Value equity = random.amount(8) * random.price() * "1"_ratio;
    const Value liability = random.amount(8) * random.price() * "1"_ratio;
    const LtvFigure figure = displayed_ltv(liability, equity, kCap, Rounding::kHalfUp);
    if (figure == LtvFigure::whole(999)) continue;
    // 2 |L * 1000 - figure * A| <= A
    const Int256 off =
        to_int256(liability.raw()) * LtvFigure::kOne - to_int256(equity.raw()) * figure.raw();
    const Int256 twice = 2 * boost::multiprecision::abs(off);
    ASSERT_LE(twice, to_int256(equity.raw())) << "seed " << seed;
  }
}

}  // namespace
}  // namespace plimsoll::risk
