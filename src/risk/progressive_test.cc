// What a position counts: progressive when it is worth something, in full when it is owed.
#include "risk/progressive.h"

#include <gtest/gtest.h>

#include "model/testing.h"

namespace plimsoll::risk {
namespace {

TEST(Progressive, TheDocumentedBracketExamples) {
  const auto btc = model::tiers(
      {{"50000"_amount, "0.05"_ratio}, {"100000"_amount, "0.07"_ratio}, {{}, "0.08"_ratio}});
  EXPECT_EQ(trimmed(progressive(btc, widen<Notional>("390000"_amount))), "29200");
}

TEST(Progressive, ANegativeValueCountsInFull) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Random random(seed);
    const auto table = model::random_tiers(random, model::Slope::kFalling);
    const Notional owed = -(random.amount(8) * random.price());
    ASSERT_EQ(counted(table, owed), widen<Value>(owed)) << "seed " << seed;
    ASSERT_EQ(counted(model::TierTable(), owed), widen<Value>(owed)) << "seed " << seed;
  }
}

TEST(Progressive, WithoutATableAHoldingCountsNothing) {
  EXPECT_TRUE(counted(model::TierTable(), widen<Notional>("5"_amount)).is_zero());
  EXPECT_TRUE(counted(model::flat("1"_ratio), {}).is_zero());
}

TEST(Progressive, MoreNeverCountsLess) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Random random(seed);
    const auto table = model::random_tiers(random, model::Slope::kAny);
    const Notional value = random.amount(8) * random.price();
    const Notional more = value + random.amount(6) * random.price();
    ASSERT_LE(counted(table, value), counted(table, more)) << "seed " << seed;
  }
}

TEST(Progressive, AMagnitudeThatDoesNotFitIsMarked) {
  EXPECT_FALSE(progressive(model::flat("1"_ratio), Notional::overflowed()).fits());
  EXPECT_FALSE(progressive(model::flat("1"_ratio), Notional::from_raw(Notional::kMaxRaw)).fits());
  EXPECT_FALSE(counted(model::flat("1"_ratio), Notional::overflowed()).fits());
  EXPECT_FALSE(counted(model::TierTable(), Notional::overflowed()).fits());
}

}  // namespace
}  // namespace plimsoll::risk
