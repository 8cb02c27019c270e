// How much may leave a margin wallet: the maximum keeps every rule, one unit more breaks one.
#include "risk/max_transferable.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/int256.h"
#include "risk/testing.h"

namespace plimsoll::risk {
namespace {

constexpr Amount kTick = Amount::from_raw(1);

Result<Transferable> most(const Scene& scene, std::size_t member, AssetId asset) {
  const auto list = scene.pointers();
  return max_transferable({scene.unit, list}, member, asset, scene.board, scene.parameters);
}
Result<Transferable> most_of_spot(const Scene& scene, std::size_t member, AssetId asset) {
  const auto list = scene.pointers();
  return max_spot_transferable({scene.unit, list}, member, asset, scene.board, scene.parameters);
}

std::string told(const Result<Transferable>& result) {
  if (!result) return std::string(error_name(result.error().code));
  const char* bounds[] = {"balance", "unit", "account"};
  return trimmed(result->amount) + " " + bounds[static_cast<int>(result->bound)];
}

template <class Balances>
bool take(Balances& balances, AssetId asset, Amount amount) {
  for (auto& balance : balances) {
    if (balance.asset != asset) continue;
    balance.free -= amount;
    return !balance.free.is_negative();
  }
  return amount.is_zero();
}

// The rules as the model states them, of the wallet and the unit after `amount` left.
bool may_leave(Scene scene, std::size_t member, AssetId asset, Amount amount) {
  auto& margin = scene.accounts[member].margin;
  auto* cross = std::get_if<model::CrossMarginWallet>(&margin);
  auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&margin);
  const bool there = cross != nullptr ? take(cross->balances, asset, amount)
                                      : take(portfolio->balances, asset, amount);
  if (!there) return false;
  const Assessment after = scene.assessed();
  const bool counts = scene.unit.members[member].enable_margin;
  if (counts && after.liability.is_positive()) {
    // LTV <= line
    if (!after.adjusted_equity.is_positive() ||
        to_int256(after.liability.raw()) * Ratio::kOne >
            to_int256(after.adjusted_equity.raw()) * after.lines.transfer_out.raw()) {
      return false;
    }
  }
  Market market(scene.board, scene.parameters);
  if (cross != nullptr) {
    // Margin level: sum of transfer-out collateral / sum of liabilities >= 2.
    Int256 collateral = 0;
    Int256 liability = 0;
    for (const auto& balance : cross->balances) {
      const Int128 price = market.margin_index(balance.asset).raw();
      const Amount owed = balance.borrowed + balance.interest;
      const Amount held = balance.free + balance.locked;
      const Amount covering = std::min(held, owed);
      const Ratio ratio = scene.parameters.asset(balance.asset).cross_transfer_out_ratio;
      collateral += to_int256(covering.raw()) * to_int256(price) * Ratio::kOne +
                    to_int256((held - covering).raw()) * to_int256(price) * ratio.raw();
      liability += to_int256(owed.raw()) * to_int256(price) * Ratio::kOne;
    }
    return !(liability > 0) || !(collateral < liability * 2);
  }
  const WalletValue value = value_portfolio_margin(*portfolio, market);
  // uniMMR >= 1.05
  return !value.maintenance_margin.is_positive() ||
         !(to_int256(value.net_equity.raw()) * 100 <
           to_int256(value.maintenance_margin.raw()) * 105);
}

TEST(MaxTransferable, TheMaximumKeepsEveryRuleAndOneUnitMoreBreaksOne) {
  int bound[3] = {};
  for (std::uint64_t seed = 0; seed < 8000; ++seed) {
    Scene scene = RandomScene(seed).make();
    Random random(seed);
    for (model::Asset& asset : scene.parameters.assets) {
      asset.cross_transfer_out_ratio = random.share();
    }
    // Something to stand on, or no unit would be let out anything; often no debt at all.
    scene.accounts[0].spot.balances = {{scene.usdt, random.amount(14), {}}};
    scene.unit.members[0].enable_spot = true;
    scene.parameters.assets[scene.usdt.value].spot_ratio = "1"_ratio;
    if (random.chance(30)) scene.unit.liabilities.clear();
    const auto member = static_cast<std::size_t>(random.between(0, 3));
    const AssetId asset{static_cast<std::uint16_t>(random.between(0, 4))};
    const auto limit = most(scene, member, asset);
    if (!limit) continue;
    if (std::holds_alternative<std::monostate>(scene.accounts[member].margin)) {
      ASSERT_EQ(limit->amount, Amount{}) << "seed " << seed;
      continue;
    }
    ASSERT_TRUE(limit->amount.is_zero() || may_leave(scene, member, asset, limit->amount))
        << "seed " << seed << " " << told(limit);
    ASSERT_FALSE(may_leave(scene, member, asset, limit->amount + kTick))
        << "seed " << seed << " " << told(limit);
    ++bound[static_cast<int>(limit->bound)];
  }
  EXPECT_GT(bound[0], 200) << "the balance";
  EXPECT_GT(bound[1], 200) << "the unit";
  EXPECT_GT(bound[2], 200) << "the account";
}

// A member with 1000 USDT in a CROSS_MARGIN wallet; the unit owes 100.
Scene with_cross() {
  Scene scene;
  scene.add_member().margin = model::CrossMarginWallet{model::MarginMode::kClassic,
                                                       {{scene.usdt, "1000"_amount, {}, {}, {}}}};
  scene.asset(scene.usdt).cross_transfer_out_ratio = "1"_ratio;
  scene.owe(scene.usdt, "100"_amount);
  return scene;
}
auto& cross_of(Scene& scene) {
  return std::get<model::CrossMarginWallet>(scene.accounts[0].margin).balances;
}

TEST(MaxTransferable, TheLineOfTheUnit) {
  Scene scene = with_cross();
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "800 unit");
  scene.unit.lines.transfer_out = "0.6"_ratio;
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "833.33333333 unit");
  scene.unit.liabilities.clear();
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "1000 balance");
  scene.owe(scene.usdt, "900"_amount);
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "0 unit") << "above the line already";
  scene.unit.members[0].enable_margin = false;
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "1000 balance") << "it does not count";
}

TEST(MaxTransferable, TheTransferOutLevelOfAClassicWallet) {
  Scene scene = with_cross();
  scene.unit.liabilities.clear();
  const AssetId btc = scene.add_asset("BTC", "1"_ratio, "100"_price);
  // CV - 2 * liab = 1000 - 2 * 300
  cross_of(scene).push_back({btc, {}, {}, "3"_amount, {}});
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "400 account");
  scene.asset(scene.usdt).cross_transfer_out_ratio = "0.8"_ratio;
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "250 account");
  // Borrowed coins that are still there cover their own liability.
  cross_of(scene).back().free = "3"_amount;
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "625 account");
  scene.parameters.general.classic_transfer_out_level = "1"_ratio;
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "1000 balance");
}

TEST(MaxTransferable, TheUniMmrOfAPortfolioMarginWallet) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC", "1"_ratio, "100"_price);
  scene.add_member().margin = model::PortfolioMarginWallet{
      {{scene.usdt, "1000"_amount, {}, {}, {}, {}, {}}, {btc, {}, {}, "2"_amount, {}, {}, {}}}, {}};
  // M = 0.1 * 200; 1000 - 200 - 1.05 * 20
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "779 account");
  EXPECT_EQ(told(most(scene, 0, btc)), "0 balance") << "none is free";
}

TEST(MaxTransferable, SpotObeysTheUnitsLineOnly) {
  Scene scene;
  scene.add_spot(scene.usdt, "1000"_amount);
  scene.accounts[0].spot.balances[0].locked = "500"_amount;
  EXPECT_EQ(told(most_of_spot(scene, 0, scene.usdt)), "1000 balance");
  scene.owe(scene.usdt, "100"_amount);
  EXPECT_EQ(told(most_of_spot(scene, 0, scene.usdt)), "800 unit");
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "0 balance") << "it has no margin wallet";
  const AssetId uncounted = scene.add_asset("NEW");
  scene.asset(uncounted).spot_ratio.reset();
  scene.accounts[0].spot.balances.push_back({uncounted, "5"_amount, {}});
  EXPECT_EQ(told(most_of_spot(scene, 0, uncounted)), "5 balance");
}

TEST(MaxTransferable, AUnitThatCannotBeValuedLetsNothingOut) {
  Scene scene = with_cross();
  const AssetId fresh = scene.add_asset("NEW");
  cross_of(scene).push_back({fresh, "1"_amount, {}, {}, {}});
  EXPECT_EQ(told(most(scene, 0, scene.usdt)), "PRICE_MISSING");
}

}  // namespace
}  // namespace plimsoll::risk
