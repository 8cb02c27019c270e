// loan-group and loan-groups: the specified example, byte for byte.
#include "wire/loan_group.h"

#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

constexpr std::string_view kExample =
    R"({"groupId":1,"parentEmail":"p@example.com","creditEmail":"c@example.com",)"
    R"("updateTime":1752137105623,"ltv":"0.5","totalNetEquity":"200",)"
    R"("totalMaintenanceMargin":"0","totalLiability":"100",)"
    R"("liabilities":[{"assetName":"USDT","principal":"100","interest":"0"}],)"
    R"("accountInfos":[{"email":"c@example.com","accountType":"PORTFOLIO_MARGIN",)"
    R"("netEquity":"200","maintainMargin":"0"}]})";

struct ExampleUnit {
  std::array<LiabilityFigures, 1> liabilities = {{{"USDT", "100"_amount, "0"_amount}}};
  std::array<AccountFigures, 1> accounts = {
      {{"c@example.com", WalletType::kPortfolioMargin, "200"_amount, "0"_amount}}};

  [[nodiscard]] LoanGroup unit() const {
    return {.totals = {.group_id = GroupId{1},
                       .parent_email = "p@example.com",
                       .credit_email = "c@example.com",
                       .update_time = Timestamp{1752137105623},
                       .ltv = LtvFigure::from_raw(500),
                       .total_net_equity = "200"_amount,
                       .total_maintenance_margin = "0"_amount,
                       .total_liability = "100"_amount},
            .liabilities = liabilities,
            .accounts = accounts};
  }
};

TEST(LoanGroup, TheExampleIsReproducedByteForByte) {
  const ExampleUnit example;
  EXPECT_EQ(written(write_loan_group, example.unit()), kExample);
}

TEST(LoanGroup, NoUnitIsAnEmptyObject) { EXPECT_EQ(written(write_loan_group, std::nullopt), "{}"); }

TEST(LoanGroup, AListHoldsTheSameObjects) {
  const ExampleUnit example;
  const std::array<LoanGroup, 2> units = {example.unit(), example.unit()};
  const std::string one(kExample);
  EXPECT_EQ(written(write_loan_groups, units), "[" + one + "," + one + "]");
  EXPECT_EQ(written(write_loan_groups, std::span<const LoanGroup>{}), "[]");
}

}  // namespace
}  // namespace plimsoll::wire
