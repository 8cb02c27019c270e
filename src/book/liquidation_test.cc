// Liquidation: what is taken in which order, what it costs, and that it ends. The amounts are
// recomputed by hand.
#include "book/liquidation.h"

#include <gmock/gmock.h>

#include "book/test_life.h"

namespace plimsoll::book {
namespace {

using model::MemberType;
using model::WalletType;
using testing::ElementsAre;
using testing::IsEmpty;

struct Told {
  const Book& book;

  [[nodiscard]] std::string wallet(Uid uid, WalletType type) const {
    return std::to_string(uid.value) + "." + std::string(model::wallet_type_name(type));
  }
  [[nodiscard]] std::string sum(Amount amount, AssetId asset) const {
    return trimmed(amount) + " " + book.parameters.asset(asset).name;
  }
  std::string operator()(const LiquidationStarted& e) const {
    return "start " + trimmed(e.ltv) + " E " + trimmed(e.net_equity) + " M " +
           trimmed(e.maintenance_margin) + " L " + trimmed(e.liability);
  }
  std::string operator()(const CollateralMoved& e) const {
    return "move " + sum(e.amount, e.asset) + " from " + wallet(e.from, e.from_wallet);
  }
  std::string operator()(const OrdersCancelled& e) const {
    return "cancel " + wallet(e.account, e.wallet);
  }
  std::string operator()(const PositionClosed& e) const {
    return "close " + trimmed(e.position.quantity) + " for " + sum(e.profit, e.asset);
  }
  std::string operator()(const FuturesCollected& e) const {
    return "collect " + sum({}, e.asset).substr(2) + " of " + std::to_string(e.account.value);
  }
  std::string operator()(const OwnLoanRepaid& e) const {
    return "own " + trimmed(e.principal) + " + " + sum(e.interest, e.asset) + " of " +
           wallet(e.account, e.wallet);
  }
  std::string operator()(const SaleOrdered& e) const {
    return "order " + sum(e.order.quantity, e.order.sell) + " of " +
           wallet(e.order.account, e.order.wallet);
  }
  std::string operator()(const SaleFilled& e) const {
    return "fill " + sum(e.sold, e.order.sell) + " for " + sum(e.proceeds, e.order.buy) +
           (e.unsellable ? " unsellable" : "");
  }
  std::string operator()(const Repaid& e) const {
    return "repay " + trimmed(e.principal) + " + " + sum(e.interest, e.asset) + " fee " +
           trimmed(e.fee) + (e.kind == RepayKind::kForce ? "" : " asked for");
  }
  std::string operator()(const LiquidationEnded& e) const {
    std::string text = "end " + trimmed(e.ltv);
    for (const auto& owed : e.shortfall) text += " owes " + sum(owed.principal, owed.asset);
    return text;
  }
  std::string operator()(const UnitStateChanged& e) const {
    return std::string(model::unit_state_name(e.to)) + " " + trimmed(e.ltv);
  }
  template <class E>
  std::string operator()(const E&) const {
    return {};
  }
};

// A life whose story is told from the moment it is set up.
struct Story : Life {
  Story() : Life(make_loan_book()) { give(kCollateral, spot({})); }
  Story& give(Uid uid, AnyWallet wallet) {
    must(UpdateWallet{uid, std::move(wallet)});
    return *this;
  }
  template <class Change>
  Story& general(Change change) {
    must(general_with(book, change));
    return *this;
  }
  Story& owe(AssetId asset, Amount principal, Amount interest = {}) {
    must(SetLiability{kLoan, {asset, principal, interest}});
    return *this;
  }
  // What a command led to, itself apart.
  std::vector<std::string> after(const Command& command) {
    const std::size_t from = events.size();
    must(command);
    std::vector<std::string> lines;
    for (std::size_t i = from; i < events.size(); ++i) {
      std::string line = std::visit(Told{book}, events[i]);
      if (!line.empty()) lines.push_back(std::move(line));
    }
    EXPECT_EQ(broken_promise(book), "");
    return lines;
  }
  std::vector<std::string> after_owing(AssetId asset, Amount principal, Amount interest = {}) {
    return after(SetLiability{kLoan, {asset, principal, interest}});
  }
  Amount held(Uid uid, WalletType wallet, AssetId asset) {
    return free_in(book, uid, wallet, asset);
  }
  Amount place(LedgerPlace which, AssetId asset) { return book.ledger[{which, asset}]; }
};

// --- Two whole examples

TEST(Liquidation, AllInUsdtWithAFee) {
  Story story;
  story.general([](auto& general) { general.liquidation_fee_rate = "0.01"_ratio; });
  story.give(kCredit, cross({{kUsdt, "60"_amount, {}, {}, {}}}));
  story.give(kCollateral, cross({{kUsdt, "250"_amount, "50"_amount, {}, {}}}));
  story.give(kCollateral, spot({{kUsdt, "700"_amount, {}}}));
  // 60 / 1.01 and 300 / 1.01 are paid with what they are; of SPOT what the rest needs, 1.01 times.
  EXPECT_THAT(
      story.after_owing(kUsdt, "950"_amount, "10"_amount),
      ElementsAre("start 0.906 E 1060 M 0 L 960", "repay 49.40594059 + 10 USDT fee 0.59405941",
                  "cancel 12.CROSS_MARGIN", "move 300 USDT from 12.CROSS_MARGIN",
                  "repay 297.02970297 + 0 USDT fee 2.97029703",
                  "move 609.60000001 USDT from 12.SPOT",
                  "repay 603.56435644 + 0 USDT fee 6.03564357", "end 0"));
  EXPECT_EQ(story.state(), "NORMAL");
  EXPECT_EQ(story.held(kCollateral, WalletType::kSpot, kUsdt), "90.39999999"_amount);
  EXPECT_EQ(story.place(LedgerPlace::kFees, kUsdt), "9.60000001"_amount);
  EXPECT_EQ(story.place(LedgerPlace::kInterestIncome, kUsdt), "10"_amount);
  EXPECT_EQ(story.book.pool(kUsdt), "1000950"_amount);
  const auto start = story.all<LiquidationStarted>()[0];
  EXPECT_EQ(start.liquidation, 1);
  EXPECT_THAT(
      start.wallets,
      ElementsAre(
          WalletSnapshot{kCredit, MemberType::kCredit, WalletType::kCrossMargin, "60"_amount, {}},
          WalletSnapshot{kCollateral, MemberType::kCollateral, WalletType::kSpot, "700"_amount, {}},
          WalletSnapshot{
              kCollateral, MemberType::kCollateral, WalletType::kCrossMargin, "300"_amount, {}}));
  EXPECT_THAT(start.liabilities, ElementsAre(model::Liability{kUsdt, "950"_amount, "10"_amount}));
}

TEST(Liquidation, BitcoinWithSlippageAndAFee) {
  Story story;
  story.general([](auto& general) {
    general.liquidation_fee_rate = "0.01"_ratio;
    general.slippage = "0.01"_ratio;
  });
  story.give(kCollateral, spot({{kBtc, "0.03"_amount, "0.01"_amount}}));
  // Only what is free counts: 0.03 * 50000. 1350 * 1.01 / 49500 = 0.02754545..., UP, are needed;
  // they bring 1363.50027, of which the fee takes 13.5.
  EXPECT_THAT(
      story.after_owing(kUsdt, "1350"_amount),
      ElementsAre("start 0.9 E 1500 M 0 L 1350", "cancel 12.SPOT",
                  "move 0.02754546 BTC from 12.SPOT", "order 0.02754546 BTC of 11.CROSS_MARGIN",
                  "fill 0.02754546 BTC for 1363.50027 USDT", "repay 1350 + 0 USDT fee 13.5",
                  "end 0"));
  EXPECT_EQ(story.held(kCollateral, WalletType::kSpot, kBtc), "0.01245454"_amount);
  EXPECT_EQ(story.held(kCredit, WalletType::kCrossMargin, kUsdt), "0.00027"_amount);
  EXPECT_EQ(story.place(LedgerPlace::kMarket, kBtc), "0.02754546"_amount);
  EXPECT_EQ(story.place(LedgerPlace::kMarket, kUsdt), -"1363.50027"_amount);
}

// --- The end

TEST(Liquidation, WhatIsStillOwedStaysOnTheUnit) {
  Story story;
  story.give(kCollateral, spot({{kUsdt, "1000"_amount, {}}}));
  EXPECT_THAT(story.after_owing(kUsdt, "1500"_amount, "3"_amount),
              ElementsAre("start 1.503 E 1000 M 0 L 1503", "move 1000 USDT from 12.SPOT",
                          "repay 997 + 3 USDT fee 0", "end 999 owes 503 USDT", "MARGIN_CALL 999"));
}

TEST(Liquidation, StopsAtTheStopLine) {
  Story story;
  story.general([](auto& general) { general.lines.stop_liquidation = "0.5"_ratio; });
  story.give(kCollateral, spot({{kUsdt, "1000"_amount, {}}}));
  // (920 - 0.5 * 1000) / 0.5
  EXPECT_THAT(story.after_owing(kUsdt, "920"_amount),
              ElementsAre("start 0.92 E 1000 M 0 L 920", "move 840 USDT from 12.SPOT",
                          "repay 840 + 0 USDT fee 0", "end 0.5 owes 80 USDT"));
  EXPECT_EQ(story.state(), "NORMAL");
}

TEST(Liquidation, DustIsLeftAlone) {
  Story story;
  story.must(price_of(kEth, "0.5"_price));
  story.give(kCollateral, spot({{kEth, "0.00000001"_amount, {}}, {kUsdt, "1"_amount, {}}}));
  EXPECT_THAT(story.after_owing(kUsdt, "2"_amount),
              ElementsAre("start 2 E 1 M 0 L 2", "move 1 USDT from 12.SPOT",
                          "repay 1 + 0 USDT fee 0", "end 999 owes 1 USDT", "MARGIN_CALL 999"))
      << "1e-8 of it would bring less than 1e-8";
}

// The fee of one last digit is another one: a sale that brings only the first repays nothing, and
// the liquidation would creep, a digit at a time, through the account's own loan.
TEST(Liquidation, OneLastDigitIsRepaidWithItsFee) {
  Life life(make_loan_book());
  life.must(general_with(life.book, [](auto& g) { g.liquidation_fee_rate = "0.05"_ratio; }));
  life.must(UpdateWallet{
      kCredit, cross({{kUsdt, {}, {}, "1000"_amount, {}}, {kEth, "1"_amount, {}, {}, {}}})});
  life.must(UpdateWallet{kCollateral, spot({{kEth, "0.5"_amount, {}}})});
  life.must(SetLiability{kLoan, {kUsdt, Amount::from_raw(1), {}}});
  life.must(SetUnitLines{kLoan, {}});
  const std::size_t before = life.events.size();
  life.must(price_of(kEth, "900"_price));
  EXPECT_LT(life.events.size(), before + 50);
  EXPECT_EQ(broken_promise(life.book), "");
}

TEST(Liquidation, CoinsAreNotSoldToAndFro) {
  // The fee leaves a last unit of the coin that is owed. What it brings is for the wallet's own
  // loan, and is not sold back for the same unit.
  Story story;
  story.general([](auto& general) { general.liquidation_fee_rate = "0.01"_ratio; });
  story.give(kCredit, cross({{kBtc, "0.00000001"_amount, {}, {}, {}},
                             {kUsdt, {}, {}, "0.00000001"_amount, {}}}));
  EXPECT_THAT(
      story.after_owing(kBtc, "1"_amount),
      ElementsAre("start 999 E 0.00049999 M 0 L 50000", "order 0.00000001 BTC of 11.CROSS_MARGIN",
                  "fill 0.00000001 BTC for 0.0005 USDT",
                  "own 0.00000001 + 0 USDT of 11.CROSS_MARGIN", "end 999 owes 1 BTC",
                  "MARGIN_CALL 999"));
}

// --- The order

TEST(Liquidation, TheCreditAccountFirstThenWalletByWalletInMemberOrder) {
  Story story;
  story.must(EditMember{kLoan, kFree, true, true}).must(EditMember{kLoan, kLoose, true, true});
  story.must(EditMember{kLoan, kCredit, true, true});
  const auto one = [](AssetId asset) { return cross({{asset, "1"_amount, {}, {}, {}}}); };
  story.give(kCredit, cross({{kUsdc, "1"_amount, {}, {}, {}}, {kUsdt, "1"_amount, {}, {}, {}}}));
  story.give(kCredit, spot({{kUsdc, "1"_amount, {}}, {kUsdt, "1"_amount, {}}}));
  story.give(kCollateral, one(kUsdt)).give(kCollateral, spot({{kUsdt, "1"_amount, {}}}));
  story.give(kFree, one(kUsdc)).give(kFree, spot({{kUsdt, "1"_amount, {}}}));
  story.give(kLoose, portfolio({{kUsdt, "1"_amount, {}, {}, {}, {}, {}}}));
  EXPECT_THAT(
      story.after_owing(kUsdt, "100"_amount),
      ElementsAre(
          "start 11.111 E 9 M 0 L 100", "repay 1 + 0 USDT fee 0", "order 1 USDC of 11.CROSS_MARGIN",
          "fill 1 USDC for 1 USDT", "repay 1 + 0 USDT fee 0", "move 1 USDT from 11.SPOT",
          "repay 1 + 0 USDT fee 0", "move 1 USDC from 11.SPOT", "order 1 USDC of 11.CROSS_MARGIN",
          "fill 1 USDC for 1 USDT", "repay 1 + 0 USDT fee 0", "move 1 USDT from 12.CROSS_MARGIN",
          "repay 1 + 0 USDT fee 0", "move 1 USDC from 14.CROSS_MARGIN",
          "order 1 USDC of 11.CROSS_MARGIN", "fill 1 USDC for 1 USDT", "repay 1 + 0 USDT fee 0",
          "move 1 USDT from 15.PORTFOLIO_MARGIN", "repay 1 + 0 USDT fee 0",
          "move 1 USDT from 12.SPOT", "repay 1 + 0 USDT fee 0", "move 1 USDT from 14.SPOT",
          "repay 1 + 0 USDT fee 0", "end 999 owes 91 USDT", "MARGIN_CALL 999"));
}

TEST(Liquidation, WalletsThatDoNotCountAreNotTouched) {
  Story story;
  story.must(EditMember{kLoan, kFree, false, true});
  story.give(kFree, spot({{kUsdt, "50"_amount, {}}}));
  story.give(kCredit, spot({{kUsdt, "50"_amount, {}}}));
  story.give(kFree, cross({{kUsdt, "10"_amount, {}, {}, {}}}));
  story.after_owing(kUsdt, "100"_amount);
  EXPECT_EQ(story.unit().owed(kUsdt).principal, "90"_amount);
}

// --- Margin wallets free themselves

TEST(Liquidation, APortfolioMarginWalletClosesCollectsAndRepaysItsOwnLoan) {
  Story story;
  story.must(EditMember{kLoan, kLoose, false, true});
  story.must(UpdatePrices{{{model::PriceKind::kMark, kBtcUsdt.value, "50000"_price, kNow}}});
  story.give(kLoose,
             portfolio({{kEth, {}, {}, "0.09"_amount, "0.01"_amount, {}, {}},
                        {kUsdt, "500"_amount, "100"_amount, {}, {}, -"30"_amount, {}}},
                       {{kBtcUsdt, model::PositionSide::kBoth, "0.01"_amount, "40000"_price}}));
  // E = 600 - 30 + 0.01 * 10000 - 0.1 * 2500; M = 500 * 0.01 + 250 * 0.1.
  EXPECT_THAT(
      story.after_owing(kUsdt, "380"_amount),
      ElementsAre("start 0.974 E 420 M 30 L 380", "cancel 15.PORTFOLIO_MARGIN",
                  "close 0.01 for 100 USDT", "collect USDT of 15",
                  "order 250 USDT of 15.PORTFOLIO_MARGIN", "fill 250 USDT for 0.1 ETH",
                  "own 0.09 + 0.01 ETH of 15.PORTFOLIO_MARGIN",
                  "move 380 USDT from 15.PORTFOLIO_MARGIN", "repay 380 + 0 USDT fee 0", "end 0"));
  EXPECT_EQ(story.held(kLoose, WalletType::kPortfolioMargin, kUsdt), "40"_amount);
}

TEST(Liquidation, AFuturesDebtThatCannotBePaidBecomesALoan) {
  Story story;
  story.must(EditMember{kLoan, kLoose, false, true});
  story.give(kLoose, portfolio({{kBtc, "0.01"_amount, {}, {}, {}, {}, {}},
                                {kUsdt, "20"_amount, {}, {}, {}, -"120"_amount, {}}}));
  EXPECT_THAT(
      story.after_owing(kUsdt, "390"_amount),
      ElementsAre("start 0.975 E 400 M 0 L 390", "collect USDT of 15",
                  "order 0.002 BTC of 15.PORTFOLIO_MARGIN", "fill 0.002 BTC for 100 USDT",
                  "own 100 + 0 USDT of 15.PORTFOLIO_MARGIN",
                  "move 0.0078 BTC from 15.PORTFOLIO_MARGIN", "order 0.0078 BTC of 11.CROSS_MARGIN",
                  "fill 0.0078 BTC for 390 USDT", "repay 390 + 0 USDT fee 0", "end 0"));
}

TEST(Liquidation, OwnLoansAreRepaidFromTheSameCoinFirst) {
  Story story;
  story.give(kCollateral,
             cross({{kEth, "0.5"_amount, {}, "0.2"_amount, {}}, {kUsdt, "9"_amount, {}, {}, {}}}));
  EXPECT_THAT(
      story.after_owing(kUsdt, "700"_amount),
      ElementsAre("start 0.987 E 759 M 50 L 700", "own 0.2 + 0 ETH of 12.CROSS_MARGIN",
                  "move 9 USDT from 12.CROSS_MARGIN", "repay 9 + 0 USDT fee 0",
                  "move 0.2764 ETH from 12.CROSS_MARGIN", "order 0.2764 ETH of 11.CROSS_MARGIN",
                  "fill 0.2764 ETH for 691 USDT", "repay 691 + 0 USDT fee 0", "end 0"));
}

TEST(Liquidation, AWalletUnderWaterIsLeftAlone) {
  Story story;
  story.must(EditMember{kLoan, kLoose, false, true});
  story.must(UpdatePrices{{{model::PriceKind::kMark, kBtcUsdt.value, "50000"_price, kNow}}});
  // A position that lost all but a little; 110 USDT owed against 100.
  story.give(kLoose,
             portfolio({{kUsdt, "104"_amount, {}, {}, {}, {}, {}}},
                       {{kBtcUsdt, model::PositionSide::kBoth, "0.01"_amount, "60000"_price}}));
  story.give(kCollateral,
             cross({{kEth, "0.04"_amount, {}, {}, {}}, {kUsdt, {}, {}, "110"_amount, {}}}));
  EXPECT_THAT(story.after_owing(kUsdt, "5"_amount), ElementsAre("MARGIN_CALL 999"));
  EXPECT_EQ(story.held(kLoose, WalletType::kPortfolioMargin, kUsdt), "104"_amount)
      << "the position rests on it";
}

// --- The seller outside

Story with_seller() {
  Story story;
  story.general([](auto& general) { general.external_seller = true; });
  story.give(kCollateral, spot({{kBtc, "0.02"_amount, {}}}));
  return story;
}
ReportFill fill(const Story& story, Amount sold, Amount proceeds) {
  return {kLoan, story.unit().liquidation->order->id, sold, proceeds};
}

TEST(Liquidation, WaitsForTheSellersReport) {
  Story story = with_seller();
  EXPECT_THAT(story.after_owing(kUsdt, "900"_amount),
              ElementsAre("start 0.9 E 1000 M 0 L 900", "move 0.018 BTC from 12.SPOT",
                          "order 0.018 BTC of 11.CROSS_MARGIN"));
  EXPECT_EQ(story.state(), "LIQUIDATING");
  EXPECT_THAT(story.after(price_of(kBtc, "40000"_price)), IsEmpty()) << "the order stands";
  EXPECT_EQ(refusal(story.book, Repay{kLoan, kCredit, kUsdt, "1"_amount}), "UNIT_LIQUIDATING");
  // A part of it, at another price; the rest is ordered anew: 0.008 BTC in the wallet and what is
  // still needed of SPOT.
  EXPECT_THAT(story.after(fill(story, "0.01"_amount, "410"_amount)),
              ElementsAre("fill 0.01 BTC for 410 USDT", "repay 410 + 0 USDT fee 0",
                          "order 0.008 BTC of 11.CROSS_MARGIN"));
  EXPECT_THAT(story.after(fill(story, "0.008"_amount, "490"_amount)),
              ElementsAre("fill 0.008 BTC for 490 USDT", "repay 490 + 0 USDT fee 0", "end 0"));
  EXPECT_EQ(story.state(), "NORMAL");
}

TEST(Liquidation, AnAssetThatIsGivenBackIsNotOfferedAgain) {
  Story story = with_seller();
  story.give(kCollateral, spot({{kBtc, "0.01"_amount, {}}, {kEth, "0.2"_amount, {}}}));
  story.after_owing(kUsdt, "900"_amount);
  EXPECT_THAT(story.after(fill(story, {}, {})),
              ElementsAre("fill 0 BTC for 0 USDT unsellable", "move 0.2 ETH from 12.SPOT",
                          "order 0.2 ETH of 11.CROSS_MARGIN"));
}

TEST(Liquidation, TheErrorsOfAReportComeInTheirOrder) {
  Story story = with_seller();
  story.after_owing(kUsdt, "900"_amount);
  const auto with = [&](Amount sold, Amount proceeds) {
    return refusal(story.book, fill(story, sold, proceeds));
  };
  EXPECT_EQ(refusal(story.book, ReportFill{kNoUnit, 1, {}, {}}), "UNKNOWN_UNIT");
  EXPECT_EQ(refusal(story.book, ReportFill{kUnit, 1, {}, {}}), "UNIT_CLOSED");
  EXPECT_EQ(refusal(story.book, ReportFill{kLoan, 999, {}, {}}), "UNKNOWN_ORDER");
  EXPECT_EQ(with("0.01800001"_amount, "1"_amount), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with(-"0.01"_amount, "1"_amount), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with("0.01"_amount, {}), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with({}, "1"_amount), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with("0.01"_amount, Amount::overflowed()), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with("0.018"_amount, "1"_amount), "");
  story.give(kCredit, cross({{kBtc, "0.01"_amount, {}, {}, {}}}));
  EXPECT_EQ(with("0.018"_amount, "1"_amount), "INSUFFICIENT_BALANCE");
  EXPECT_EQ(with("0.01"_amount, "1"_amount), "");
  // The embedded seller takes over an order whose wallet was updated.
  story.general([](auto& general) { general.external_seller = false; });
  EXPECT_EQ(broken_promise(story.book), "");
  EXPECT_EQ(story.all<SaleFilled>()[0].sold, "0.01"_amount);
}

}  // namespace
}  // namespace plimsoll::book
