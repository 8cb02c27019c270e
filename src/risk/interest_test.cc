// Interest: the printed figures, and that rounding never favours who owes.
#include "risk/interest.h"

#include <gtest/gtest.h>

#include "base/int256.h"
#include "base/testing.h"

namespace plimsoll::risk {
namespace {

TEST(Interest, ThePrintedHour) {
  const Rate hourly = hourly_rate("0.0002"_rate);
  EXPECT_EQ(trimmed(hourly), "0.0000083333");
  EXPECT_EQ(trimmed(interest_of_hour("851340.57601652"_amount, hourly)), "7.09447643");
}

TEST(Interest, ThePrintedMarginHour) {
  const Amount interest = interest_of_hour("45.3313"_amount, hourly_rate("0.00013233"_rate));
  EXPECT_EQ(trimmed(interest), "0.00024995");
}

TEST(Interest, AnHourIsTheSmallestAmountThatCoversIt) {
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    Random random(seed);
    const Amount principal = random.amount(10);
    const Rate rate = Rate::from_raw(random.between(0, 1'000'000'000));
    const Amount interest = interest_of_hour(principal, rate);
    const Int256 exact = to_int256(principal.raw()) * rate.raw();  // 18 decimals
    const Int256 charged = to_int256(interest.raw()) * Rate::kOne;
    ASSERT_GE(charged, exact) << "seed " << seed;
    if (interest.is_zero()) continue;
    const Int256 less = charged - Rate::kOne;
    ASSERT_LT(less, exact) << "seed " << seed;
  }
}

TEST(Interest, NothingOnNothing) {
  EXPECT_TRUE(interest_of_hour({}, "0.01"_rate).is_zero());
  EXPECT_TRUE(interest_of_hour("1000"_amount, {}).is_zero());
  EXPECT_EQ(trimmed(interest_of_hour(Amount::from_raw(1), Rate::from_raw(1))), "0.00000001");
}

TEST(Interest, AnHourThatDoesNotFitIsMarked) {
  EXPECT_FALSE(interest_of_hour(Amount::from_raw(Amount::kMaxRaw), Rate::whole(2)).fits());
}

TEST(Settle, InterestFirstThenPrincipalAndNoMoreThanIsOwed) {
  const auto settled = [](Amount payment) {
    const Payment used = settle(payment, "500"_amount, "2"_amount);
    return trimmed(used.interest) + "+" + trimmed(used.principal);
  };
  EXPECT_EQ(settled("300"_amount), "2+298");
  EXPECT_EQ(settled("1.5"_amount), "1.5+0");
  EXPECT_EQ(settled("2"_amount), "2+0");
  EXPECT_EQ(settled("0"_amount), "0+0");
  EXPECT_EQ(settled("502"_amount), "2+500");
  EXPECT_EQ(settled("9000"_amount), "2+500");
}

}  // namespace
}  // namespace plimsoll::risk
