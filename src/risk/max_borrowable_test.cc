// How much of one asset may be borrowed: borrowing it leads onto the line, one step more across.
#include "risk/max_borrowable.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/int256.h"
#include "risk/testing.h"

namespace plimsoll::risk {
namespace {

// A unit with USDT in SPOT, and a credit account whose CROSS_MARGIN wallet is empty.
Scene unit_with(Amount spot) {
  Scene scene;
  scene.add_spot(scene.usdt, spot);
  scene.add_member(model::MemberType::kCredit).margin = model::CrossMarginWallet{};
  return scene;
}

model::CrossMarginWallet& credit_wallet(Scene& scene) {
  return std::get<model::CrossMarginWallet>(scene.accounts.back().margin);
}

// The unit after it borrowed: the loan lands in the credit account.
Assessment after_borrowing(Scene scene, AssetId asset, Amount amount) {
  auto& balances = credit_wallet(scene).balances;
  const auto held = std::find_if(balances.begin(), balances.end(),
                                 [&](const auto& balance) { return balance.asset == asset; });
  if (held == balances.end()) {
    balances.push_back({asset, amount, {}, {}, {}});
  } else {
    held->free += amount;
  }
  scene.owe(asset, amount);
  return scene.assessed();
}

// L <= q * A after borrowing `amount`.
bool within_line(const Scene& scene, AssetId asset, Amount amount) {
  const Assessment after = after_borrowing(scene, asset, amount);
  return to_int256(after.liability.raw()) * Ratio::kOne <=
         to_int256(after.adjusted_equity.raw()) * after.lines.borrow.raw();
}

TEST(MaxBorrowable, OfUsdtInFullIsTheUnitsBorrowLimit) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    Scene scene = unit_with(random.amount(8));
    scene.owe(scene.usdt, random.amount(7));
    scene.unit.lines.borrow = Ratio::from_raw(random.between(1, 8000));
    ASSERT_EQ(scene.max_borrowable(scene.usdt), scene.assessed().max_allowed_borrow)
        << "seed " << seed;
  }
}

TEST(MaxBorrowable, BorrowingItLeadsOntoTheLineAndOneStepMoreAcross) {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    Random random(seed);
    Scene scene = unit_with(random.amount(7));
    scene.parameters.general.preset_limit = Amount::whole(1'000'000'000'000);
    scene.parameters.general.rounding.max_borrowable = Rounding::kDown;
    scene.unit.lines.borrow = Ratio::from_raw(random.between(1000, 8000));
    const AssetId asset = scene.add_asset("BTC", random.share(), random.price());
    if (random.chance(50)) scene.owe(scene.usdt, random.amount(6));
    const Limit limit = *scene.max_borrowable(asset);
    ASSERT_EQ(limit.limited_by, LimitedBy::kLtvLine) << "seed " << seed;
    if (limit.amount.is_zero()) continue;
    ASSERT_TRUE(within_line(scene, asset, limit.amount)) << "seed " << seed;
    ASSERT_FALSE(within_line(scene, asset, limit.amount + Amount::from_raw(1))) << "seed " << seed;
  }
}

TEST(MaxBorrowable, SlicesAreUsedUpOneByOne) {
  // Room: 0.5 * 100 = 50 of adjusted equity; a price of 1.
  Scene scene = unit_with("100"_amount);
  scene.unit.lines.borrow = "0.5"_ratio;
  const AssetId asset = scene.add_asset("USDC", "1"_ratio, "1"_price);
  const auto limit = [&] { return trimmed(scene.max_borrowable(asset)->amount); };
  EXPECT_EQ(limit(), "100") << "each unit uses up a half";
  scene.asset(asset).cross_collateral = model::tiers({{"60"_amount, "1"_ratio}, {{}, "0.6"_ratio}});
  // 60 use up 30; the other 20 of the room go at 0.7 a unit.
  EXPECT_EQ(limit(), "88.57142857");
  credit_wallet(scene).balances.push_back({asset, "30"_amount, {}, {}, {}});
  scene.accounts[0].spot.balances[0].free -= "30"_amount;  // the same equity
  // 30 more of the first slice use up 15, then 35 / 0.7.
  EXPECT_EQ(limit(), "80");
  credit_wallet(scene).balances[0] = {asset, {}, {}, "20"_amount, {}};
  scene.accounts[0].spot.balances[0].free = "122"_amount;  // 20 owed and 2 of margin
  // 20 pay what the wallet owes at 1, 60 fill the first slice: 40 in all; 10 / 0.7 are left.
  EXPECT_EQ(limit(), "94.28571429");
}

TEST(MaxBorrowable, SliceBySliceItLeadsOntoTheLineToo) {
  // Each whole slice is cut down to the grid, so that the line may be some units away.
  constexpr Amount kAUnitASlice = Amount::from_raw(6);
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    Random random(seed);
    Scene scene = unit_with(random.amount(7));
    scene.parameters.general.preset_limit = Amount::whole(1'000'000'000'000);
    scene.parameters.general.rounding.max_borrowable = Rounding::kDown;
    scene.unit.lines.borrow = Ratio::from_raw(random.between(1000, 8000));
    const AssetId asset = scene.add_asset("BTC", {}, random.price());
    scene.asset(asset).cross_collateral = model::random_tiers(random, model::Slope::kFalling);
    if (random.chance(30)) {
      credit_wallet(scene).balances.push_back({asset, random.amount(3), {}, random.amount(2), {}});
    }
    if (random.chance(50)) scene.owe(scene.usdt, random.amount(6));
    const Limit limit = *scene.max_borrowable(asset);
    if (limit.amount.is_zero()) continue;
    ASSERT_TRUE(within_line(scene, asset, limit.amount)) << "seed " << seed;
    ASSERT_FALSE(within_line(scene, asset, limit.amount + kAUnitASlice)) << "seed " << seed;
  }
}

TEST(MaxBorrowable, WithoutATableALoanAddsNoCollateral) {
  Scene scene = unit_with("100"_amount);
  scene.unit.lines.borrow = "0.5"_ratio;
  const AssetId asset = scene.add_asset("USDC", "1"_ratio, "2"_price);
  scene.asset(asset).cross_collateral = {};
  EXPECT_EQ(trimmed(scene.max_borrowable(asset)->amount), "25");
}

TEST(MaxBorrowable, ThePresetBindsInTheAssetsOwnPrice) {
  Scene scene = unit_with("1000"_amount);
  scene.owe(scene.usdt, "1"_amount);
  scene.parameters.general.preset_limit = "8"_amount;
  const AssetId asset = scene.add_asset("BTC", "1"_ratio, "3"_price);
  EXPECT_EQ(scene.max_borrowable(asset), (Limit{"2.33333333"_amount, LimitedBy::kPreset}));
  scene.parameters.general.preset_limit = "0.5"_amount;
  EXPECT_EQ(scene.max_borrowable(asset), (Limit{{}, LimitedBy::kPreset}));
}

TEST(MaxBorrowable, NothingWithoutAPriceAndZeroWithoutEquity) {
  Scene scene = unit_with("100"_amount);
  const AssetId asset = scene.add_asset("BTC");
  EXPECT_FALSE(scene.max_borrowable(asset));
  scene.set_price(asset, "3"_price);
  EXPECT_TRUE(scene.max_borrowable(asset));
  scene.accounts[0].spot.balances.clear();
  EXPECT_EQ(scene.max_borrowable(asset), Limit{});
}

TEST(MaxBorrowable, APortfolioMarginWalletValuesByItsOwnPrice) {
  Scene scene;
  scene.add_spot(scene.usdt, "100"_amount);
  scene.add_member(model::MemberType::kCredit).margin = model::PortfolioMarginWallet{};
  scene.unit.lines.borrow = "0.5"_ratio;
  const AssetId asset = scene.add_asset("BTC");
  scene.board.margin_index.set(asset.value, "10"_price, {});
  EXPECT_FALSE(scene.max_borrowable(asset)) << "the wallet's price is missing";
  scene.board.asset_index.set(asset.value, "20"_price, {});
  EXPECT_EQ(trimmed(scene.max_borrowable(asset)->amount), "10");
  // The slice of 40 USD holds 2 at the wallet's price: 2 * 5 of the room, then 40 / 10.
  scene.asset(asset).portfolio_collateral = model::tiers({{"40"_amount, "1"_ratio}, {{}, {}}});
  EXPECT_EQ(trimmed(scene.max_borrowable(asset)->amount), "6");
}

TEST(MaxBorrowable, NoMoreThanThePoolHoldsOnTheAssetsGrid) {
  Scene scene = unit_with("100"_amount);
  const auto list = scene.pointers();
  const auto from = [&](Amount pool) {
    return *max_borrowable({scene.unit, list}, scene.assessed(), scene.board, scene.parameters,
                           scene.usdt, pool);
  };
  EXPECT_EQ(from("300"_amount), (Limit{"300"_amount, LimitedBy::kLtvLine}));
  EXPECT_EQ(from("299.99999999"_amount), (Limit{"299.99999999"_amount, LimitedBy::kPool}));
  EXPECT_EQ(from({}), (Limit{{}, LimitedBy::kPool}));
  scene.asset(scene.usdt).precision = 2;
  EXPECT_EQ(from("299.99999999"_amount), (Limit{"299.99"_amount, LimitedBy::kPool}));
  scene.accounts[0].spot.balances[0].free = "33.33333333"_amount;
  EXPECT_EQ(from("300"_amount), (Limit{"99.99"_amount, LimitedBy::kLtvLine})) << "not 100";
  scene.parameters.general.preset_limit = "0.009"_amount;
  EXPECT_EQ(from("300"_amount), (Limit{{}, LimitedBy::kPreset}));
}

}  // namespace
}  // namespace plimsoll::risk
