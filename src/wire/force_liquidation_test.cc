// Liquidations: the specified example, byte for byte, and its choices.
#include "wire/force_liquidation.h"

#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

constexpr std::string_view kExample =
    R"({"total":1,"rows":[{"groupId":6,"startLtv":1,"endLtv":0,)"
    R"("liquidationStartTime":1748381716906,"liquidationEndTime":1748525848742,)"
    R"("totalNetEquity":"1000.50000000","totalMaintenanceMargin":"0.00000000",)"
    R"("totalLiability":"1000.00000000",)"
    R"("liquidationSnapshot":{"snapshots":[{"subEmail":"c@example.com","memberType":"CREDIT",)"
    R"("walletType":"PORTFOLIO_MARGIN","netEquity":"1000.50000000",)"
    R"("maintainMargin":"0.00000000"}],)"
    R"("liabilities":[{"assetName":"USDT","principal":"900.00000000",)"
    R"("interest":"100.00000000"}]}}]})";

const std::array<SnapshotWallet, 1> kWallets = {
    {{"c@example.com", MemberType::kCredit, WalletType::kPortfolioMargin, "1000.5"_amount,
      "0"_amount}}};
const std::array<LiabilityFigures, 2> kLiabilities = {
    {{"USDT", "900"_amount, "100"_amount}, {"BTC", "1"_amount, "0"_amount}}};

ForceLiquidation example() {
  return {.group_id = GroupId{6},
          .start_ltv = LtvFigure::from_raw(1000),  // 1000 / 1000.5, to 3 decimals
          .end_ltv = LtvFigure{},
          .start_time = Timestamp{1748381716906},
          .end_time = Timestamp{1748525848742},
          .total_net_equity = "1000.5"_amount,
          .total_maintenance_margin = "0"_amount,
          .total_liability = "1000"_amount,
          .wallets = kWallets,
          .liabilities = std::span(kLiabilities).first(1)};
}

std::string one(const ForceLiquidation& row, const NumericStyle& style = {}) {
  return written(write_force_liquidation, 1, std::span(&row, 1), style);
}

// The example with one piece exchanged, which stands in it once.
std::string example_with(std::string_view piece, std::string_view other) {
  std::string text(kExample);
  const std::size_t at = text.find(piece);
  CHECK(at != std::string::npos && text.find(piece, at + 1) == std::string::npos);
  return text.replace(at, piece.size(), other);
}

TEST(ForceLiquidation, TheExampleIsReproducedByteForByte) { EXPECT_EQ(one(example()), kExample); }

TEST(ForceLiquidation, ARunningOneHasNoEndTime) {
  ForceLiquidation running = example();
  running.end_time.reset();
  EXPECT_EQ(one(running), example_with(R"("liquidationEndTime":1748525848742,)", ""));
}

TEST(ForceLiquidation, LtvsAreTheNearestIntegerAHalfUp) {
  ForceLiquidation row = example();
  row.start_ltv = LtvFigure::from_raw(1499);
  row.end_ltv = LtvFigure::from_raw(500);
  EXPECT_EQ(one(row), example_with(R"("startLtv":1,"endLtv":0,)", R"("startLtv":1,"endLtv":1,)"));
  row.start_ltv = LtvFigure::whole(999);
  row.end_ltv = LtvFigure::from_raw(499);
  EXPECT_EQ(one(row), example_with(R"("startLtv":1,"endLtv":0,)", R"("startLtv":999,"endLtv":0,)"));
}

TEST(ForceLiquidation, LtvsCanHaveDecimals) {
  ForceLiquidation row = example();
  row.start_ltv = LtvFigure::from_raw(909);
  row.end_ltv = LtvFigure::from_raw(250);
  EXPECT_EQ(one(row, styled("liquidation_ltv", "decimal")),
            example_with(R"("startLtv":1,"endLtv":0,)", R"("startLtv":0.909,"endLtv":0.25,)"));
}

TEST(ForceLiquidation, ZerosOfTheSnapshotCanBeJavas) {
  EXPECT_EQ(one(example(), styled("emit_0E8", "true")),
            example_with(R"("maintainMargin":"0.00000000")", R"("maintainMargin":"0E-8")"));
  ForceLiquidation paid = example();
  paid.liabilities = std::span(kLiabilities).last(1);
  EXPECT_NE(one(paid, styled("emit_0E8", "true"))
                .find(R"({"assetName":"BTC","principal":"1.00000000","interest":"0E-8"})"),
            std::string::npos);
}

TEST(ForceLiquidation, TotalsCanBeNumbers) {
  EXPECT_EQ(one(example(), styled("liquidation_totals", "number")),
            example_with(R"("totalNetEquity":"1000.50000000",)"
                         R"("totalMaintenanceMargin":"0.00000000",)"
                         R"("totalLiability":"1000.00000000",)",
                         R"("totalNetEquity":1000.5,"totalMaintenanceMargin":0,)"
                         R"("totalLiability":1000,)"));
}

TEST(ForceLiquidation, TheSnapshotCanBeAnArray) {
  const std::string text = one(example(), styled("liquidation_snapshot", "array"));
  std::string expected = example_with(R"("liquidationSnapshot":{)", R"("liquidationSnapshot":[{)");
  expected.insert(expected.size() - 3, "]");
  EXPECT_EQ(text, expected);
}

TEST(ForceLiquidation, OneLiabilityCanStandWithoutItsArray) {
  const NumericStyle style = styled("snapshot_liabilities", "object");
  std::string expected = example_with(R"("liabilities":[)", R"("liabilities":)");
  expected.erase(expected.rfind("}]}}]}") + 1, 1);
  EXPECT_EQ(one(example(), style), expected);
}

TEST(ForceLiquidation, NoneOrSeveralLiabilitiesAreAlwaysAnArray) {
  ForceLiquidation row = example();
  for (const std::span<const LiabilityFigures> liabilities :
       {std::span<const LiabilityFigures>{}, std::span<const LiabilityFigures>(kLiabilities)}) {
    row.liabilities = liabilities;
    EXPECT_EQ(one(row, styled("snapshot_liabilities", "object")), one(row));
  }
}

}  // namespace
}  // namespace plimsoll::wire
