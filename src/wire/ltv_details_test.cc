// ltv-details: the documented example, byte for byte, from its numbers.
#include "wire/ltv_details.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/decimal.h"

namespace plimsoll::wire {
namespace {

Amount amount(std::string_view text) { return *parse_number<Amount>(text); }

WalletFigures wallet(WalletType type, std::string_view net_equity,
                     std::string_view maintenance_margin = "0") {
  return {type, amount(net_equity), amount(maintenance_margin)};
}

// The example of the documentation.
struct SeedUnit {
  static constexpr WalletType kSpot = WalletType::kSpot;
  static constexpr WalletType kCross = WalletType::kCrossMargin;
  static constexpr WalletType kPortfolio = WalletType::kPortfolioMargin;
  using Wallets = std::array<WalletFigures, 2>;

  std::array<LiabilityFigures, 1> liabilities = {
      {{"USDT", amount("15.30718771"), amount("0.00000000")}}};
  std::array<Wallets, 5> wallets = {{
      {wallet(kSpot, "5.00"), wallet(kCross, "4.98938226", "0.50106177")},
      {wallet(kSpot, "5.4284319"), wallet(kCross, "0")},
      {wallet(kSpot, "0"), wallet(kPortfolio, "4.93362203")},
      {wallet(kSpot, "0"), wallet(kPortfolio, "1.00053327")},
      {wallet(kSpot, "5"), wallet(kCross, "0")},
  }};
  std::array<MemberFigures, 5> members = {{
      {"collateral001@test.com", MemberType::kCollateral, wallets[0]},
      {"collateral003@test.com", MemberType::kCollateral, wallets[1]},
      {"CREDIT20241120@test.com", MemberType::kCredit, wallets[2]},
      {"collateral004l@test.com", MemberType::kCollateral, wallets[3]},
      {"collatera005@test.com", MemberType::kCollateral, wallets[4]},
  }};

  [[nodiscard]] LtvDetails details() const {
    return {.totals = {.group_id = GroupId{1},
                       .parent_email = "andrew.kemmer001@test.com",
                       .credit_email = "CREDIT20241120@test.com",
                       .update_time = Timestamp{1752137105623},
                       .ltv = LtvFigure::from_raw(592),
                       .total_net_equity = amount("26.35196946"),
                       .total_maintenance_margin = amount("0.50106177"),
                       .total_liability = amount("15.30718771")},
            .parent_account_frozen_amount = amount("8.18753688"),
            .max_transfer_out_amount = amount("0"),
            .max_allowed_borrow_limit = amount("16.32397222"),
            .liabilities = liabilities,
            .members = members};
  }
};

std::string written(std::span<const LtvDetails> units) {
  std::string out;
  write_ltv_details(out, units);
  return out;
}

TEST(LtvDetails, TheDocumentedExampleIsReproducedByteForByte) {
  std::ifstream file(PLIMSOLL_DATA_DIR "/vectors/seed_response.json", std::ios::binary);
  ASSERT_TRUE(file.is_open());
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  const SeedUnit seed;
  const LtvDetails details = seed.details();
  EXPECT_EQ(written({&details, 1}), expected);
}

TEST(LtvDetails, NoUnitIsAnEmptyArray) { EXPECT_EQ(written({}), "[]"); }

TEST(LtvDetails, SeveralUnitsStandInTheirOrder) {
  const SeedUnit seed;
  std::vector<LtvDetails> units = {seed.details(), seed.details()};
  units[1].totals.group_id = GroupId{(std::int64_t{1} << 53) - 1};
  const std::string one = written({units.data(), 1});
  const std::string two = written({units.data() + 1, 1});
  EXPECT_EQ(written(units), one.substr(0, one.size() - 1) + "," + two.substr(1));
  EXPECT_NE(two.find("\"groupId\":9007199254740991,"), std::string::npos);
}

TEST(LtvDetails, ListsMayBeEmptyAndNumbersNegative) {
  LtvDetails bare{};
  bare.totals.group_id = GroupId{7};
  bare.totals.ltv = LtvFigure::whole(999);
  bare.totals.total_net_equity = amount("-1.5");
  EXPECT_EQ(written({&bare, 1}),
            R"([{"groupId":7,"parentEmail":"","creditEmail":"","updateTime":0,"ltv":"999",)"
            R"("totalNetEquity":"-1.5","totalMaintenanceMargin":"0","totalLiability":"0",)"
            R"("parentAccountFrozenAmount":"0","maxTransferOutAmount":"0",)"
            R"("maxAllowedBorrowLimit":"0","liabilities":[],"collateralAccounts":[]}])");
}

}  // namespace
}  // namespace plimsoll::wire
