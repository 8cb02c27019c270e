// Liquidation, whatever the unit and however it crashes: it ends, and only when it should.
#include <gtest/gtest.h>

#include "book/liquidation.h"
#include "book/loan_rules.h"
#include "book/test_life.h"

namespace plimsoll::book {
namespace {

// A unit of four members with every kind of wallet, much of it empty, some of it owed.
class RandomUnit {
 public:
  explicit RandomUnit(std::uint64_t seed) : random_(seed) {
    life_.must(EditMember{kLoan, kFree, true, true}).must(EditMember{kLoan, kLoose, true, true});
    life_.must(general_with(life_.book, [&](auto& general) { set(general); }));
    for (const AssetId asset : {kBtc, kEth, kUsdc}) life_.must(price_of(asset, random_.price()));
    for (const Uid uid : {kCredit, kCollateral, kFree, kLoose}) fill(uid);
    for (int i = 0; i < 3; ++i) {
      const AssetId asset = random_.one_of<AssetId>({kBtc, kUsdc, kUsdt});
      life_.must(SetLiability{kLoan, {asset, random_.amount(5), maybe(1)}});
    }
  }
  void crash() {
    life_.must(price_of(random_.one_of<AssetId>({kBtc, kEth, kUsdc}), random_.price()));
  }
  [[nodiscard]] const Life& life() const { return life_; }

 private:
  Amount maybe(int digits) { return random_.chance(60) ? Amount{} : random_.amount(digits); }

  void set(model::GeneralParameters& general) {
    if (random_.chance(50)) general.liquidation_fee_rate = Ratio::from_raw(random_.between(0, 500));
    if (random_.chance(50)) general.slippage = Ratio::from_raw(random_.between(0, 2000));
    if (random_.chance(50)) {
      general.lines.stop_liquidation = Ratio::from_raw(random_.between(1, 8000));
    }
  }
  void fill(Uid uid) {
    model::SpotWallet spots;
    model::CrossMarginWallet crosses;
    model::PortfolioMarginWallet portfolios;
    for (const AssetId asset : {kBtc, kEth, kUsdc, kUsdt}) {
      spots.balances.push_back({asset, maybe(3), maybe(2)});
      crosses.balances.push_back({asset, maybe(3), maybe(2), maybe(2), maybe(0)});
      portfolios.balances.push_back({asset, maybe(3), maybe(2), maybe(2), maybe(0),
                                     random_.chance(50) ? maybe(2) : -maybe(2), maybe(1)});
    }
    if (random_.chance(50)) {
      portfolios.positions.push_back({kBtcUsdt, model::PositionSide::kBoth,
                                      Amount::whole(random_.between(-3, 3)), random_.price()});
    }
    life_.must(UpdateWallet{uid, spots});
    life_.must(UpdateWallet{uid, uid == kLoose ? AnyWallet(portfolios) : AnyWallet(crosses)});
  }

  Random random_;
  Life life_{make_loan_book()};
};

TEST(Liquidation, RandomUnitsUnderRandomCrashesAlwaysEnd) {
  std::size_t liquidations = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    RandomUnit unit(seed);
    const Life& life = unit.life();
    for (int i = 0; i < 4; ++i) {
      unit.crash();
      ASSERT_EQ(broken_promise(life.book), "") << "seed " << seed;
      ASSERT_NE(life.state(), "LIQUIDATING") << "seed " << seed;
      // What still stands at the line has nothing to give.
      const auto after = assess(life.book, life.unit());
      ASSERT_TRUE(after) << "seed " << seed;
      ASSERT_TRUE(!after->at_or_above(after->lines.liquidation) ||
                  !has_something_to_take(life.book, life.unit()))
          << "seed " << seed;
    }
    const std::size_t ends = life.all<LiquidationEnded>().size();
    ASSERT_EQ(ends, life.all<LiquidationStarted>().size()) << "seed " << seed;
    liquidations += ends;
    for (const Repaid& repaid : life.all<Repaid>()) {
      ASSERT_EQ(repaid.kind, RepayKind::kForce);
      ASSERT_TRUE(repaid.amount().is_positive() && !repaid.fee.is_negative()) << "seed " << seed;
    }
  }
  EXPECT_GT(liquidations, 1000u);
}

}  // namespace
}  // namespace plimsoll::book
