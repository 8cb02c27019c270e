// What people read: the report line, and the table of an ltv-details answer.
#include "app/report.h"

#include <gmock/gmock.h>

#include "app/testing.h"
#include "book/testing.h"

namespace plimsoll::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// book_commands() and more, as published.
std::shared_ptr<const engine::Published> picture_with(std::vector<book::Command> more) {
  State state = memory_state();
  engine::turn(*state.processor, {book::book_commands(), std::move(more)}, book::kNow);
  return state.processor->publish();
}

book::SetLiability owe(Amount amount) { return {book::kUnit, {book::kUsdt, amount, {}}}; }

TEST(ReportLine, ShowsTheTimeBtcAndEveryActiveUnit) {
  EXPECT_EQ(report_line(*picture_with({})), "08:45:05 BTC 100 | 5 0.000");
  // Equity is 4600.
  EXPECT_EQ(report_line(*picture_with({owe("2300"_amount)})), "08:45:05 BTC 100 | 5 0.500");
  EXPECT_EQ(report_line(*picture_with({book::CloseUnit{book::kUnit}})), "08:45:05 BTC 100");
}

TEST(ReportLine, NamesTheHighestLineReached) {
  // Its cure time keeps the unit from being liquidated.
  const auto tail = [](Amount liability) {
    model::LtvLineOverrides lines;
    lines.cure_ms = 60'000;
    const std::string line =
        report_line(*picture_with({book::SetUnitLines{book::kUnit, lines}, owe(liability)}));
    return line.substr(line.find('|'));
  };
  EXPECT_EQ(tail("3449.99999999"_amount), "| 5 0.750") << "shown as 0.750, not there yet";
  EXPECT_EQ(tail("3450"_amount), "| 5 0.750 WARNING");
  EXPECT_EQ(tail("3680"_amount), "| 5 0.800 MARGIN CALL");
  EXPECT_EQ(tail("4140"_amount), "| 5 0.900 LIQUIDATION");
  EXPECT_EQ(tail("99999999"_amount), "| 5 999.000 LIQUIDATION");
}

TEST(ReportLine, AUnitThatCannotBeValuedSaysWhy) {
  model::Asset sol;
  sol.name = "SOL";
  EXPECT_THAT(
      report_line(*picture_with(
          {book::DefineAsset{sol}, book::SetLiability{book::kUnit, {AssetId{4}, "1"_amount, {}}}})),
      HasSubstr("| 5 PRICE_MISSING"));
}

TEST(ReportLine, AnEmptyBookHasATimeOnly) {
  State state = memory_state();
  EXPECT_EQ(report_line(*state.processor->publish()), "00:00:00");
}

// --- The table

TEST(LtvTable, ShowsTheDocumentedAnswer) {
  const auto table = ltv_table(data_content("vectors/seed_response.json"));
  ASSERT_TRUE(table) << describe(table.error());
  EXPECT_THAT(*table, StartsWith(&R"(
unit 1        LTV 0.592    credit CREDIT20241120@test.com
  net equity                               26.35196946
  maintenance margin                        0.50106177
  liability                                15.30718771
  may still be borrowed                    16.32397222
  may leave                                          0
  frozen on the parent                      8.18753688
  owed USDT                                15.30718771 + 0 interest
)"[1]));
  const auto row = [](const std::string& email, std::string type, std::string wallet,
                      const std::string& equity, const std::string& margin) {
    type.resize(12, ' ');
    wallet.resize(18, ' ');
    return "  " + email + std::string(36 - email.size(), ' ') + type + wallet +
           std::string(24 - equity.size(), ' ') + equity + std::string(22 - margin.size(), ' ') +
           margin + "\n";
  };
  EXPECT_THAT(*table, HasSubstr(row("collateral001@test.com", "COLLATERAL", "CROSS_MARGIN",
                                    "4.98938226", "0.50106177")));
  EXPECT_THAT(*table, HasSubstr(row("CREDIT20241120@test.com", "CREDIT", "PORTFOLIO_MARGIN",
                                    "4.93362203", "0")));
}

TEST(LtvTable, AnOlderAnswerLacksSomeFigures) {
  const auto table = ltv_table(R"([{"groupId":7,"ltv":0.5}])");
  ASSERT_TRUE(table);
  EXPECT_THAT(*table, StartsWith("unit 7        LTV 0.5      credit -\n")) << "a number is as good";
  EXPECT_THAT(*table, Not(HasSubstr("  owed")));
}

TEST(LtvTable, NoUnitsIsSaidInWords) { EXPECT_EQ(*ltv_table("[]"), "no units for this key\n"); }

TEST(LtvTable, JunkIsRefused) {
  const std::string good = data_content("vectors/seed_response.json");
  for (const std::string& junk :
       {std::string(), std::string("{}"), std::string("null"), std::string("[1]"),
        std::string("[[]]"), std::string("[{\"liabilities\":[1]}]"),
        std::string("[{\"collateralAccounts\":[{}]}]"),
        std::string("[{\"collateralAccounts\":[{\"wallets\":{}}]}]"),
        std::string("[{\"collateralAccounts\":[{\"wallets\":[5]}]}]"),
        std::string("<html>busy</html>"), good + "x", good.substr(0, good.size() / 2),
        std::string(100'000, '[')}) {
    EXPECT_EQ(error_of(ltv_table(junk)), "MALFORMED") << junk.substr(0, 60);
  }
}

}  // namespace
}  // namespace plimsoll::app
