#include "simulation/commands.h"

#include <algorithm>

#include "base/limits.h"

namespace plimsoll::simulation {
namespace {

constexpr Uid kNobody{777'777};
constexpr GroupId kNoUnit{777'777};

template <class Map>
auto key_of(const Map& map, Random& random) {
  auto place = map.begin();
  std::advance(place, static_cast<std::ptrdiff_t>(random.index(map.size())));
  return place->first;
}

}  // namespace

book::Command Commands::next() {
  const std::int64_t kind = random_.between(1, 1000);
  if (kind <= 8) return set_parameters();
  if (kind <= 18) return define_asset();
  if (kind <= 24) return define_contract();
  if (kind <= 60) return create_account();
  if (kind <= 75) return book::SetFrozenAmount{uid(), amount(AssetId{0}, 1'000'000)};
  if (kind <= 112) return key();
  if (kind <= 122) return operators();
  if (kind <= 126) return reseal();
  if (kind <= 190) return update_wallet();
  if (kind <= 290) return adjust_wallet();
  if (kind <= 350) return create_unit();
  if (kind <= 400) return edit_member();
  if (kind <= 430) return close_unit();
  if (kind <= 455) return set_liability();
  if (kind <= 480) return set_lines();
  if (kind <= 520) return fund();
  if (kind <= 545) return book::ChangeRebate{parent(), amount(AssetId{5}, 1'000)};
  if (kind <= 670) return borrow();
  if (kind <= 760) return repay();
  if (kind <= 820) return transfer_out();
  if (kind <= 860) return settle();
  if (kind <= 940) return transfer();
  if (kind <= 990) return report_fill();
  if (kind <= 995) return market_.all(book_, book_.time);
  Timestamp from = book_.time + random_.between(-10'000'000, 10'000'000);
  if (random_.chance(30)) from.ms = random_.chance(50) ? -1 : INT64_MAX;
  return book::StartInterest{from};
}

// --- What commands are made of

AssetId Commands::asset() {
  const auto count = static_cast<std::int64_t>(book_.parameters.assets.size());
  if (random_.per_mille(15)) return AssetId{static_cast<std::uint16_t>(count)};
  return AssetId{static_cast<std::uint16_t>(random_.between(0, count - 1))};
}

ContractId Commands::contract() {
  const auto count = static_cast<std::int64_t>(book_.parameters.contracts.size());
  if (random_.per_mille(15)) return ContractId{static_cast<std::uint16_t>(count)};
  return ContractId{static_cast<std::uint16_t>(random_.between(0, count - 1))};
}

Uid Commands::uid() { return random_.per_mille(15) ? kNobody : key_of(book_.accounts, random_); }

Uid Commands::parent() {
  if (random_.per_mille(30)) return uid();
  const auto& account = book_.accounts.at(key_of(book_.accounts, random_));
  return account->parent.value_or(account->uid);
}

template <class Has>
const model::RiskUnit* Commands::unit_with(Has has) {
  std::vector<const model::RiskUnit*> found;
  for (const auto& [id, unit] : book_.units) {
    if (unit->is_active() && has(*unit)) found.push_back(unit.get());
  }
  return found.empty() ? nullptr : random_.one_of(found);
}

GroupId Commands::unit() {
  if (book_.units.empty() || random_.per_mille(15)) return kNoUnit;
  const auto* active = unit_with([](const auto&) { return true; });
  if (active != nullptr && random_.chance(85)) return active->id;
  return key_of(book_.units, random_);
}

Uid Commands::member(const model::RiskUnit& unit) {
  return random_.per_mille(30) ? uid() : random_.one_of(unit.members).account;
}

Amount Commands::spoilt(Amount sound) {
  switch (random_.between(1, 7)) {
    case 1: return {};
    case 2: return -sound;
    case 3: return Amount::from_raw(Amount::kMaxRaw);
    case 4: return Amount::overflowed();
    case 5: return Amount::whole(kMaxAmount) + Amount::from_raw(1);
    case 6: return Amount::from_raw(1);
    default: return Amount::whole(kMaxAmount);
  }
}

Amount Commands::amount(AssetId asset, std::int64_t dollars) {
  Amount sound = random_.amount(4);
  if (asset.value < book_.parameters.assets.size()) {
    const model::Asset& known = book_.parameters.asset(asset);
    const Price price = market_.price_of(book_.parameters, asset);
    const Int128 raw = Int128{random_.between(1, dollars * 100)} * (power_of_ten(16) / 100) /
                       std::max<std::int64_t>(price.raw(), 1);
    sound = Amount::from_raw(std::max<Int128>(raw, 1));
    if (!random_.per_mille(20)) {
      const Int128 grid = power_of_ten(Amount::kDecimals - static_cast<int>(known.precision));
      sound = Amount::from_raw((sound.raw() + grid - 1) / grid * grid);
    }
  }
  if (random_.per_mille(25)) return spoilt(sound);
  if (wild_ && random_.chance(15)) return Amount::whole(kMaxAmount);
  return sound;
}

// --- The lender's

book::Command Commands::set_parameters() {
  model::GeneralParameters general;
  general.preset_limit =
      wild_ ? Amount::whole(kMaxAmount) : Amount::whole(random_.between(1'000, 100'000'000));
  general.max_collateral_accounts = random_.between(2, 12);
  general.slippage = Ratio::from_raw(random_.between(0, 1'000));
  if (random_.chance(50)) general.liquidation_fee_rate = Ratio::from_raw(random_.between(0, 900));
  if (random_.chance(50)) general.lines.cure_ms = random_.between(0, 7'200'000);
  if (random_.chance(30))
    general.lines.stop_liquidation = Ratio::from_raw(random_.between(1, 8'000));
  if (random_.chance(30)) general.lines.instant_liquidation = Ratio::from_raw(9'500);
  if (random_.chance(10)) general.lines.warning = Ratio::from_raw(random_.between(1, 12'000));
  general.external_seller = random_.chance(35);
  general.external_settlement = random_.chance(45);
  general.clamp_transfer_out = random_.chance(50);
  general.accept_cross_margin_pro = random_.chance(50);
  general.check_spot_transfer = random_.chance(80);
  general.accrue_member_loans = random_.chance(80);
  general.quiet_ms = random_.between(0, 120'000);
  general.request_memory_ms = random_.between(0, 86'400'000);
  if (random_.chance(60)) general.liquidation_price_age_ms = random_.between(1, 600'000);
  if (random_.per_mille(50)) general.quiet_ms = INT64_MAX;
  general.rounding.ltv = static_cast<Rounding>(random_.between(0, 2));
  return book::SetParameters{general};
}

book::Command Commands::define_asset() {
  if (random_.chance(15)) {
    model::Asset fresh;
    fresh.name = random_.chance(50) ? "NEW" + std::to_string(random_.between(1, 5)) : "no name";
    return book::DefineAsset{fresh};
  }
  const AssetId id = asset();
  model::Asset changed;
  if (id.value < book_.parameters.assets.size()) changed = book_.parameters.asset(id);
  if (random_.chance(20)) changed.spot_ratio = random_.share();
  if (random_.chance(30)) changed.cross_borrow_ratio = random_.share();
  if (random_.chance(30)) changed.loanable = !changed.loanable;
  if (random_.chance(30)) changed.daily_rate = Rate::from_raw(random_.between(-10, 100'000'000));
  if (random_.chance(10)) changed.daily_rate = Rate::whole(random_.between(0, 2));
  if (random_.chance(10)) changed.precision = random_.between(-1, 9);
  return book::DefineAsset{changed};
}

book::Command Commands::define_contract() {
  model::Contract changed;
  const ContractId id = contract();
  if (id.value < book_.parameters.contracts.size()) changed = book_.parameters.contract(id);
  if (random_.chance(30)) changed.contract_size = amount(AssetId{5}, 1'000);
  if (random_.chance(20)) changed.base_asset = asset();
  auto brackets = model::TierTable::make({{{}, random_.share()}});
  if (brackets && random_.chance(50)) changed.brackets = std::move(*brackets);
  return book::DefineContract{changed};
}

book::Command Commands::create_account() {
  const Uid by = parent();
  // A small world: places run out, and then every new account is one that exists.
  const Uid uid{random_.per_mille(20) ? 0 : by.value * 10 + random_.between(1, 9)};
  std::string email = "a" + std::to_string(uid.value) + "@example.com";
  if (random_.per_mille(20)) email = "no email";
  return book::CreateAccount{uid, std::move(email), by, random_.chance(5)};
}

book::Command Commands::key() {
  const std::string name = "key" + std::to_string(random_.between(1, 12));
  if (random_.chance(50)) return book::RevokeApiKey{name};
  book::CreateApiKey command;
  command.key.key = random_.per_mille(20) ? "" : name;
  command.key.account = uid();
  command.key.permissions.trade = random_.chance(50);
  command.key.allowed_addresses = {"10.0.0.0/8"};
  command.key.label = "simulated";
  command.key.material = "sealed" + std::to_string(random_.next());
  return command;
}

book::Command Commands::operators() {
  const std::string id = "op" + std::to_string(random_.between(1, 5));
  if (random_.chance(50)) return book::RevokeOperator{id};
  book::CreateOperator command;
  command.who.id = id;
  command.who.name = random_.chance(10) ? "" : "the name of " + id;
  command.who.role = static_cast<model::OperatorRole>(random_.between(0, 2));
  command.who.token_hash = "hash" + std::to_string(random_.next());
  if (random_.chance(30)) command.who.expires = book_.time + random_.between(-1'000, 1'000'000);
  return command;
}

book::Command Commands::reseal() {
  book::ResealSecrets command;
  for (const auto& [name, key] : book_.keys) {
    if (random_.chance(10)) continue;  // one is forgotten: refused
    command.secrets.push_back({name, "sealed anew " + std::to_string(random_.next())});
  }
  return command;
}

book::Command Commands::create_unit() {
  book::CreateUnit command{GroupId{random_.between(1, 400)}, parent(), {}, {}, {}, {}};
  for (const auto& [uid, account] : book_.accounts) {
    const bool fits = account->parent == command.parent && !account->unit;
    if ((!fits && !random_.per_mille(20)) || random_.chance(35)) continue;
    const bool takes_loan = command.members.empty();
    if (takes_loan && !account->has_margin_wallet()) continue;
    command.members.push_back(
        {uid, takes_loan ? model::MemberType::kCredit : model::MemberType::kCollateral,
         random_.chance(70), account->has_margin_wallet() || random_.per_mille(20)});
    if (command.members.size() >= 3 && random_.chance(50)) break;
  }
  if (random_.chance(20))
    command.lines.margin_call = Ratio::from_raw(random_.between(7'000, 9'300));
  if (random_.chance(5)) command.closed = Timestamp{random_.chance(80) ? book_.time.ms : -5};
  return command;
}

book::Command Commands::set_lines() {
  book::SetUnitLines command{unit(), {}};
  if (random_.chance(50)) command.lines.cure_ms = random_.between(0, 7'200'000);
  if (random_.chance(30)) command.lines.stop_liquidation = Ratio::from_raw(4'000);
  if (random_.chance(30)) command.lines.instant_liquidation = Ratio::from_raw(9'500);
  if (random_.chance(30))
    command.lines.liquidation = Ratio::from_raw(random_.between(8'000, 11'000));
  if (random_.per_mille(30)) command.lines.cure_ms = INT64_MAX;
  return command;
}

book::Command Commands::set_liability() {
  const AssetId owed = asset();
  return book::SetLiability{unit(), {owed, maybe(amount(owed, 20'000)), maybe(amount(owed, 100))}};
}

book::Command Commands::fund() {
  const AssetId into = asset();
  const Amount by = amount(into, 1'000'000);
  return book::FundPool{into, random_.chance(75) ? by : -by};
}

book::AnyWallet Commands::wallet(const model::Account* account) {
  const AssetId first = asset();
  const AssetId second = asset();
  const auto some = [&](AssetId id, std::int64_t dollars) { return amount(id, dollars); };
  const bool cross = account != nullptr && random_.chance(95)
                         ? std::holds_alternative<model::CrossMarginWallet>(account->margin)
                         : random_.chance(50);
  if (random_.chance(35)) {
    return model::SpotWallet{{{first, maybe(some(first, 50'000)), maybe(some(first, 1'000))},
                              {second, maybe(some(second, 50'000)), {}}}};
  }
  if (cross) {
    return model::CrossMarginWallet{
        random_.chance(80) ? model::MarginMode::kClassic : model::MarginMode::kPro,
        {{first, maybe(some(first, 50'000)), maybe(some(first, 1'000)), maybe(some(first, 5'000)),
          maybe(some(first, 10))},
         {second, some(second, 20'000), {}, {}, {}}}};
  }
  model::PortfolioMarginWallet held;
  held.balances = {
      {first, maybe(some(first, 50'000)), maybe(some(first, 1'000)), maybe(some(first, 5'000)),
       maybe(some(first, 10)), maybe(some(first, 1'000)), maybe(-some(first, 500))},
      {second, some(second, 20'000), {}, {}, {}, {}, {}}};
  if (random_.chance(60)) {
    const Amount whole = Amount::whole(random_.between(-40, 40));
    held.positions.push_back({contract(), static_cast<model::PositionSide>(random_.between(0, 2)),
                              random_.per_mille(20) ? spoilt(whole) : whole,
                              random_.per_mille(20)
                                  ? Price::from_raw(Price::kMaxRaw)
                                  : market_.price_of(book_.parameters, AssetId{0})});
  }
  return held;
}

book::Command Commands::update_wallet() {
  const Uid whose = uid();
  return book::UpdateWallet{whose, wallet(book_.find_account(whose))};
}

book::Command Commands::adjust_wallet() {
  const Uid whose = uid();
  return book::AdjustWallet{whose, wallet(book_.find_account(whose))};
}

book::Command Commands::report_fill() {
  const auto* found =
      unit_with([](const auto& it) { return it.liquidation && it.liquidation->order.has_value(); });
  if (found == nullptr) return book::ReportFill{unit(), 1, Amount::whole(1), Amount::whole(1)};
  const model::SaleOrder& order = *found->liquidation->order;
  if (random_.chance(10)) return book::ReportFill{found->id, order.id, {}, {}};
  Amount sold = order.quantity;
  if (random_.chance(40)) sold = std::min(sold, random_.amount(5));
  const std::int64_t id = random_.per_mille(30) ? order.id + 1 : order.id;
  return book::ReportFill{found->id, id, sold, amount(order.buy, 20'000)};
}

book::Command Commands::settle() {
  const auto* found = unit_with([](const auto& it) { return it.pending.has_value(); });
  if (found == nullptr) return book::SettleTransfer{unit(), 1, true};
  const std::int64_t id = random_.per_mille(30) ? 0 : found->pending->id;
  return book::SettleTransfer{found->id, id, random_.chance(60)};
}

// --- The client's

book::Command Commands::borrow() {
  const auto* found = unit_with([](const auto&) { return true; });
  const AssetId what = asset();
  const Amount much = amount(what, random_.chance(50) ? 2'000 : 60'000);
  if (found == nullptr) return book::Borrow{unit(), uid(), what, much};
  const Uid by = random_.per_mille(30) ? member(*found) : found->credit()->account;
  return book::Borrow{found->id, by, what, much};
}

book::Command Commands::repay() {
  const auto* found = unit_with([](const auto& it) { return !it.liabilities.empty(); });
  const auto from = random_.chance(80) ? book::RepayFrom::kMargin : book::RepayFrom::kSpot;
  if (found == nullptr) return book::Repay{unit(), uid(), asset(), Amount::whole(1), from};
  const AssetId what = random_.chance(90) ? random_.one_of(found->liabilities).asset : asset();
  const Amount owed = found->owed(what).principal + found->owed(what).interest;
  const Amount much = random_.chance(30) && owed.is_positive() ? owed : amount(what, 5'000);
  return book::Repay{found->id, found->credit()->account, what, much, from};
}

book::Command Commands::transfer() {
  const Uid by = parent();
  const auto end = [&] {
    Uid whose = random_.chance(30) ? by : uid();
    for (int tries = 0; tries < 4 && random_.chance(95); ++tries) {
      const model::Account* account = book_.find_account(whose);
      if (account != nullptr && (whose == by || account->parent == by)) break;
      whose = uid();
    }
    return book::TransferEnd{
        whose, random_.chance(65) ? book::TransferWallet::kSpot : book::TransferWallet::kMargin};
  };
  const AssetId what = asset();
  return book::Transfer{
      by, end(), end(), what, amount(what, 2'000), "t" + std::to_string(random_.between(1, 99))};
}

book::Command Commands::transfer_out() {
  const auto* found = unit_with([](const auto&) { return true; });
  const AssetId what = random_.chance(50) ? AssetId{5} : asset();
  const Amount much = amount(what, 500);
  if (found == nullptr) return book::TransferOut{parent(), uid(), what, much};
  return book::TransferOut{found->parent, member(*found), what, much};
}

book::Command Commands::edit_member() {
  const auto* found = unit_with([](const auto&) { return true; });
  book::EditMember command{unit(), uid(), random_.chance(80), random_.chance(60)};
  if (found != nullptr && random_.chance(80)) {
    command.unit = found->id;
    command.account = random_.chance(50) ? member(*found) : uid();
    if (random_.chance(50)) command.parent = found->parent;
  }
  return command;
}

book::Command Commands::close_unit() {
  const auto* found = unit_with([](const auto& it) { return it.liabilities.empty(); });
  if (found == nullptr || random_.chance(30)) return book::CloseUnit{unit()};
  book::CloseUnit command{found->id};
  if (random_.chance(50)) command.account = found->credit()->account;
  return command;
}

}  // namespace plimsoll::simulation
