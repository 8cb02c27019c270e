// Wide quotients and comparisons agree with arbitrary precision on both paths.
#include "base/wide.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>

namespace plimsoll {
namespace {

using Exact = boost::multiprecision::cpp_int;

Exact exact(Int128 value) {
  const Uint128 bits = magnitude(value);
  Exact result =
      (Exact(static_cast<std::uint64_t>(bits >> 64)) << 64) + static_cast<std::uint64_t>(bits);
  return value < 0 ? Exact(-result) : result;
}

Int128 random_integer(std::mt19937_64& random) {
  const Uint128 bits = (static_cast<Uint128>(random()) << 64) | random();
  const auto value = static_cast<Int128>(bits >> (1 + random() % 126));
  return random() % 2 == 0 ? value : -value;
}

TEST(Wide, QuotientsEqualArbitraryPrecision) {
  std::mt19937_64 random(7);
  int fitting = 0;
  for (int i = 0; i < 200000; ++i) {
    const Int128 a = random_integer(random), b = random_integer(random), c = random_integer(random),
                 d = random_integer(random);
    const Int128 e = magnitude(random_integer(random)) / 2 + 1,
                 f = magnitude(random_integer(random)) / 2 + 1;
    const auto rounding = static_cast<Rounding>(random() % 3);
    const Exact expected = divide_rounded<Exact>(exact(a) * exact(b) - exact(c) * exact(d),
                                                 exact(e) * exact(f), rounding);
    const auto got = divide_difference(a, b, c, d, e, f, rounding);
    if (boost::multiprecision::abs(expected) > exact(kInt128Max)) {
      EXPECT_FALSE(got.has_value());
    } else {
      ASSERT_TRUE(got.has_value());
      EXPECT_EQ(exact(*got), expected);
      ++fitting;
    }
    EXPECT_EQ(compare_products(a, b, c, d) == std::strong_ordering::less,
              exact(a) * exact(b) < exact(c) * exact(d));
  }
  EXPECT_GT(fitting, 10000);
}

TEST(Wide, EqualProductsCompareEqual) {
  const Int128 large = Int128{1} << 120;
  EXPECT_EQ(compare_products(large, 1 << 10, large << 3, 1 << 7), std::strong_ordering::equal);
}

}  // namespace
}  // namespace plimsoll
