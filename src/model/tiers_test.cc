// Progressive tables: what make() refuses, and that the folded form (rate and offset) is the sum
// over slices.
#include "model/tiers.h"

#include <gtest/gtest.h>

#include "base/int256.h"
#include "base/limits.h"
#include "model/testing.h"

namespace plimsoll::model {
namespace {

bool refused(const std::vector<TierSlice>& slices) {
  const auto table = TierTable::make(slices);
  if (table) return false;
  EXPECT_EQ(error_name(table.error().code), "OUT_OF_RANGE");
  return true;
}

// n slices of one unit each, the last open.
std::vector<TierSlice> staircase(std::size_t count) {
  std::vector<TierSlice> slices;
  for (std::size_t i = 1; i < count; ++i) {
    slices.push_back({Amount::whole(static_cast<std::int64_t>(i)), "0.5"_ratio});
  }
  slices.push_back({{}, "0.5"_ratio});
  return slices;
}

// Sum over slices of the part of `magnitude` in the slice, times its rate: the definition.
Int256 by_definition(const std::vector<TierSlice>& slices, Notional magnitude) {
  Int256 sum = 0;
  Notional floor;
  for (const TierSlice& slice : slices) {
    const bool open = slice.up_to.is_zero();
    const Notional edge = open ? magnitude : widen<Notional>(slice.up_to);
    const Notional top = std::min(magnitude, edge);
    if (top > floor) sum += to_int256((top - floor).raw()) * slice.rate.raw();
    floor = edge;
  }
  return sum;
}

Value folded(const TierTable& table, Notional magnitude) {
  const TierTable::Slice& slice = table.slice_of(magnitude);
  return magnitude * slice.rate + slice.offset;
}

TEST(Tiers, AnEmptyListIsNoTable) {
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(TierTable().empty());
  EXPECT_TRUE(TierTable().written().empty());
}

TEST(Tiers, TheNumberOfSlicesHasALimit) {
  EXPECT_FALSE(refused(staircase(kMaxTiers)));
  EXPECT_TRUE(refused(staircase(kMaxTiers + 1)));
}

TEST(Tiers, OnlyTheLastSliceIsOpenAndItMustBe) {
  EXPECT_TRUE(refused({{"1"_amount, "0.5"_ratio}}));
  EXPECT_TRUE(refused({{{}, "0.5"_ratio}, {{}, "0.4"_ratio}}));
  EXPECT_FALSE(refused({{{}, "0.5"_ratio}}));
}

TEST(Tiers, EdgesAscendStrictlyFromZero) {
  EXPECT_TRUE(refused({{"-1"_amount, "1"_ratio}, {{}, "1"_ratio}}));
  EXPECT_TRUE(refused({{"2"_amount, "1"_ratio}, {"2"_amount, "0.9"_ratio}, {{}, "0.8"_ratio}}));
  EXPECT_TRUE(refused({{"2"_amount, "1"_ratio}, {"1"_amount, "0.9"_ratio}, {{}, "0.8"_ratio}}));
  EXPECT_FALSE(refused({{"0.00000001"_amount, "1"_ratio}, {{}, "0.8"_ratio}}));
}

TEST(Tiers, ARateIsAShare) {
  EXPECT_FALSE(refused({{{}, "0"_ratio}}));
  EXPECT_FALSE(refused({{{}, "1"_ratio}}));
  EXPECT_TRUE(refused({{{}, "1.0001"_ratio}}));
  EXPECT_TRUE(refused({{{}, "-0.0001"_ratio}}));
  EXPECT_TRUE(refused({{{}, Ratio::overflowed()}}));
}

TEST(Tiers, EdgesThatDoNotFitTheOffsetsAreRefused) {
  EXPECT_TRUE(refused({{Amount::from_raw(Amount::kMaxRaw), "1"_ratio}, {{}, "0"_ratio}}));
  EXPECT_TRUE(refused({{Amount::overflowed(), "1"_ratio}, {{}, "0"_ratio}}));
  // 1.8e18 fits a notional but not a value: the offset of the next slice would not fit.
  EXPECT_TRUE(refused({{Amount::whole(1'800'000'000'000'000'000), "1"_ratio}, {{}, "0"_ratio}}));
  EXPECT_FALSE(refused({{Amount::whole(1'700'000'000'000'000'000), "1"_ratio}, {{}, "0"_ratio}}));
}

TEST(Tiers, TheSliceOfAMagnitudeIncludesItsUpperEdge) {
  const TierTable table =
      tiers({{"100"_amount, "1"_ratio}, {"200"_amount, "0.8"_ratio}, {{}, "0.5"_ratio}});
  const auto rate_at = [&](Amount magnitude) {
    return trimmed(table.slice_of(widen<Notional>(magnitude)).rate);
  };
  EXPECT_EQ(rate_at("0"_amount), "1");
  EXPECT_EQ(rate_at("100"_amount), "1");
  EXPECT_EQ(rate_at("100.00000001"_amount), "0.8");
  EXPECT_EQ(rate_at("200"_amount), "0.8");
  EXPECT_EQ(rate_at("200.00000001"_amount), "0.5");
  EXPECT_EQ(trimmed(table.slice_of(Notional::from_raw(kInt128Max)).rate), "0.5");
}

TEST(Tiers, TheDocumentedExample) {
  const TierTable table = tiers({{"100000000"_amount, "1"_ratio}, {{}, "0.975"_ratio}});
  EXPECT_EQ(trimmed(folded(table, widen<Notional>("120000000"_amount))), "119500000");
}

TEST(Tiers, RateAndOffsetAreTheSumOverSlices) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const TierTable table = random_tiers(random, Slope::kAny);
    const Notional magnitude = random.amount(8) * random.price();
    ASSERT_EQ(to_int256(folded(table, magnitude).raw()), by_definition(table.written(), magnitude))
        << "seed " << seed;
  }
}

TEST(Tiers, ContinuousAtEveryEdge) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const TierTable table = random_tiers(random, Slope::kAny);
    ASSERT_TRUE(table.slices().front().offset.is_zero()) << "tier(0) = 0, seed " << seed;
    for (std::size_t i = 0; i + 1 < table.slices().size(); ++i) {
      const auto& below = table.slices()[i];
      const auto& above = table.slices()[i + 1];
      ASSERT_EQ((below.edge * below.rate + below.offset).raw(),
                (below.edge * above.rate + above.offset).raw())
          << "seed " << seed << ", edge " << i;
    }
  }
}

TEST(Tiers, BetweenZeroAndTheMagnitude) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const TierTable table = random_tiers(random, Slope::kAny);
    const Notional magnitude = random.amount(8) * random.price();
    const Value counted = folded(table, magnitude);
    ASSERT_LE(counted, widen<Value>(magnitude)) << "seed " << seed;
    ASSERT_FALSE(counted.is_negative()) << "seed " << seed;
  }
}

TEST(Tiers, ConcaveWhenRatesFall) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const TierTable table = random_tiers(random, Slope::kFalling);
    const Notional low = widen<Notional>(random.amount(8));
    const Notional step = widen<Notional>(random.amount(7));
    const Value at_low = folded(table, low);
    const Value in_the_middle = folded(table, low + step);
    const Value at_high = folded(table, low + step + step);
    ASSERT_GE(in_the_middle - at_low, at_high - in_the_middle)
        << "a step higher up adds no more, seed " << seed;
  }
}

TEST(Tiers, WrittenSlicesMakeTheSameTable) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Random random(seed);
    const TierTable table = random_tiers(random, Slope::kAny);
    ASSERT_EQ(tiers(table.written()), table) << "seed " << seed;
  }
}

TEST(Tiers, TheJournalFormComesBackAndDamageFailsTheReader) {
  std::string bytes;
  Writer out(bytes);
  const TierTable table = tiers({{"100"_amount, "1"_ratio}, {{}, "0.5"_ratio}});
  write(out, table);
  write(out, TierTable());
  Reader in(bytes);
  TierTable first;
  TierTable second = table;
  read(in, first);
  read(in, second);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(first, table);
  EXPECT_TRUE(second.empty());

  bytes.clear();
  plimsoll::write(out, std::vector<TierSlice>{{"1"_amount, "1"_ratio}});  // no open end
  Reader damaged(bytes);
  read(damaged, first);
  EXPECT_TRUE(damaged.failed());
}

}  // namespace
}  // namespace plimsoll::model
