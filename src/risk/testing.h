// For tests: a unit under construction with the market it lives in, and random ones.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/testing.h"
#include "model/testing.h"
#include "risk/assess.h"
#include "risk/max_borrowable.h"
#include "risk/price_age.h"

namespace plimsoll::risk {

// Holds USDT (asset 0) from the start; every wallet counts it in full.
struct Scene {
  model::Parameters parameters;
  model::PriceBoard board;
  model::RiskUnit unit;
  std::deque<model::Account> accounts;  // in member order
  AssetId usdt;

  Scene() {
    usdt = add_asset("USDT");
    parameters.usdt = usdt;
    board.asset_index.set(usdt.value, Price::whole(1), {});
  }

  // Every wallet counts it at `rate`; it has no price yet.
  AssetId add_asset(const std::string& name, Ratio rate = Ratio::whole(1)) {
    const AssetId id{static_cast<std::uint16_t>(parameters.assets.size())};
    model::Asset asset;
    asset.name = name;
    asset.spot_ratio = rate;
    asset.cross_collateral = model::flat(rate);
    asset.portfolio_collateral = model::flat(rate);
    parameters.assets.push_back(std::move(asset));
    return id;
  }
  // The same with a price, as margin index and asset index.
  AssetId add_asset(const std::string& name, Ratio rate, Price price) {
    const AssetId id = add_asset(name, rate);
    set_price(id, price);
    return id;
  }
  ContractId add_contract(const std::string& symbol, AssetId base, AssetId margin, Price mark) {
    const ContractId id{static_cast<std::uint16_t>(parameters.contracts.size())};
    const bool coin = base == margin;
    parameters.contracts.push_back(
        {symbol, coin ? model::ContractType::kCoinMargined : model::ContractType::kUsdMargined,
         base, margin, coin ? Amount::whole(100) : Amount{}, model::flat("0.01"_ratio)});
    board.mark.set(id.value, mark, {});
    return id;
  }
  void set_price(AssetId asset, Price price, Timestamp time = {}) {
    if (asset != usdt) board.margin_index.set(asset.value, price, time);
    board.asset_index.set(asset.value, price, time);
  }
  model::Asset& asset(AssetId id) { return parameters.assets[id.value]; }

  // Both of the member's wallets count; it has no margin wallet yet.
  model::Account& add_member(model::MemberType type = model::MemberType::kCollateral) {
    const Uid uid{static_cast<std::int64_t>(accounts.size()) + 1};
    unit.members.push_back({uid, type, true, true});
    model::Account& account = accounts.emplace_back();
    account.uid = uid;
    account.email = "member" + std::to_string(uid.value) + "@example.com";
    return account;
  }
  // A member that holds `free` of an asset in SPOT.
  model::Account& add_spot(AssetId asset, Amount free) {
    model::Account& account = add_member();
    account.spot.balances.push_back({asset, free, {}});
    return account;
  }
  void owe(AssetId asset, Amount principal, Amount interest = {}) {
    unit.liabilities.push_back({asset, principal, interest});
  }

  [[nodiscard]] std::vector<const model::Account*> pointers() const {
    std::vector<const model::Account*> list;
    for (const model::Account& account : accounts) list.push_back(&account);
    return list;
  }
  [[nodiscard]] Result<Assessment> assess() const {
    const auto list = pointers();
    return risk::assess({unit, list}, board, parameters);
  }
  // For scenes whose assessment succeeds.
  [[nodiscard]] Assessment assessed() const {
    auto assessment = assess();
    CHECK_MSG(assessment.has_value(), "the scene cannot be assessed");
    return std::move(*assessment);
  }
  // "" if the scene can be assessed, else "PRICE_MISSING BTC" or "VALUE_OVERFLOW".
  [[nodiscard]] std::string error() const {
    const auto assessment = assess();
    if (assessment) return {};
    std::string text(error_name(assessment.error().code));
    for (const std::string& argument : assessment.error().arguments) text += " " + argument;
    return text;
  }
  [[nodiscard]] std::optional<Timestamp> oldest_price() const {
    const auto list = pointers();
    return risk::oldest_price({unit, list}, board, parameters);
  }
  [[nodiscard]] bool has_old_price(Timestamp now) const {
    const auto list = pointers();
    return risk::has_old_price({unit, list}, board, parameters, now);
  }
  [[nodiscard]] std::optional<Limit> max_borrowable(AssetId asset) const {
    const auto list = pointers();
    return risk::max_borrowable({unit, list}, assessed(), board, parameters, asset);
  }
};

// Draws a whole scene: five assets, three contracts, every kind of wallet, some entries missing.
class RandomScene {
 public:
  explicit RandomScene(std::uint64_t seed) : random_(seed) {}

  Scene make() {
    make_assets();
    for (int i = 0; i < 3; ++i) add_member(model::MemberType::kCollateral);
    add_member(model::MemberType::kCredit);
    scene_.parameters.general.classic_maintenance_rate = random_.share();
    scene_.parameters.general.portfolio_loan_maintenance_rate = random_.share();
    for (std::uint16_t id = 0; id < scene_.parameters.assets.size(); ++id) {
      if (random_.chance(40)) scene_.owe(AssetId{id}, random_.amount(4), maybe(3));
    }
    return std::move(scene_);
  }

 private:
  Amount maybe(int digits) { return random_.chance(50) ? Amount{} : random_.amount(digits); }
  model::TierTable maybe_tiers() {
    return random_.chance(20) ? model::TierTable()
                              : model::random_tiers(random_, model::Slope::kFalling);
  }
  // From one cent on: a coin-margined position at a price of almost nothing would not fit.
  Price mark() { return Price::from_raw(random_.between(1'000'000, 10'000'000'000'000)); }
  Timestamp moment() { return Timestamp{random_.between(1'000, 9'000)}; }

  void make_assets() {
    for (const char* name : {"BTC", "ETH", "SOL", "TRX"}) {
      const AssetId id = scene_.add_asset(name);
      scene_.board.margin_index.set(id.value, random_.price(), moment());
      scene_.board.asset_index.set(id.value, random_.price(), moment());
    }
    scene_.board.asset_index.set(scene_.usdt.value, "1.0002"_price, moment());
    for (model::Asset& asset : scene_.parameters.assets) {
      if (random_.chance(30)) asset.spot_ratio.reset();
      asset.cross_collateral = maybe_tiers();
      asset.portfolio_collateral = maybe_tiers();
      if (random_.chance(50)) asset.cross_pro_brackets = maybe_tiers();
      if (random_.chance(30)) asset.portfolio_loan_maintenance_rate = random_.share();
    }
    scene_.add_contract("BTCUSDT", AssetId{1}, scene_.usdt, mark());
    scene_.add_contract("ETHUSDT", AssetId{2}, scene_.usdt, mark());
    scene_.add_contract("SOLUSD_PERP", AssetId{3}, AssetId{3}, mark());
    for (model::Contract& contract : scene_.parameters.contracts) contract.brackets = maybe_tiers();
    for (Timestamp& time : scene_.board.mark.time) time = moment();
  }

  void add_member(model::MemberType type) {
    model::Account& account = scene_.add_member(type);
    scene_.unit.members.back().enable_spot = random_.chance(80);
    scene_.unit.members.back().enable_margin = random_.chance(90);
    for (std::uint16_t id = 0; id < scene_.parameters.assets.size(); ++id) {
      if (random_.chance(50)) account.spot.balances.push_back({AssetId{id}, maybe(4), maybe(4)});
    }
    if (random_.chance(50)) {
      account.margin = cross_margin();
    } else if (random_.chance(80)) {
      account.margin = portfolio_margin();
    }
  }

  model::CrossMarginWallet cross_margin() {
    model::CrossMarginWallet wallet;
    if (random_.chance(40)) wallet.mode = model::MarginMode::kPro;
    for (std::uint16_t id = 0; id < scene_.parameters.assets.size(); ++id) {
      if (random_.chance(50)) continue;
      const model::CrossMarginBalance balance{AssetId{id}, maybe(5), maybe(3), maybe(3), maybe(2)};
      if (!model::is_zero(balance)) wallet.balances.push_back(balance);
    }
    return wallet;
  }
  model::PortfolioMarginWallet portfolio_margin() {
    model::PortfolioMarginWallet wallet;
    for (std::uint16_t id = 0; id < scene_.parameters.assets.size(); ++id) {
      if (random_.chance(50)) continue;
      model::PortfolioMarginBalance balance{AssetId{id}, maybe(5), maybe(3), maybe(3),
                                            maybe(2),    maybe(3), -maybe(3)};
      if (!model::is_zero(balance)) wallet.balances.push_back(balance);
    }
    for (std::uint16_t id = 0; id < scene_.parameters.contracts.size(); ++id) {
      if (random_.chance(50)) continue;
      const Amount contracts = Amount::whole(random_.between(1, 500));
      const bool is_short = random_.chance(50);
      wallet.positions.push_back(
          {ContractId{id}, model::PositionSide::kBoth, is_short ? -contracts : contracts, mark()});
    }
    return wallet;
  }

  Random random_;
  Scene scene_;
};

}  // namespace plimsoll::risk
