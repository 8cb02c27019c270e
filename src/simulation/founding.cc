// How a world begins.
#include "base/check.h"
#include "simulation/commands.h"

namespace plimsoll::simulation {
namespace {

constexpr const char* kAssets[] = {"BTC", "ETH", "PEPE", "SOL", "USDC", "USDT"};

model::TierTable tiers(Random& random) {
  std::vector<model::TierSlice> slices;
  Amount edge;
  Ratio rate = Ratio::from_raw(random.between(8000, 10'000));
  for (std::int64_t more = random.between(0, 3); more > 0; --more) {
    edge += Amount::whole(random.between(10'000, 1'000'000));
    slices.push_back({edge, rate});
    rate = Ratio::from_raw(rate.raw() * random.between(50, 100) / 100);
  }
  slices.push_back({{}, rate});
  auto table = model::TierTable::make(slices);
  CHECK(table.has_value());
  return std::move(*table);
}

model::Asset asset(Random& random, const char* name) {
  model::Asset asset;
  asset.name = name;
  if (random.chance(90)) asset.spot_ratio = Ratio::from_raw(random.between(7000, 10'000));
  asset.cross_collateral = tiers(random);
  asset.cross_borrow_ratio = Ratio::from_raw(random.between(8000, 10'000));
  asset.cross_transfer_out_ratio = Ratio::from_raw(random.between(8000, 10'000));
  asset.portfolio_collateral = tiers(random);
  if (random.chance(30)) asset.cross_pro_brackets = tiers(random);
  asset.daily_rate = Rate::from_raw(random.between(0, 20'000'000));
  asset.loanable = random.chance(80);
  asset.precision = random.chance(70) ? 8 : random.between(0, 7);
  return asset;
}

void add_contract(std::vector<book::Command>& commands, Random& random, const char* symbol,
                  std::uint16_t base, std::uint16_t margin) {
  model::Contract contract;
  contract.symbol = symbol;
  contract.base_asset = AssetId{base};
  contract.margin_asset = AssetId{margin};
  if (base == margin) {
    contract.type = model::ContractType::kCoinMargined;
    contract.contract_size = Amount::whole(100);
  }
  auto brackets = model::TierTable::make({{{}, Ratio::from_raw(random.between(20, 500))}});
  CHECK(brackets.has_value());
  contract.brackets = std::move(*brackets);
  commands.emplace_back(book::DefineContract{contract});
}

void add_accounts(std::vector<book::Command>& commands, Random& random, Uid parent) {
  const auto email = [](Uid uid) { return "a" + std::to_string(uid.value) + "@example.com"; };
  commands.emplace_back(book::CreateAccount{parent, email(parent), {}});
  for (std::int64_t i = 1; i <= random.between(3, 6); ++i) {
    const Uid uid{parent.value * 10 + i};
    commands.emplace_back(book::CreateAccount{uid, email(uid), parent, random.chance(5)});
    model::SpotWallet spot;
    for (std::uint16_t id = 0; id < std::size(kAssets); ++id) {
      if (random.chance(40)) {
        spot.balances.push_back({AssetId{id}, Amount::whole(random.between(1, 100)), {}});
      }
    }
    commands.emplace_back(book::UpdateWallet{uid, spot});
    const AssetId usdt{5};
    if (random.chance(55)) {
      model::CrossMarginWallet cross;
      if (random.chance(20)) cross.mode = model::MarginMode::kPro;
      cross.balances = {{usdt, Amount::whole(random.between(10, 100'000)), {}, {}, {}}};
      commands.emplace_back(book::UpdateWallet{uid, cross});
    } else if (random.chance(80)) {
      model::PortfolioMarginWallet portfolio;
      portfolio.balances = {{usdt, Amount::whole(random.between(10, 100'000)), {}, {}, {}, {}, {}}};
      commands.emplace_back(book::UpdateWallet{uid, portfolio});
    }
  }
}

}  // namespace

std::vector<book::Command> founding_commands(Random& random, Timestamp now) {
  std::vector<book::Command> commands{book::SetParameters{}, book::StartInterest{now}};
  for (const char* name : kAssets) commands.emplace_back(book::DefineAsset{asset(random, name)});
  add_contract(commands, random, "BTCUSDT", 0, 5);
  add_contract(commands, random, "ETHUSDC", 1, 4);
  add_contract(commands, random, "BTCUSD_PERP", 0, 0);
  for (std::uint16_t id = 0; id < std::size(kAssets); ++id) {
    commands.emplace_back(
        book::FundPool{AssetId{id}, Amount::whole(random.between(1, 10'000'000))});
  }
  for (std::int64_t parent = 1; parent <= random.between(1, 3); ++parent) {
    add_accounts(commands, random, Uid{parent});
  }
  return commands;
}

}  // namespace plimsoll::simulation
