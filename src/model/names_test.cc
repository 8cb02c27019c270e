// The form of names, the words for enumerations, and the order of LTV lines.
#include "model/names.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/api_key.h"
#include "model/risk_unit.h"
#include "model/testing.h"
#include "model/wallets.h"

namespace plimsoll::model {
namespace {

TEST(Names, AnAssetHasUpToTwentyCapitalsAndDigits) {
  EXPECT_TRUE(is_asset_name("BTC"));
  EXPECT_TRUE(is_asset_name("1000SATS"));
  EXPECT_TRUE(is_asset_name(std::string(kMaxAssetName, 'A')));
  EXPECT_FALSE(is_asset_name(std::string(kMaxAssetName + 1, 'A')));
  for (const std::string_view bad : {"", "btc", "BTC ", "B_C", "B-C", "\xC3\x84", "BTC\n"}) {
    EXPECT_FALSE(is_asset_name(bad)) << bad;
  }
  EXPECT_FALSE(is_asset_name(std::string_view("BT\0C", 4)));
}

TEST(Names, AContractMayHaveUnderscores) {
  EXPECT_TRUE(is_contract_symbol("BTCUSD_PERP"));
  EXPECT_TRUE(is_contract_symbol("ETHUSDT_261225"));
  EXPECT_TRUE(is_contract_symbol(std::string(kMaxContractName, 'A')));
  EXPECT_FALSE(is_contract_symbol(std::string(kMaxContractName + 1, 'A')));
  for (const std::string_view bad : {"", "btcusdt", "BTC-USDT", "BTC USDT", "BTC/USDT"}) {
    EXPECT_FALSE(is_contract_symbol(bad)) << bad;
  }
}

TEST(Names, AnEmailHasOneAtSignBetweenPrintableCharacters) {
  for (const std::string_view good :
       {"a@b", "desk-alpha@example.com", "CREDIT20241120@test.com", "a+b%c@x.y"}) {
    EXPECT_TRUE(is_email(good)) << good;
  }
  EXPECT_TRUE(is_email(std::string(kMaxEmail - 2, 'a') + "@b"));
  EXPECT_FALSE(is_email(std::string(kMaxEmail - 1, 'a') + "@b"));
  for (const std::string_view bad : {"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\n", "a\x7F@b",
                                     "\"a\"@b", "a\\@b", "\xC3\xA4@b"}) {
    EXPECT_FALSE(is_email(bad)) << bad;
  }
}

TEST(Names, EveryEnumerationHasTheWordsOfTheWire) {
  EXPECT_EQ(wallet_type_name(WalletType::kSpot), "SPOT");
  EXPECT_EQ(wallet_type_name(WalletType::kCrossMargin), "CROSS_MARGIN");
  EXPECT_EQ(wallet_type_name(WalletType::kPortfolioMargin), "PORTFOLIO_MARGIN");
  EXPECT_EQ(position_side_name(PositionSide::kBoth), "BOTH");
  EXPECT_EQ(position_side_name(PositionSide::kLong), "LONG");
  EXPECT_EQ(position_side_name(PositionSide::kShort), "SHORT");
  EXPECT_EQ(member_type_name(MemberType::kCredit), "CREDIT");
  EXPECT_EQ(member_type_name(MemberType::kCollateral), "COLLATERAL");
  EXPECT_EQ(key_type_name(KeyType::kHmac), "HMAC");
  EXPECT_EQ(key_type_name(KeyType::kRsa), "RSA");
  EXPECT_EQ(key_type_name(KeyType::kEd25519), "ED25519");
}

// --- LTV lines

TEST(LtvLines, TheDefaultsAreOrdered) { EXPECT_TRUE(lines_are_ordered(LtvLines{})); }

TEST(LtvLines, EveryLineButStopLiesStrictlyBetweenZeroAndOne) {
  // Lines far apart, so that only the range can be what is wrong.
  for (const auto line : {&LtvLines::borrow, &LtvLines::transfer_out, &LtvLines::warning,
                          &LtvLines::margin_call, &LtvLines::liquidation}) {
    for (const Ratio bad : {"0"_ratio, "1"_ratio, "-0.5"_ratio, "2"_ratio, Ratio::overflowed()}) {
      LtvLines lines;
      lines.*line = bad;
      EXPECT_FALSE(lines_are_ordered(lines)) << bad.raw();
    }
  }
  LtvLines highest{"0.9999"_ratio, "0.9999"_ratio, "0.9999"_ratio,
                   "0.9999"_ratio, "0.9999"_ratio, "0.9998"_ratio};
  EXPECT_TRUE(lines_are_ordered(highest));
  LtvLines lowest{"0.0001"_ratio, "0.0001"_ratio, "0.0001"_ratio,
                  "0.0001"_ratio, "0.0001"_ratio, "0"_ratio};
  lowest.hysteresis = {};
  EXPECT_TRUE(lines_are_ordered(lowest));
}

TEST(LtvLines, EachRuleOfTheirOrderCounts) {
  const auto broken = [](Ratio LtvLines::*line, Ratio value) {
    LtvLines lines;  // 0.75 0.5 0.75 0.8 0.9 0
    lines.*line = value;
    return !lines_are_ordered(lines);
  };
  EXPECT_TRUE(broken(&LtvLines::warning, "0.8001"_ratio)) << "above the margin call";
  EXPECT_FALSE(broken(&LtvLines::warning, "0.8"_ratio));
  EXPECT_TRUE(broken(&LtvLines::margin_call, "0.9001"_ratio)) << "above liquidation";
  EXPECT_FALSE(broken(&LtvLines::margin_call, "0.9"_ratio));
  EXPECT_TRUE(broken(&LtvLines::borrow, "0.9001"_ratio)) << "above liquidation";
  EXPECT_FALSE(broken(&LtvLines::borrow, "0.9"_ratio));
  EXPECT_TRUE(broken(&LtvLines::transfer_out, "0.9001"_ratio)) << "above liquidation";
  EXPECT_FALSE(broken(&LtvLines::transfer_out, "0.9"_ratio));
  EXPECT_TRUE(broken(&LtvLines::stop_liquidation, "0.9"_ratio)) << "not below liquidation";
  EXPECT_FALSE(broken(&LtvLines::stop_liquidation, "0.8999"_ratio));
  EXPECT_TRUE(broken(&LtvLines::stop_liquidation, "-0.0001"_ratio));
}

TEST(LtvLines, AUnitsOwnLinesReplaceOnlyTheirOwn) {
  const LtvLines general;
  EXPECT_EQ(LtvLineOverrides{}.over(general), general);
  LtvLineOverrides own;
  own.margin_call = "0.7"_ratio;
  own.stop_liquidation = "0.3"_ratio;
  LtvLines expected = general;
  expected.margin_call = "0.7"_ratio;
  expected.stop_liquidation = "0.3"_ratio;
  EXPECT_EQ(own.over(general), expected);
  const LtvLineOverrides all{"0.1"_ratio, "0.2"_ratio, "0.3"_ratio,
                             "0.4"_ratio, "0.5"_ratio, "0.6"_ratio};
  EXPECT_EQ(all.over(general), (LtvLines{"0.1"_ratio, "0.2"_ratio, "0.3"_ratio, "0.4"_ratio,
                                         "0.5"_ratio, "0.6"_ratio}));
}

TEST(RiskUnit, TheCreditMemberIsFoundWhereverItStands) {
  RiskUnit unit;
  EXPECT_EQ(unit.credit(), nullptr);
  unit.members = {{Uid{1}, MemberType::kCollateral, true, true},
                  {Uid{2}, MemberType::kCredit, false, true}};
  ASSERT_NE(unit.credit(), nullptr);
  EXPECT_EQ(unit.credit()->account, Uid{2});
}

TEST(Wallets, AnEntryWithAnyAmountIsNotZero) {
  EXPECT_TRUE(is_zero(SpotBalance{}));
  EXPECT_TRUE(is_zero(CrossMarginBalance{}));
  EXPECT_TRUE(is_zero(PortfolioMarginBalance{}));
  const auto every_amount_counts = [](auto balance) {
    using Balance = decltype(balance);
    const auto check = [](auto member) {
      if constexpr (std::is_same_v<decltype(member), Amount Balance::*>) {
        Balance with_one;
        with_one.*member = Amount::from_raw(-1);
        EXPECT_FALSE(is_zero(with_one));
      }
    };
    std::apply([&](auto... member) { (check(member), ...); }, Balance::fields());
  };
  every_amount_counts(SpotBalance{});
  every_amount_counts(CrossMarginBalance{});
  every_amount_counts(PortfolioMarginBalance{});
  EXPECT_TRUE(is_zero(Position{ContractId{1}, PositionSide::kLong, {}, "5"_price}));
  EXPECT_FALSE(is_zero(Position{ContractId{1}, PositionSide::kLong, "1"_amount, "5"_price}));
}

TEST(Names, OfOneLine) {
  EXPECT_TRUE(is_line("Ada Lovelace", 12));
  EXPECT_FALSE(is_line("Ada Lovelace", 11));
  EXPECT_TRUE(is_line("\u00C5se \u20AC", 5)) << "characters, not bytes";
  EXPECT_FALSE(is_line("\u00C5se \u20AC", 4));
  for (const char* text : {"", " ", "   ", "a\nb", "a\tb", "a\x7F", "\x1b[31m"}) {
    EXPECT_FALSE(is_line(text, 10)) << text;
  }
  EXPECT_FALSE(is_line(std::string("a\0b", 3), 10));
}

}  // namespace
}  // namespace plimsoll::model
