// assess: what counts, what is missing, what does not fit, and which way LTV moves.
#include "risk/assess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/int256.h"
#include "risk/testing.h"

namespace plimsoll::risk {
namespace {

constexpr std::uint64_t kSeeds = 2000;

// Whether LTV of `a` is at most that of `b`, exactly; no equity left is the highest there is.
bool ltv_at_most(const Assessment& a, const Assessment& b) {
  if (!a.liability.is_positive() || (b.liability.is_positive() && !b.adjusted_equity.is_positive()))
    return true;
  if (!b.liability.is_positive() || !a.adjusted_equity.is_positive()) return false;
  return to_int256(a.liability.raw()) * to_int256(b.adjusted_equity.raw()) <=
         to_int256(b.liability.raw()) * to_int256(a.adjusted_equity.raw());
}

TEST(Assess, TotalsAreTheSumsOfTheWalletsThatCount) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Scene scene = RandomScene(seed).make();
    const Assessment assessment = scene.assessed();
    Value equity;
    Value maintenance;
    std::size_t expected = 0;
    for (const WalletAssessment& wallet : assessment.wallets) {
      equity += wallet.value.net_equity;
      maintenance += wallet.value.maintenance_margin;
      ASSERT_FALSE(wallet.value.maintenance_margin.is_negative()) << "seed " << seed;
      ASSERT_LE(wallet.value.net_equity, wallet.value.actual_equity) << "seed " << seed;
    }
    for (std::size_t i = 0; i < scene.unit.members.size(); ++i) {
      const model::Member& member = scene.unit.members[i];
      expected += member.enable_spot ? 1u : 0u;
      expected += member.enable_margin && scene.accounts[i].has_margin_wallet() ? 1u : 0u;
    }
    ASSERT_EQ(assessment.wallets.size(), expected) << "seed " << seed;
    ASSERT_EQ(assessment.net_equity, equity) << "seed " << seed;
    ASSERT_EQ(assessment.maintenance_margin, maintenance) << "seed " << seed;
    ASSERT_EQ(assessment.adjusted_equity, equity - maintenance) << "seed " << seed;
  }
}

TEST(Assess, TheOrderOfMembersAndLiabilitiesDoesNotMatter) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Scene scene = RandomScene(seed).make();
    const Assessment before = scene.assessed();
    Random random(seed);
    std::vector<std::size_t> order(scene.accounts.size());
    std::iota(order.begin(), order.end(), 0u);
    std::shuffle(order.begin(), order.end(), random.engine());
    Scene shuffled = scene;
    for (std::size_t i = 0; i < order.size(); ++i) {
      shuffled.unit.members[i] = scene.unit.members[order[i]];
      shuffled.accounts[i] = scene.accounts[order[i]];
    }
    std::shuffle(shuffled.unit.liabilities.begin(), shuffled.unit.liabilities.end(),
                 random.engine());
    const Assessment after = shuffled.assessed();
    ASSERT_EQ(after.net_equity, before.net_equity) << "seed " << seed;
    ASSERT_EQ(after.maintenance_margin, before.maintenance_margin) << "seed " << seed;
    ASSERT_EQ(after.liability, before.liability) << "seed " << seed;
    ASSERT_EQ(after.ltv, before.ltv) << "seed " << seed;
  }
}

TEST(Assess, MemoryUsedAgainGivesTheSame) {
  Assessment used;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Scene scene = RandomScene(seed).make();
    const auto list = scene.pointers();
    ASSERT_FALSE(assess_into({scene.unit, list}, scene.board, scene.parameters, used));
    const Assessment fresh = scene.assessed();
    ASSERT_EQ(used.wallets.size(), fresh.wallets.size()) << "seed " << seed;
    ASSERT_EQ(used.adjusted_equity, fresh.adjusted_equity) << "seed " << seed;
    ASSERT_EQ(used.liability, fresh.liability) << "seed " << seed;
    ASSERT_EQ(used.max_allowed_borrow, fresh.max_allowed_borrow) << "seed " << seed;
    ASSERT_EQ(used.max_transfer_out, fresh.max_transfer_out) << "seed " << seed;
  }
}

// --- Directions

TEST(Assess, AHaircutNeverLowersLtv) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Scene scene = RandomScene(seed).make();
    const Assessment cut = scene.assessed();
    for (model::Asset& asset : scene.parameters.assets) {
      if (asset.spot_ratio) asset.spot_ratio = Ratio::whole(1);
      if (!asset.cross_collateral.empty()) asset.cross_collateral = model::flat(Ratio::whole(1));
      if (!asset.portfolio_collateral.empty()) {
        asset.portfolio_collateral = model::flat(Ratio::whole(1));
      }
    }
    ASSERT_TRUE(ltv_at_most(scene.assessed(), cut)) << "seed " << seed;
  }
}

TEST(Assess, MaintenanceMarginNeverLowersLtv) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Scene scene = RandomScene(seed).make();
    const Assessment due = scene.assessed();
    scene.parameters.general.classic_maintenance_rate = {};
    scene.parameters.general.portfolio_loan_maintenance_rate = {};
    for (model::Asset& asset : scene.parameters.assets) {
      asset.cross_pro_brackets = {};
      asset.portfolio_loan_maintenance_rate.reset();
    }
    for (model::Contract& contract : scene.parameters.contracts) contract.brackets = {};
    const Assessment none = scene.assessed();
    ASSERT_TRUE(none.maintenance_margin.is_zero()) << "seed " << seed;
    ASSERT_TRUE(ltv_at_most(none, due)) << "seed " << seed;
  }
}

TEST(Assess, AFallingPriceNeverLowersTheLtvOfALongUnit) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Random random(seed);
    Scene scene;
    for (const char* name : {"BTC", "ETH"}) {
      const AssetId id = scene.add_asset(name, random.share(), random.price());
      scene.add_spot(id, random.amount(5));
      scene.add_member().margin = model::CrossMarginWallet{model::MarginMode::kClassic,
                                                           {{id, random.amount(5), {}, {}, {}}}};
      scene.add_member().margin =
          model::PortfolioMarginWallet{{{id, random.amount(5), {}, {}, {}, {}, {}}}, {}};
    }
    scene.owe(scene.usdt, random.amount(7));
    const Assessment before = scene.assessed();
    const AssetId fallen{static_cast<std::uint16_t>(random.between(1, 2))};
    const Price price = scene.board.margin_index.at(fallen.value);
    scene.set_price(fallen, Price::from_raw(random.between(1, price.raw())));
    ASSERT_TRUE(ltv_at_most(before, scene.assessed())) << "seed " << seed;
  }
}

TEST(Assess, RepayingOutOfEquityLowersBothAndTheLtv) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Random random(seed);
    Scene scene;
    const Amount debt = random.amount(7);
    scene.add_spot(scene.usdt, debt + random.amount(7));
    scene.owe(scene.usdt, debt, random.amount(2));
    const Assessment before = scene.assessed();
    const Amount paid = Amount::from_raw(random.between(1, static_cast<std::int64_t>(debt.raw())));
    scene.accounts[0].spot.balances[0].free -= paid;
    scene.unit.liabilities[0].principal -= paid;
    const Assessment after = scene.assessed();
    ASSERT_EQ(before.net_equity - after.net_equity, widen<Value>(paid)) << "seed " << seed;
    ASSERT_EQ(before.liability - after.liability, widen<Value>(paid)) << "seed " << seed;
    if (before.adjusted_equity > before.liability) {
      ASSERT_TRUE(ltv_at_most(after, before)) << "seed " << seed;
    }
  }
}

// --- What counts

TEST(Assess, DisabledWalletsDoNotCountAndNeedNoPrice) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  model::Account& member = scene.add_spot(btc, "1"_amount);
  member.margin =
      model::CrossMarginWallet{model::MarginMode::kClassic, {{btc, "1"_amount, {}, {}, {}}}};
  EXPECT_EQ(scene.error(), "PRICE_MISSING BTC");
  scene.unit.members[0].enable_spot = false;
  EXPECT_EQ(scene.error(), "PRICE_MISSING BTC");
  scene.unit.members[0].enable_margin = false;
  EXPECT_TRUE(scene.assessed().wallets.empty());
  scene.set_price(btc, "100"_price);
  EXPECT_TRUE(scene.assessed().net_equity.is_zero());
  scene.unit.members[0].enable_spot = true;
  EXPECT_EQ(trimmed(scene.assessed().net_equity), "100");
}

TEST(Assess, AMarginFlagWithoutAWalletCountsNothing) {
  Scene scene;
  scene.add_member();
  const Assessment assessment = scene.assessed();
  ASSERT_EQ(assessment.wallets.size(), 1u);
  EXPECT_EQ(assessment.wallets[0].type, model::WalletType::kSpot);
}

TEST(Assess, InterestIsOwedToo) {
  Scene scene;
  scene.add_spot(scene.usdt, "100"_amount);
  scene.owe(scene.usdt, "40"_amount, "10"_amount);
  EXPECT_EQ(trimmed(scene.assessed().liability), "50");
  EXPECT_EQ(trimmed(scene.assessed().ltv), "0.5");
}

TEST(Assess, AUnitsOwnLinesAreInForce) {
  Scene scene;
  scene.add_spot(scene.usdt, "100"_amount);
  scene.owe(scene.usdt, "50"_amount);
  EXPECT_EQ(trimmed(scene.assessed().max_allowed_borrow.amount), "100");
  scene.unit.lines.borrow = "0.6"_ratio;
  scene.unit.lines.transfer_out = "0.8"_ratio;
  const Assessment assessment = scene.assessed();
  EXPECT_EQ(assessment.lines, scene.unit.lines.over(scene.parameters.general.lines));
  EXPECT_EQ(trimmed(assessment.max_allowed_borrow.amount), "25");
  EXPECT_EQ(trimmed(assessment.max_transfer_out.amount), "37.5");
}

TEST(Assess, WithoutEquityTheUnitIsAboveEveryLineAndMayDoNothing) {
  Scene scene;
  scene.add_spot(scene.usdt, "10"_amount);
  scene.owe(scene.usdt, "1"_amount);
  model::Account& member = scene.add_member();
  member.margin = model::CrossMarginWallet{model::MarginMode::kClassic,
                                           {{scene.usdt, {}, {}, "20"_amount, {}}}};
  const Assessment assessment = scene.assessed();  // E = -10, M = 2
  EXPECT_EQ(trimmed(assessment.adjusted_equity), "-12");
  EXPECT_EQ(trimmed(assessment.ltv), "999");
  EXPECT_TRUE(assessment.at_or_above("0.9999"_ratio));
  EXPECT_TRUE(assessment.max_allowed_borrow.amount.is_zero());
  EXPECT_TRUE(assessment.max_transfer_out.amount.is_zero());
  scene.unit.liabilities.clear();
  EXPECT_EQ(trimmed(scene.assessed().ltv), "0");
  EXPECT_FALSE(scene.assessed().at_or_above("0.0001"_ratio));
}

TEST(Assess, AUnitWithNothingIsNotLoaded) {
  const Assessment assessment = Scene().assessed();
  EXPECT_EQ(trimmed(assessment.ltv), "0");
  EXPECT_TRUE(assessment.max_transfer_out.amount.is_zero());
}

// --- Prices

TEST(Assess, UsdtNeedsNoMarginIndexButAnAssetIndex) {
  Scene scene;
  scene.board = {};
  scene.add_spot(scene.usdt, "5"_amount);
  scene.owe(scene.usdt, "1"_amount);
  EXPECT_EQ(scene.error(), "");
  scene.accounts[0].margin =
      model::PortfolioMarginWallet{{{scene.usdt, "5"_amount, {}, {}, {}, {}, {}}}, {}};
  EXPECT_EQ(scene.error(), "PRICE_MISSING USDT");
}

TEST(Assess, TheFirstMissingPriceIsNamed) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  const AssetId eth = scene.add_asset("ETH");
  const AssetId sol = scene.add_asset("SOL");
  const AssetId trx = scene.add_asset("TRX");
  const ContractId contract = scene.add_contract("ETHUSDT", eth, scene.usdt, {});
  scene.add_spot(btc, "1"_amount).margin =
      model::PortfolioMarginWallet{{{eth, "1"_amount, {}, {}, {}, {}, {}}},
                                   {{contract, model::PositionSide::kBoth, "1"_amount, "1"_price}}};
  scene.add_spot(sol, "1"_amount);
  scene.owe(trx, "1"_amount);
  // Member by member, SPOT before the margin wallet, positions before balances, the loan last.
  const auto detail = [&] { return scene.assess().error().detail; };
  EXPECT_EQ(scene.error(), "PRICE_MISSING BTC");
  EXPECT_EQ(detail(), "no margin index price for BTC");
  scene.board.margin_index.set(btc.value, "1"_price, {});
  EXPECT_EQ(scene.error(), "PRICE_MISSING ETHUSDT");
  EXPECT_EQ(detail(), "no mark price for ETHUSDT");
  scene.board.mark.set(contract.value, "1"_price, {});
  EXPECT_EQ(scene.error(), "PRICE_MISSING ETH");
  EXPECT_EQ(detail(), "no asset index price for ETH");
  scene.board.asset_index.set(eth.value, "1"_price, {});
  EXPECT_EQ(scene.error(), "PRICE_MISSING SOL");
  scene.board.margin_index.set(sol.value, "1"_price, {});
  EXPECT_EQ(scene.error(), "PRICE_MISSING TRX");
  scene.board.margin_index.set(trx.value, "1"_price, {});
  EXPECT_EQ(scene.error(), "");
}

// --- Overflow

TEST(Assess, WhatDoesNotFitIsAnErrorWhereverItArises) {
  const Amount most = Amount::from_raw(Amount::kMaxRaw);
  const Amount large = Amount::whole(1'000'000'000'000'000'000);  // 1e18 USDT fits, twice does not
  const auto with = [&](auto build) {
    Scene scene;
    const AssetId btc = scene.add_asset("BTC", "1"_ratio, "3"_price);
    build(scene, btc);
    return scene.error();
  };
  EXPECT_EQ(with([&](Scene& scene, AssetId) { scene.add_spot(scene.usdt, large); }), "");
  EXPECT_EQ(with([&](Scene& scene, AssetId btc) { scene.add_spot(btc, most); }), "VALUE_OVERFLOW")
      << "one product";
  EXPECT_EQ(with([&](Scene& scene, AssetId) {
              scene.add_spot(scene.usdt, large);
              scene.add_spot(scene.usdt, large);
            }),
            "VALUE_OVERFLOW")
      << "the sum over wallets";
  EXPECT_EQ(with([&](Scene& scene, AssetId) { scene.owe(scene.usdt, most, most); }),
            "VALUE_OVERFLOW")
      << "principal + interest";
  EXPECT_EQ(with([&](Scene& scene, AssetId) {
              scene.owe(scene.usdt, large);
              scene.owe(scene.usdt, large);
            }),
            "VALUE_OVERFLOW")
      << "the sum over liabilities";
  EXPECT_EQ(with([&](Scene& scene, AssetId) {
              scene.add_member().margin = model::CrossMarginWallet{
                  model::MarginMode::kClassic, {{scene.usdt, most, most, {}, {}}}};
            }),
            "VALUE_OVERFLOW")
      << "the net of a CROSS_MARGIN balance";
  EXPECT_EQ(with([&](Scene& scene, AssetId) {
              scene.add_member().margin = model::CrossMarginWallet{
                  model::MarginMode::kClassic, {{scene.usdt, {}, {}, most, most}}};
            }),
            "VALUE_OVERFLOW")
      << "what a CROSS_MARGIN balance owes";
  EXPECT_EQ(with([&](Scene& scene, AssetId) {
              scene.add_member().margin =
                  model::PortfolioMarginWallet{{{scene.usdt, {}, {}, {}, {}, most, most}}, {}};
            }),
            "VALUE_OVERFLOW")
      << "the net of a PORTFOLIO_MARGIN balance";
  EXPECT_EQ(with([&](Scene& scene, AssetId btc) {
              const ContractId contract = scene.add_contract("BTCUSDT", btc, scene.usdt, "3"_price);
              scene.add_member().margin = model::PortfolioMarginWallet{
                  {}, {{contract, model::PositionSide::kBoth, most, "1"_price}}};
            }),
            "VALUE_OVERFLOW")
      << "a position";
}

TEST(Assess, AMissingPriceComesBeforeAnOverflow) {
  Scene scene;
  scene.add_spot(scene.usdt, Amount::from_raw(Amount::kMaxRaw));
  EXPECT_EQ(scene.error(), "VALUE_OVERFLOW");
  scene.owe(scene.add_asset("BTC"), "1"_amount);
  EXPECT_EQ(scene.error(), "PRICE_MISSING BTC");
}

TEST(AssessDeathTest, AViewWithoutAnAccountOfAMemberIsOurMistake) {
  Scene scene;
  scene.add_member();
  EXPECT_DEATH((void)assess({scene.unit, {}}, scene.board, scene.parameters), "members");
}

}  // namespace
}  // namespace plimsoll::risk
