// Review: the lines from both sides, hysteresis, the cure time, and what makes it look.
#include "book/review.h"

#include <gmock/gmock.h>

#include "book/test_life.h"

namespace plimsoll::book {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kCureMs = 3'600'000;

// kCollateral's SPOT holds 1000 USDT, so that a debt of 750 is an LTV of 0.75.
Life a_life() { return Life(make_loan_book()); }
// One that has a cure time, and no interest that would move it.
Life with_cure() {
  Life life = a_life();
  life.must(general_with(life.book, [](auto& general) { general.lines.cure_ms = kCureMs; }));
  life.must(asset_with(life.book, kUsdt, [](auto& asset) { asset.daily_rate.reset(); }));
  return life;
}
void owe(Life& life, Amount debt) { life.must(SetLiability{kLoan, {kUsdt, debt, {}}}); }

std::vector<std::string> changes(const Life& life) {
  std::vector<std::string> told;
  for (const auto& event : life.all<UnitStateChanged>()) {
    told.push_back(std::string(model::unit_state_name(event.from)) + " > " +
                   std::string(model::unit_state_name(event.to)) + " " + trimmed(event.ltv));
  }
  return told;
}

TEST(Review, EachLineFromBelowAndEachEndBelowItsHysteresis) {
  Life life = a_life();
  const auto at = [&](Amount debt) {
    owe(life, debt);
    return life.state();
  };
  EXPECT_EQ(at("749.99999999"_amount), "NORMAL");
  EXPECT_EQ(at("750"_amount), "WARNING");
  EXPECT_EQ(at("740"_amount), "WARNING") << "0.75 - 0.01";
  EXPECT_EQ(at("739.99999999"_amount), "NORMAL");
  EXPECT_EQ(at("799.99999999"_amount), "WARNING");
  EXPECT_EQ(at("800"_amount), "MARGIN_CALL");
  EXPECT_EQ(at("790"_amount), "MARGIN_CALL");
  EXPECT_EQ(at("789.99999999"_amount), "WARNING");
  EXPECT_EQ(at("800"_amount), "MARGIN_CALL");
  EXPECT_EQ(at("740"_amount), "WARNING") << "a call that ends leaves the warning as long";
  EXPECT_EQ(at("800"_amount), "MARGIN_CALL");
  EXPECT_EQ(at("739.99999999"_amount), "NORMAL");
  EXPECT_EQ(at("899.99999999"_amount), "MARGIN_CALL");
  EXPECT_THAT(life.all<LiquidationStarted>(), IsEmpty());
  EXPECT_EQ(at("900"_amount), "NORMAL") << "liquidated in the same turn";
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u);
  EXPECT_TRUE(life.unit().liabilities.empty());
}

TEST(Review, ATransitionTellsTheAssessmentThatCausedIt) {
  Life life = a_life();
  owe(life, "755.5"_amount);
  ASSERT_EQ(life.all<UnitStateChanged>().size(), 1u);
  const UnitStateChanged event = life.all<UnitStateChanged>()[0];
  EXPECT_EQ(event.unit, kLoan);
  EXPECT_EQ(trimmed(event.ltv), "0.756");
  EXPECT_EQ(event.net_equity, "1000"_amount);
  EXPECT_TRUE(event.maintenance_margin.is_zero());
  EXPECT_EQ(event.liability, "755.5"_amount);
  EXPECT_EQ(life.unit().state_since, life.book.time);
  const std::size_t events = life.events.size();
  life.review_all();
  EXPECT_EQ(life.events.size(), events) << "it stands as it should";
}

TEST(Review, WhatMovesAUnitIsReviewedInTheSameTurn) {
  {
    Life life = a_life();
    owe(life, "700"_amount);
    life.must(general_with(life.book, [](auto& general) { general.lines.warning = "0.7"_ratio; }));
    EXPECT_EQ(life.state(), "WARNING") << "parameters";
    model::LtvLineOverrides lines;
    lines.margin_call = "0.7"_ratio;
    life.must(SetUnitLines{kLoan, lines});
    EXPECT_EQ(life.state(), "MARGIN_CALL") << "the unit's own lines";
    life.must(SetUnitLines{kLoan, {}});
    life.must(UpdateWallet{kCollateral, spot({{kUsdt, "2000"_amount, {}}})});
    EXPECT_EQ(life.state(), "NORMAL") << "a wallet";
    life.must(AdjustWallet{kCollateral, spot({{kUsdt, -"1010"_amount, {}}})});
    EXPECT_EQ(life.state(), "WARNING") << "a part of one";
    life.must(UpdateWallet{kCollateral, spot({{kBtc, "0.02"_amount, {}}})});
    EXPECT_EQ(life.state(), "WARNING");
    life.must(price_of(kBtc, "43000"_price));
    EXPECT_EQ(life.state(), "MARGIN_CALL") << "a price";
    life.must(asset_with(life.book, kBtc, [](auto& asset) { asset.spot_ratio.reset(); }));
    EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u) << "an asset";
  }
  Life life = a_life();
  life.must(Borrow{kLoan, kCredit, kUsdt, "2999"_amount});
  EXPECT_EQ(life.state(), "NORMAL");
  life.must(Borrow{kLoan, kCredit, kUsdt, "0.90003372"_amount});
  EXPECT_EQ(life.state(), "WARNING") << "borrowing, with its first hour";
  life.must(Repay{kLoan, kCredit, kUsdt, "500"_amount});
  EXPECT_EQ(life.state(), "NORMAL") << "repaying";
}

TEST(Review, InterestAloneReachesALine) {
  Life life = a_life();
  owe(life, "749.999"_amount);
  life.wait_until(life.book.time + kHourMs);
  EXPECT_EQ(life.state(), "WARNING");
}

TEST(Review, AUnitThatCannotBeValuedKeepsItsState) {
  Life life = a_life();
  owe(life, "760"_amount);
  EXPECT_EQ(life.state(), "WARNING");
  DefineAsset fresh = asset_with(life.book, kBtc, [](auto& asset) { asset.name = "NEW"; });
  life.must(fresh);
  const AssetId unpriced = *life.book.parameters.find_asset("NEW");
  life.must(UpdateWallet{kCollateral, spot({{unpriced, "1"_amount, {}}})});
  EXPECT_EQ(life.state(), "WARNING");
  life.must(price_of(unpriced, "900"_price));
  EXPECT_EQ(life.state(), "MARGIN_CALL") << "and is looked at when it can";
}

TEST(Review, WithoutADebtAUnitIsNormal) {
  Life life = a_life();
  owe(life, "800"_amount);
  owe(life, {});
  EXPECT_THAT(changes(life), ElementsAre("NORMAL > MARGIN_CALL 0.8", "MARGIN_CALL > NORMAL 0"));
}

// --- The cure time

TEST(Review, ACureTimeStartsAtTheLineAndItsEndLiquidates) {
  Life life = with_cure();
  owe(life, "900"_amount);
  const Timestamp start = life.book.time;
  EXPECT_EQ(life.state(), "MARGIN_CALL");
  EXPECT_EQ(life.unit().cure_until, start + kCureMs);
  EXPECT_EQ(next_due(life.book, start), hour_of(start) + kHourMs) << "the hour comes first";
  life.wait_until(start + kCureMs + -1);
  EXPECT_EQ(life.unit().cure_until, start + kCureMs);
  EXPECT_EQ(next_due(life.book, life.book.time), start + kCureMs);
  owe(life, "950"_amount);
  EXPECT_EQ(life.unit().cure_until, start + kCureMs) << "it does not start again";
  life.wait_until(start + kCureMs);
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u);
  EXPECT_FALSE(life.unit().cure_until);
  EXPECT_EQ(life.state(), "NORMAL");
}

// kCollateral's SPOT holds 0.02 BTC, seen at kNow, and the debt is 900 of 1000.
Life with_old_prices(std::int64_t cure_ms) {
  Life life = a_life();
  life.must(general_with(life.book, [&](auto& general) {
    general.liquidation_price_age_ms = 60'000;
    general.lines.cure_ms = cure_ms;
  }));
  life.must(asset_with(life.book, kUsdt, [](auto& asset) { asset.daily_rate.reset(); }));
  life.must(UpdateWallet{kCollateral, spot({{kBtc, "0.02"_amount, {}}})});
  life.must(price_of(kBtc, "50000"_price));
  return life;
}
UpdatePrices seen_now(const Life& life, Price price) {
  UpdatePrices update = price_of(kBtc, price);
  for (PriceUpdate& each : update.prices) each.time = life.book.time;
  return update;
}

TEST(Review, OnOldPricesAUnitIsCalledAndNotLiquidated) {
  Life life = with_old_prices(0);
  life.wait_until(kNow + 60'001);
  owe(life, "750"_amount);
  EXPECT_EQ(life.state(), "WARNING");
  owe(life, "900"_amount);
  EXPECT_EQ(life.state(), "MARGIN_CALL");
  EXPECT_FALSE(life.unit().cure_until);
  life.must(seen_now(life, "49999"_price));
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u) << "the price that was waited for";
}

TEST(Review, APriceIsOldOnlyBeyondItsAge) {
  Life life = with_old_prices(0);
  life.wait_until(kNow + 60'000);
  owe(life, "900"_amount);
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u);
}

TEST(Review, ACureTimeThatIsOverWaitsForPrices) {
  for (const bool recovers : {false, true}) {
    Life life = with_old_prices(300'000);
    owe(life, "900"_amount);
    const auto cure = life.unit().cure_until;
    ASSERT_EQ(cure, kNow + 300'000);
    life.wait_until(*cure + 5'000);
    EXPECT_EQ(life.state(), "MARGIN_CALL");
    EXPECT_EQ(life.unit().cure_until, cure) << "it is over, and stays so";
    life.must(seen_now(life, recovers ? "60000"_price : "50000"_price));
    EXPECT_EQ(life.all<LiquidationStarted>().size(), recovers ? 0u : 1u);
  }
}

TEST(Review, ALiquidationUnderWayTakesItsNextStepOnFreshPrices) {
  Life life = with_old_prices(0);
  life.must(general_with(life.book, [](auto& general) { general.external_seller = true; }));
  owe(life, "900"_amount);
  ASSERT_TRUE(life.unit().liquidation && life.unit().liquidation->order);
  life.wait_until(kNow + 100'000);
  const model::SaleOrder order = *life.unit().liquidation->order;
  life.must(ReportFill{kLoan, order.id, order.quantity, "890"_amount});
  EXPECT_EQ(life.state(), "LIQUIDATING") << "what was sold is told; nothing else happens";
  EXPECT_FALSE(life.unit().liquidation->order);
  EXPECT_THAT(life.all<Repaid>(), IsEmpty());
}

TEST(Review, ACureTimeIsCalledOffBelowTheHysteresis) {
  Life life = with_cure();
  owe(life, "900"_amount);
  const auto until = life.unit().cure_until;
  owe(life, "890"_amount);
  EXPECT_EQ(life.unit().cure_until, until) << "0.9 - 0.01";
  owe(life, "889.99999999"_amount);
  EXPECT_FALSE(life.unit().cure_until);
  EXPECT_EQ(life.state(), "MARGIN_CALL") << "0.8 is not left";
  life.wait_until(life.book.time + 2 * kCureMs);
  EXPECT_THAT(life.all<LiquidationStarted>(), IsEmpty());
  owe(life, "900"_amount);
  EXPECT_EQ(life.unit().cure_until, life.book.time + kCureMs) << "a new one";
}

TEST(Review, ACureTimeThatEndsBelowTheLineLiquidatesWhenTheLineIsReached) {
  Life life = with_cure();
  owe(life, "900"_amount);
  owe(life, "895"_amount);
  life.wait_until(life.book.time + kCureMs);
  EXPECT_EQ(life.state(), "MARGIN_CALL");
  EXPECT_THAT(life.all<LiquidationStarted>(), IsEmpty());
  owe(life, "900"_amount);
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u);
}

TEST(Review, NothingIsPutOffAtTheInstantLineAndWithoutEquity) {
  Life life = with_cure();
  life.must(general_with(life.book,
                         [](auto& general) { general.lines.instant_liquidation = "0.95"_ratio; }));
  owe(life, "949.99999999"_amount);
  EXPECT_TRUE(life.unit().cure_until);
  owe(life, "950"_amount);
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u);

  Life other = with_cure();
  other.must(UpdateWallet{kCollateral, spot({{kEth, "1"_amount, {}}})});
  owe(other, "2400"_amount);
  EXPECT_TRUE(other.unit().cure_until);
  other.must(asset_with(other.book, kEth, [](auto& asset) { asset.spot_ratio.reset(); }));
  EXPECT_EQ(other.all<LiquidationStarted>().size(), 1u) << "the equity is gone";
}

TEST(Review, AUnitThatIsRepaidAndClosedInOneTurnHasNoCureTime) {
  Life life = with_cure();
  owe(life, "900"_amount);
  accept(life.book, SetLiability{kLoan, {kUsdt, {}, {}}});
  accept(life.book, CloseUnit{kLoan});
  EXPECT_FALSE(life.unit().cure_until);
  life.review_all();
  EXPECT_EQ(life.state(), "CLOSED");
}

TEST(Review, AUnitWithNothingToTakeStaysInMarginCall) {
  Life life = a_life();
  life.must(UpdateWallet{kCollateral, spot({})});
  owe(life, "5"_amount);
  EXPECT_EQ(life.state(), "MARGIN_CALL");
  EXPECT_THAT(life.all<LiquidationStarted>(), IsEmpty());
  life.must(UpdateWallet{kCollateral, spot({{kUsdt, "1"_amount, {}}})});
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u);
  EXPECT_EQ(life.unit().owed(kUsdt).principal, "4"_amount);
  EXPECT_EQ(life.state(), "MARGIN_CALL");
}

TEST(Review, ACureTimeThatIsOverWithNothingToTakeIsNotStartedAgain) {
  // The only equity is a transfer that is not settled.
  Life life = with_cure();
  life.must(general_with(life.book, [](auto& general) { general.external_settlement = true; }));
  life.must(UpdateWallet{kCollateral, spot({})});
  life.must(UpdateWallet{kCollateral, cross({{kUsdt, "1000"_amount, {}, {}, {}}})});
  life.must(TransferOut{kParent, kCollateral, kUsdt, "1000"_amount});
  owe(life, "950"_amount);
  const auto until = life.unit().cure_until;
  ASSERT_TRUE(until);
  life.wait_until(*until);
  life.wait_until(*until + 5 * kCureMs);
  EXPECT_EQ(life.unit().cure_until, until);
  EXPECT_EQ(life.all<UnitStateChanged>().size(), 1u) << "one call, and no more noise";
  life.must(SettleTransfer{kLoan, life.unit().pending->id, false});
  EXPECT_EQ(life.all<LiquidationStarted>().size(), 1u) << "what comes back is taken at once";
}

}  // namespace
}  // namespace plimsoll::book
