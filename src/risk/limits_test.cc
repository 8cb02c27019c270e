// Borrow and transfer limits: using one up leads exactly to its line, one step more leads across.
#include "risk/limits.h"

#include <gtest/gtest.h>

#include "base/int256.h"
#include "base/testing.h"
#include "risk/ltv.h"

namespace plimsoll::risk {
namespace {

constexpr Amount kNoPreset = Amount::whole(1'000'000'000'000'000'000);
constexpr Amount kStep = Amount::from_raw(1);

// L against line * A: -1, 0 or 1. Without the special cases of at_or_above.
int against(Ratio line, Value liability, Value equity) {
  const Int256 left = to_int256(liability.raw()) * Ratio::kOne;
  const Int256 right = to_int256(equity.raw()) * line.raw();
  return left < right ? -1 : left > right ? 1 : 0;
}

Limit borrow(Value equity, Value liability, Ratio line, Amount preset = kNoPreset,
             Rounding rounding = Rounding::kDown) {
  return max_allowed_borrow(equity, liability, line, preset, rounding);
}

Limit transfer(Value equity, Value liability, Ratio line, Rounding rounding = Rounding::kDown) {
  return max_transfer_out(equity, liability, line, rounding);
}

TEST(MaxAllowedBorrow, TheDocumentedExample) {
  const Limit limit = borrow("25.8509076866024769975"_value, "15.30718771"_value, "0.75"_ratio,
                             kNoPreset, Rounding::kHalfUp);
  EXPECT_EQ(trimmed(limit.amount), "16.32397222");
  EXPECT_EQ(limit.limited_by, LimitedBy::kLtvLine);
}

TEST(MaxAllowedBorrow, BorrowingItLeadsOntoTheLineAndOneStepMoreAcross) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    const Ratio line = Ratio::from_raw(random.between(1, Ratio::kOne - 1));
    const Value equity = random.amount(8) * random.price() * "1"_ratio;
    const Value liability = random.amount(7) * random.price() * "1"_ratio;
    const Limit limit = borrow(equity, liability, line);
    if (limit.amount.is_zero()) {
      const Value step = widen<Value>(kStep);
      ASSERT_GT(against(line, liability + step, equity + step), 0) << "seed " << seed;
      continue;
    }
    const Value taken = widen<Value>(limit.amount);
    const Value more = widen<Value>(limit.amount + kStep);
    ASSERT_LE(against(line, liability + taken, equity + taken), 0) << "seed " << seed;
    ASSERT_GT(against(line, liability + more, equity + more), 0) << "seed " << seed;
  }
}

TEST(MaxAllowedBorrow, AnAmountThatFitsTheGridIsExact) {
  const Limit limit = borrow("1000"_value, "600"_value, "0.75"_ratio);
  EXPECT_EQ(trimmed(limit.amount), "600");
  EXPECT_EQ(against("0.75"_ratio, "1200"_value, "1600"_value), 0);
}

TEST(MaxAllowedBorrow, NeverNegative) {
  EXPECT_EQ(borrow("1000"_value, "800"_value, "0.75"_ratio), (Limit{{}, LimitedBy::kLtvLine}));
  EXPECT_EQ(borrow("1000"_value, "750"_value, "0.75"_ratio), (Limit{{}, LimitedBy::kLtvLine}));
  for (const Value equity : {"0"_value, "-1"_value}) {
    EXPECT_EQ(borrow(equity, {}, "0.75"_ratio), (Limit{{}, LimitedBy::kLtvLine}));
    EXPECT_EQ(borrow(equity, "5"_value, "0.75"_ratio), (Limit{{}, LimitedBy::kLtvLine}));
  }
}

TEST(MaxAllowedBorrow, ThePresetBindsWhenItIsLower) {
  // By the line: 3 * 1000 - 4 * 100 = 2600.
  const Value equity = "1000"_value;
  const Value liability = "100"_value;
  EXPECT_EQ(borrow(equity, liability, "0.75"_ratio, "2699.99999999"_amount),
            (Limit{"2599.99999999"_amount, LimitedBy::kPreset}));
  EXPECT_EQ(borrow(equity, liability, "0.75"_ratio, "2700"_amount),
            (Limit{"2600"_amount, LimitedBy::kLtvLine}));
  EXPECT_EQ(borrow(equity, liability, "0.75"_ratio, "100"_amount), (Limit{{}, LimitedBy::kPreset}));
  EXPECT_EQ(borrow(equity, liability, "0.75"_ratio, "50"_amount), (Limit{{}, LimitedBy::kPreset}));
}

TEST(MaxAllowedBorrow, TheRoomBelowThePresetIsCutDown) {
  EXPECT_EQ(borrow("1000"_value, "0.000000001"_value, "0.75"_ratio, "1"_amount, Rounding::kUp),
            (Limit{"0.99999999"_amount, LimitedBy::kPreset}));
}

TEST(MaxAllowedBorrow, TheLargestEquityGivesALimitNotAnOverflow) {
  const Value most = Value::from_raw(Value::kMaxRaw);
  EXPECT_TRUE(borrow(most, {}, "0.9999"_ratio).amount.is_positive());
  EXPECT_TRUE(borrow(most, most, "0.9999"_ratio).amount.is_zero());
}

TEST(MaxTransferOut, RemovingItLeadsOntoTheLineAndOneStepMoreAcross) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    const Ratio line = Ratio::from_raw(random.between(1, Ratio::kOne - 1));
    const Value equity = random.amount(8) * random.price() * "1"_ratio;
    const Value liability = random.amount(7) * random.price() * "1"_ratio;
    const Limit limit = transfer(equity, liability, line);
    const Value more = widen<Value>(limit.amount + kStep);
    ASSERT_GT(against(line, liability, equity - more), 0) << "seed " << seed;
    if (limit.amount.is_zero()) continue;
    ASSERT_LE(against(line, liability, equity - widen<Value>(limit.amount)), 0) << "seed " << seed;
  }
}

TEST(MaxTransferOut, ThePrintedExampleMayMoveNothing) {
  EXPECT_EQ(transfer("25.8509076866024769975"_value, "15.30718771"_value, "0.5"_ratio),
            (Limit{{}, LimitedBy::kLtvLine}));
}

TEST(MaxTransferOut, WithoutALoanEverythingMayLeave) {
  EXPECT_EQ(transfer("12.345678909"_value, {}, "0.5"_ratio),
            (Limit{"12.3456789"_amount, LimitedBy::kNothing}));
  EXPECT_EQ(transfer("12.345678909"_value, {}, "0.5"_ratio, Rounding::kUp),
            (Limit{"12.34567891"_amount, LimitedBy::kNothing}));
  EXPECT_EQ(transfer("-1"_value, {}, "0.5"_ratio), (Limit{{}, LimitedBy::kNothing}));
}

TEST(MaxTransferOut, NothingMayLeaveAUnitWithoutEquity) {
  for (const Value equity : {"0"_value, "-5"_value, -Value::from_raw(Value::kMaxRaw)}) {
    EXPECT_EQ(transfer(equity, "1"_value, "0.0001"_ratio), (Limit{{}, LimitedBy::kLtvLine}));
  }
}

TEST(Limits, TheNamesOfWhatBinds) {
  EXPECT_EQ(limited_by_name(LimitedBy::kNothing), "NONE");
  EXPECT_EQ(limited_by_name(LimitedBy::kLtvLine), "LTV");
  EXPECT_EQ(limited_by_name(LimitedBy::kPreset), "PRESET");
}

TEST(LimitsDeathTest, AnOverflowedValueIsOurMistake) {
  EXPECT_DEATH((void)borrow(Value::overflowed(), {}, "0.75"_ratio), "fits");
  EXPECT_DEATH((void)transfer({}, Value::overflowed(), "0.75"_ratio), "fits");
}

}  // namespace
}  // namespace plimsoll::risk
