// The oldest price: of the prices that assess() cannot do without.
#include "risk/price_age.h"

#include <gtest/gtest.h>

#include "risk/testing.h"

namespace plimsoll::risk {
namespace {

// By the definition: the oldest of the prices without which the unit cannot be assessed.
std::optional<Timestamp> by_trial(Scene scene) {
  std::optional<Timestamp> oldest;
  for (model::PriceColumn* column :
       {&scene.board.margin_index, &scene.board.asset_index, &scene.board.mark}) {
    for (std::size_t i = 0; i < column->price.size(); ++i) {
      const Price price = column->price[i];
      if (price.is_zero()) continue;
      column->price[i] = {};
      const bool needed = !scene.assess();
      column->price[i] = price;
      if (needed && (!oldest || column->time[i] < *oldest)) oldest = column->time[i];
    }
  }
  return oldest;
}

TEST(OldestPrice, IsNeverNewerThanWhatAssessNeeds) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const Scene scene = RandomScene(seed).make();
    const auto needed = by_trial(scene);
    if (!needed) continue;
    ASSERT_TRUE(scene.oldest_price()) << "seed " << seed;
    ASSERT_LE(*scene.oldest_price(), *needed) << "seed " << seed;
  }
}

TEST(OldestPrice, IsTheOldestThatAssessNeedsWhereEverythingCounts) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Scene scene = RandomScene(seed).make();
    for (model::Asset& asset : scene.parameters.assets) {
      if (asset.portfolio_collateral.empty()) asset.portfolio_collateral = model::flat("1"_ratio);
    }
    ASSERT_EQ(scene.oldest_price(), by_trial(scene)) << "seed " << seed;
  }
}

TEST(OldestPrice, AUnitInUsdtNeedsNone) {
  Scene scene;
  scene.add_spot(scene.usdt, "5"_amount);
  scene.owe(scene.usdt, "1"_amount);
  EXPECT_EQ(scene.oldest_price(), std::nullopt);
}

TEST(OldestPrice, PricesOfWhatDoesNotCountArePassedOver) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  const AssetId eth = scene.add_asset("ETH");
  scene.set_price(btc, "1"_price, Timestamp{100});
  scene.set_price(eth, "1"_price, Timestamp{50});
  scene.add_spot(btc, "1"_amount);
  scene.add_spot(eth, "1"_amount);
  EXPECT_EQ(scene.oldest_price(), Timestamp{50});
  scene.unit.members[1].enable_spot = false;
  EXPECT_EQ(scene.oldest_price(), Timestamp{100});
  scene.owe(eth, "1"_amount);
  EXPECT_EQ(scene.oldest_price(), Timestamp{50}) << "the loan counts";
}

TEST(OldestPrice, AMissingPriceIsPassedOver) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  scene.set_price(btc, "1"_price, Timestamp{100});
  scene.add_spot(btc, "1"_amount);
  scene.add_spot(scene.add_asset("ETH"), "1"_amount);
  EXPECT_EQ(scene.error(), "PRICE_MISSING ETH");
  EXPECT_EQ(scene.oldest_price(), Timestamp{100});
}

TEST(HasOldPrice, IsTrueBeyondTheAgeOfTheParameters) {
  Scene scene;
  const AssetId btc = scene.add_asset("BTC");
  scene.set_price(btc, "1"_price, Timestamp{100});
  scene.add_spot(btc, "5"_amount);
  const auto is_old = [&](std::int64_t now) { return scene.has_old_price(Timestamp{now}); };
  EXPECT_FALSE(is_old(1'000'000)) << "no age, no bound";
  scene.parameters.general.liquidation_price_age_ms = 50;
  EXPECT_FALSE(is_old(150));
  EXPECT_TRUE(is_old(151));
}

}  // namespace
}  // namespace plimsoll::risk
