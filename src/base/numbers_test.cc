// The exact numbers: sums and products exact, overflow marked and kept, rounding as named.
#include "base/numbers.h"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(Numbers, ProductIsExact) {
  const Amount amount = Amount::from_raw(493099250);           // 4.9309925
  const Price price = Price::from_raw(100063333);              // 1.00063333
  const Value value = amount * price * Ratio::from_raw(9999);  // 0.9999
  EXPECT_EQ(value.raw(), static_cast<Int128>(4933622033935476997) * 100 + 50);
}

TEST(Numbers, OverflowIsKeptByEveryLaterOperation) {
  const Value most = Value::from_raw(kInt128Max);
  const Value over = most + Value::from_raw(1);
  EXPECT_FALSE(over.fits());
  EXPECT_FALSE((over - most).fits());
  EXPECT_FALSE((-over).fits());
  EXPECT_FALSE((Value{} + over).fits());
  EXPECT_FALSE((Amount::from_raw(kInt128Max) * Price::whole(2)).fits());
  EXPECT_TRUE((most - most).is_zero());
}

TEST(Numbers, MultiplyCheckedAgreesWithTheEdgeOf128Bits) {
  Int128 product = 0;
  EXPECT_TRUE(multiply_checked(kInt128Max, 1, product));
  EXPECT_EQ(product, kInt128Max);
  EXPECT_FALSE(multiply_checked(kInt128Max, 2, product));
  EXPECT_TRUE(multiply_checked(kInt128Max, -1, product));
  EXPECT_EQ(product, -kInt128Max);
  const Int128 two_64 = Int128{1} << 64;
  EXPECT_FALSE(multiply_checked(two_64, two_64, product));
  EXPECT_FALSE(multiply_checked(two_64, Int128{1} << 63, product));
  EXPECT_TRUE(multiply_checked(two_64, Int128{1} << 62, product));
  EXPECT_EQ(product, Int128{1} << 126);
  EXPECT_TRUE(multiply_checked(-two_64 - 5, 3, product));
  EXPECT_EQ(product, -3 * two_64 - 15);
}

TEST(Numbers, RoundingDirections) {
  const auto rounded = [](int raw, Rounding rounding) {
    return static_cast<int>(divide_rounded<Int128>(raw, 10, rounding));
  };
  EXPECT_EQ(rounded(19, Rounding::kDown), 1);
  EXPECT_EQ(rounded(-19, Rounding::kDown), -1);
  EXPECT_EQ(rounded(11, Rounding::kUp), 2);
  EXPECT_EQ(rounded(-11, Rounding::kUp), -2);
  EXPECT_EQ(rounded(15, Rounding::kHalfUp), 2);
  EXPECT_EQ(rounded(14, Rounding::kHalfUp), 1);
  EXPECT_EQ(rounded(-15, Rounding::kHalfUp), -2);
  EXPECT_EQ(rounded(-14, Rounding::kHalfUp), -1);
  EXPECT_EQ(rounded(20, Rounding::kUp), 2);
}

TEST(Numbers, WidenAndRoundAreInverse) {
  const Amount amount = Amount::from_raw(-123456789);
  EXPECT_EQ(round_to<Amount>(widen<Value>(amount), Rounding::kHalfUp), amount);
  EXPECT_FALSE(widen<Value>(Amount::from_raw(kInt128Max)).fits());
}

}  // namespace
}  // namespace plimsoll
