// What each kind of wallet counts and what it ignores.
#include <gtest/gtest.h>

#include "risk/futures.h"
#include "risk/testing.h"
#include "risk/wallet_value.h"

namespace plimsoll::risk {
namespace {

template <class Wallet>
WalletValue value_of(const Scene& scene, const Wallet& wallet) {
  Market market(scene.board, scene.parameters);
  WalletValue value;
  if constexpr (std::is_same_v<Wallet, model::SpotWallet>) {
    value = value_spot(wallet, market);
  } else if constexpr (std::is_same_v<Wallet, model::CrossMarginWallet>) {
    value = value_cross_margin(wallet, market);
  } else {
    value = value_portfolio_margin(wallet, market);
  }
  EXPECT_FALSE(market.missing()) << market.missing()->detail;
  return value;
}

// --- SPOT

TEST(SpotWallet, CountsFreeAcceptedTokensAtTheirRatio) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "0.9"_ratio, "50000"_price);
  const AssetId doge = scene.add_asset("DOGE");  // needs no price: it does not count
  scene.asset(doge).spot_ratio.reset();
  const WalletValue value = value_of(scene, model::SpotWallet{{{scene.usdt, "5"_amount, {}},
                                                               {btc, "2"_amount, "7"_amount},
                                                               {doge, "1000"_amount, {}}}});
  EXPECT_EQ(trimmed(value.net_equity), "90005");
  EXPECT_TRUE(value.maintenance_margin.is_zero());
  EXPECT_EQ(value.actual_equity, value.net_equity);
}

TEST(SpotWallet, ALockedBalanceAloneNeedsNoPrice) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  EXPECT_TRUE(value_of(scene, model::SpotWallet{{{btc, {}, "7"_amount}}}).net_equity.is_zero());
}

TEST(SpotWallet, UsdtIsOneWhateverTheBoardSays) {
  Scene scene;
  scene.board.margin_index.set(scene.usdt.value, "0.5"_price, {});
  const WalletValue value = value_of(scene, model::SpotWallet{{{scene.usdt, "5"_amount, {}}}});
  EXPECT_EQ(trimmed(value.net_equity), "5");
}

// --- CROSS_MARGIN

TEST(CrossMarginWallet, NetsEachAssetAndCutsOnlyWhatIsHeld) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "0.9"_ratio, "100"_price);
  const AssetId eth = scene.add_asset("ETH", "0.8"_ratio, "10"_price);
  const model::CrossMarginWallet wallet{
      model::MarginMode::kClassic,
      {{btc, "3"_amount, "2"_amount, "1"_amount, "0.5"_amount},  // net 3.5: 350 at 0.9
       {eth, "1"_amount, {}, "4"_amount, {}}}};                  // net -3: -30 in full
  const WalletValue value = value_of(scene, wallet);
  EXPECT_EQ(trimmed(value.net_equity), "285");
  EXPECT_EQ(trimmed(value.liability), "190") << "gross: 1.5 BTC and 4 ETH";
  EXPECT_EQ(trimmed(value.maintenance_margin), "19");
  EXPECT_EQ(trimmed(net_quantity(wallet, btc)), "3.5");
  EXPECT_EQ(trimmed(net_quantity(wallet, eth)), "-3");
  EXPECT_EQ(trimmed(net_quantity(wallet, scene.usdt)), "0");
}

TEST(CrossMarginWallet, AnAssetWithoutATableCountsNothingHeldAndInFullOwed) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  scene.asset(btc).cross_collateral = {};
  const auto wallet = [&](Amount free, Amount borrowed) {
    return model::CrossMarginWallet{model::MarginMode::kClassic, {{btc, free, {}, borrowed, {}}}};
  };
  EXPECT_TRUE(value_of(scene, wallet("5"_amount, {})).net_equity.is_zero()) << "without a price";
  scene.set_price(btc, "100"_price);
  EXPECT_EQ(trimmed(value_of(scene, wallet("1"_amount, "3"_amount)).net_equity), "-200");
  // A debt in a coin that is held on balance is still a debt.
  const WalletValue both = value_of(scene, wallet("5"_amount, "3"_amount));
  EXPECT_TRUE(both.net_equity.is_zero());
  EXPECT_EQ(trimmed(both.maintenance_margin), "30");
}

TEST(CrossMarginWallet, ProTakesBracketsWhereThereAreSome) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "1"_ratio, "100"_price);
  scene.asset(btc).cross_pro_brackets =
      model::tiers({{"100"_amount, "0.02"_ratio}, {{}, "0.05"_ratio}});
  const std::vector<model::CrossMarginBalance> balances{{scene.usdt, {}, {}, "200"_amount, {}},
                                                        {btc, {}, {}, "3"_amount, {}}};
  const auto margin = [&](model::MarginMode mode) {
    return trimmed(value_of(scene, model::CrossMarginWallet{mode, balances}).maintenance_margin);
  };
  EXPECT_EQ(margin(model::MarginMode::kClassic), "50");
  EXPECT_EQ(margin(model::MarginMode::kPro), "32") << "20 for USDT; 2 + 10 for BTC";
}

// --- PORTFOLIO_MARGIN

TEST(PortfolioMarginWallet, AddsUpAllThreeSubWalletsBeforeTheRate) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "0.95"_ratio, "100"_price);
  const model::PortfolioMarginWallet wallet{
      {{btc, "4"_amount, "1"_amount, "2"_amount, "0.5"_amount, "-0.25"_amount, "0.75"_amount}}, {}};
  const WalletValue value = value_of(scene, wallet);
  EXPECT_EQ(trimmed(value.net_equity), "285") << "3 BTC";
  EXPECT_EQ(trimmed(value.actual_equity), "300");
  EXPECT_EQ(trimmed(value.maintenance_margin), "25") << "0.1 of 2.5 BTC";
}

TEST(PortfolioMarginWallet, TheLoanMarginIsAnAmountOnTheGrid) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "1"_ratio, "1000"_price);
  scene.asset(btc).portfolio_loan_maintenance_rate = "0.05"_ratio;
  const model::PortfolioMarginWallet wallet{
      {{btc, "1"_amount, {}, "0.0000001"_amount, "0.00000001"_amount, {}, {}}}, {}};
  // 0.00000011 * 0.05 = 0.0000000055, rounded HALF_UP to 0.00000001.
  EXPECT_EQ(trimmed(value_of(scene, wallet).maintenance_margin), "0.00001");
}

TEST(PortfolioMarginWallet, APositionAddsItsProfitAndMarginToItsMarginAsset) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");  // no price: nothing of it is held
  const ContractId contract = scene.add_contract("BTCUSDT", btc, scene.usdt, "110"_price);
  const auto position = [&](Amount quantity) {
    return model::PortfolioMarginWallet{
        {{scene.usdt, "50"_amount, {}, {}, {}, {}, {}}},
        {{contract, model::PositionSide::kBoth, quantity, "100"_price}}};
  };
  const WalletValue gain = value_of(scene, position("2"_amount));
  EXPECT_EQ(trimmed(gain.net_equity), "70");
  EXPECT_EQ(trimmed(gain.maintenance_margin), "2.2");
  const WalletValue loss = value_of(scene, position("-2"_amount));
  EXPECT_EQ(trimmed(loss.net_equity), "30");
  EXPECT_EQ(trimmed(loss.maintenance_margin), "2.2");
}

TEST(PortfolioMarginWallet, APositionWithoutABalanceCountsToo) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "0.95"_ratio, "100"_price);
  const ContractId contract = scene.add_contract("BTCUSD_PERP", btc, btc, "100"_price);
  // 10 contracts of 100 USD at 125: 1000 / 125 - 1000 / 100 = -2 BTC.
  const model::PortfolioMarginWallet wallet{
      {}, {{contract, model::PositionSide::kBoth, "10"_amount, "125"_price}}};
  const WalletValue value = value_of(scene, wallet);
  EXPECT_EQ(trimmed(value.net_equity), "-200");
  EXPECT_EQ(trimmed(value.maintenance_margin), "10") << "0.01 of 10 BTC";
}

TEST(PortfolioMarginWallet, LongAndShortOfOneContractAreMarginedSeparately) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  const ContractId contract = scene.add_contract("BTCUSDT", btc, scene.usdt, "100"_price);
  const model::PortfolioMarginWallet wallet{
      {},
      {{contract, model::PositionSide::kLong, "1"_amount, "100"_price},
       {contract, model::PositionSide::kShort, "-1"_amount, "100"_price}}};
  EXPECT_EQ(trimmed(value_of(scene, wallet).maintenance_margin), "2");
}

TEST(UniMmr, IsEquityOverMaintenanceRoundedAsNamed) {
  WalletValue wallet;
  wallet.net_equity = "122607.35137903"_value;
  wallet.maintenance_margin = "23.72469206"_value;
  EXPECT_EQ(trimmed(*uni_mmr(wallet, Rounding::kHalfUp)), "5167.92171923");
  wallet.maintenance_margin = {};
  EXPECT_FALSE(uni_mmr(wallet, Rounding::kHalfUp)) << "nothing is due";
  wallet.maintenance_margin = "0.00000000000000000001"_value;
  wallet.net_equity = Value::overflowed();
  EXPECT_FALSE(uni_mmr(wallet, Rounding::kHalfUp));
}

// --- Futures

TEST(Futures, ProfitChangesSignWithTheSideAndIsZeroAtEntry) {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    Random random(seed);
    model::Contract contract;
    if (random.chance(50)) {
      contract.type = model::ContractType::kCoinMargined;
      contract.contract_size = Amount::whole(random.between(1, 1000));
    }
    contract.brackets = model::random_tiers(random, model::Slope::kAny);
    const Amount quantity = Amount::whole(random.between(1, 100'000));
    const Price entry = random.price();
    const Price mark = random.price();
    const auto value = [&](Amount held, Price at) {
      return value_position({{}, model::PositionSide::kBoth, held, entry}, contract, at);
    };
    const PositionValue at_long = value(quantity, mark);
    const PositionValue at_short = value(-quantity, mark);
    ASSERT_EQ(at_long.unrealized_profit, -at_short.unrealized_profit) << "seed " << seed;
    ASSERT_EQ(at_long.maintenance_margin, at_short.maintenance_margin) << "seed " << seed;
    ASSERT_FALSE(at_long.maintenance_margin.is_negative()) << "seed " << seed;
    ASSERT_EQ(at_long.unrealized_profit.is_negative(),
              mark < entry && !at_long.unrealized_profit.is_zero())
        << "a long position loses below its entry, seed " << seed;
    ASSERT_TRUE(value(quantity, entry).unrealized_profit.is_zero()) << "seed " << seed;
  }
}

TEST(Futures, APositionThatDoesNotFitIsMarked) {
  const Amount most = Amount::from_raw(Amount::kMaxRaw);
  model::Contract contract;
  contract.brackets = model::flat("0.01"_ratio);
  const auto value = [&] {
    return value_position({{}, model::PositionSide::kBoth, most, "1"_price}, contract, "3"_price);
  };
  EXPECT_FALSE(value().unrealized_profit.fits());
  EXPECT_FALSE(value().maintenance_margin.fits());
  contract.type = model::ContractType::kCoinMargined;
  contract.contract_size = "100"_amount;
  EXPECT_FALSE(value().unrealized_profit.fits());
  EXPECT_FALSE(value().maintenance_margin.fits());
}

}  // namespace
}  // namespace plimsoll::risk
