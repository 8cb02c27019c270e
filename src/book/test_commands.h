// For tests: an endless stream of commands of every kind, most of which a book made by them
// accepts. The same seed gives the same stream for the same book.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "book/testing.h"

namespace plimsoll::book {

class RandomCommands {
 public:
  explicit RandomCommands(std::uint64_t seed) : random_(seed) {}

  // A command for `book` as it is now. On an empty book the first ones define assets and accounts.
  Command next(const Book& book) {
    if (book.parameters.assets.size() < 4) return define_asset();
    if (book.parameters.contracts.size() < 2) return define_contract(book);
    if (book.accounts.size() < 6) return create_account(book);
    if (random_.chance(55)) return of_the_loan(book);
    switch (random_.between(1, 31)) {
      case 1: return define_asset();
      case 2: return define_contract(book);
      case 3: return set_parameters();
      case 4: return create_account(book);
      case 5:
        if (random_.chance(20)) return StartInterest{book.time};
        return SetFrozenAmount{uid(book), random_.amount(4)};
      case 6: return create_api_key(book);
      case 7: return RevokeApiKey{key_name()};
      case 8: return CloseUnit{unit(book)};
      case 9:
      case 10:
      case 11: return create_unit(book);
      case 12:
      case 13: return EditMember{unit(book), uid(book), random_.chance(80), random_.chance(50)};
      case 14:
      case 15:
      case 16: return SetLiability{unit(book), {asset(book), maybe(), maybe()}};
      case 17:
      case 18:
      case 19:
      case 20: return AdjustWallet{uid(book), wallet(book)};
      case 21:
      case 22:
      case 23:
      case 24:
      case 25: return UpdateWallet{uid(book), wallet(book)};
      case 26:
        if (random_.chance(40)) return RevokeOperator{operator_id()};
        return create_operator();
      default: return update_prices(book);
    }
  }

  Random& random() { return random_; }

  // Every HMAC key's secret, now and then without one of them.
  ResealSecrets reseal_secrets(const Book& book) {
    ResealSecrets command;
    for (const auto& [name, key] : book.keys) {
      const bool sealed = key->type == KeyType::kHmac && !random_.chance(3);
      if (sealed) command.secrets.push_back({name, "sealed" + key_name()});
    }
    return command;
  }

 private:
  Command create_api_key(const Book& book) {
    if (random_.chance(20)) return reseal_secrets(book);
    model::ApiKey key = api_key(key_name(), uid(book));
    if (random_.chance(30)) key.expires = book.time + random_.between(-1, 100'000);
    if (random_.chance(30)) key.type = KeyType::kEd25519;
    return CreateApiKey{std::move(key)};
  }
  Amount maybe() { return random_.chance(40) ? Amount{} : random_.amount(4); }
  model::TierTable maybe_tiers() {
    return random_.chance(20) ? model::TierTable()
                              : model::random_tiers(random_, model::Slope::kAny);
  }
  std::string key_name() { return "key" + std::to_string(random_.between(1, 8)); }
  std::string operator_id() { return "op" + std::to_string(random_.between(1, 5)); }
  Command create_operator() {
    const std::string id = operator_id();
    CreateOperator command{operator_named(id, "name of " + id)};
    command.who.role = static_cast<model::OperatorRole>(random_.between(0, 2));
    if (random_.chance(30)) command.who.expires = kNow + random_.between(0, 1'000'000);
    return command;
  }
  AssetId asset(const Book& book) {
    // Now and then one that is not there.
    const auto count = static_cast<std::int64_t>(book.parameters.assets.size());
    return AssetId{
        static_cast<std::uint16_t>(random_.between(0, random_.chance(3) ? count : count - 1))};
  }
  template <class Map>
  auto key_of(const Map& map) {
    auto place = map.begin();
    std::advance(place, random_.between(0, static_cast<std::int64_t>(map.size()) - 1));
    return place->first;
  }
  Uid uid(const Book& book) { return random_.chance(3) ? Uid{77'777} : key_of(book.accounts); }
  GroupId unit(const Book& book) {
    return book.units.empty() || random_.chance(3) ? GroupId{77'777} : key_of(book.units);
  }

  // --- The loan

  Amount positive() { return random_.amount(4); }
  Amount signed_amount() { return random_.chance(75) ? positive() : -random_.amount(2); }
  // A unit that has what is asked for, if there is one.
  template <class Has>
  const model::RiskUnit* unit_with(const Book& book, Has has) {
    std::vector<const model::RiskUnit*> found;
    for (const auto& [id, unit] : book.units) {
      if (unit->is_active() && has(*unit)) found.push_back(unit.get());
    }
    return found.empty() ? nullptr : random_.one_of(found);
  }
  Uid member(const model::RiskUnit& unit) { return random_.one_of(unit.members).account; }
  Uid parent(const Book& book) {
    const auto& some = book.accounts.at(key_of(book.accounts));
    return some->parent.value_or(some->uid);
  }

  Command of_the_loan(const Book& book) {
    const auto any = [](const model::RiskUnit&) { return true; };
    const model::RiskUnit* unit = unit_with(book, any);
    switch (random_.between(1, unit == nullptr ? 3 : 16)) {
      case 1: return FundPool{asset(book), signed_amount()};
      case 2: return ChangeRebate{parent(book), signed_amount()};
      case 3: return transfer(book);
      case 4:
      case 5:
      case 6: return Borrow{unit->id, unit->credit()->account, asset(book), random_.amount(2)};
      case 7:
        return Repay{unit->id, unit->credit()->account, asset(book), positive(),
                     random_.chance(70) ? RepayFrom::kMargin : RepayFrom::kSpot};
      case 8:
      case 9: return TransferOut{unit->parent, member(*unit), asset(book), random_.amount(2)};
      case 10: return settle(book);
      case 11: return set_lines(*unit);
      case 12: {
        const Uid to = member(*unit);
        return Transfer{unit->parent,
                        {member(*unit), TransferWallet::kMargin},
                        {to, TransferWallet::kMargin},
                        asset(book),
                        random_.amount(2),
                        "id"};
      }
      case 13: return UpdateWallet{member(*unit), wallet(book)};
      case 14: return SetLiability{unit->id, {asset(book), random_.amount(5), maybe()}};
      default: return report(book);
    }
  }
  Command transfer(const Book& book) {
    const Uid by = parent(book);
    const auto end = [&] {
      return TransferEnd{random_.chance(30) ? by : uid(book),
                         random_.chance(70) ? TransferWallet::kSpot : TransferWallet::kMargin};
    };
    return Transfer{by, end(), end(), asset(book), random_.amount(3), {}};
  }
  Command settle(const Book& book) {
    const auto* unit = unit_with(book, [](const auto& it) { return it.pending.has_value(); });
    if (unit == nullptr) return SettleTransfer{this->unit(book), 1, true};
    return SettleTransfer{unit->id, unit->pending->id, random_.chance(60)};
  }
  Command report(const Book& book) {
    const auto* unit = unit_with(
        book, [](const auto& it) { return it.liquidation && it.liquidation->order.has_value(); });
    if (unit == nullptr) return ReportFill{this->unit(book), 1, positive(), positive()};
    const model::SaleOrder& order = *unit->liquidation->order;
    if (random_.chance(20)) return ReportFill{unit->id, order.id, {}, {}};
    const Amount sold = random_.chance(60) ? order.quantity : std::min(order.quantity, positive());
    return ReportFill{unit->id, order.id, sold, positive()};
  }
  Command set_lines(const model::RiskUnit& unit) {
    SetUnitLines command{unit.id, {}};
    if (random_.chance(50)) command.lines.cure_ms = random_.between(0, 100'000);
    if (random_.chance(30)) command.lines.stop_liquidation = "0.4"_ratio;
    if (random_.chance(30)) command.lines.instant_liquidation = "0.95"_ratio;
    return command;
  }

  Command define_asset() {
    model::Asset asset;
    asset.name = random_.one_of<std::string>({"BTC", "ETH", "SOL", "USDC", "USDT", "TRX"});
    if (random_.chance(70)) asset.spot_ratio = random_.share();
    asset.cross_collateral = maybe_tiers();
    asset.cross_borrow_ratio = random_.share();
    asset.cross_transfer_out_ratio = random_.share();
    asset.cross_pro_brackets = maybe_tiers();
    asset.portfolio_collateral = maybe_tiers();
    if (random_.chance(30)) asset.portfolio_loan_maintenance_rate = random_.share();
    if (random_.chance(50)) asset.daily_rate = Rate::from_raw(random_.between(0, 1'000'000'000));
    asset.loanable = random_.chance(70);
    return DefineAsset{asset};
  }
  Command define_contract(const Book& book) {
    model::Contract contract;
    contract.symbol = random_.one_of<std::string>({"BTCUSDT", "ETHUSDT", "BTCUSD_PERP"});
    contract.base_asset = asset(book);
    contract.margin_asset = asset(book);
    if (contract.symbol == "BTCUSD_PERP") {
      contract.type = model::ContractType::kCoinMargined;
      contract.margin_asset = contract.base_asset;
      contract.contract_size = "100"_amount;
    }
    contract.brackets = maybe_tiers();
    return DefineContract{contract};
  }
  Command set_parameters() {
    model::GeneralParameters general;
    general.preset_limit = random_.amount(10);
    general.max_collateral_accounts = random_.between(2, 12);
    general.slippage = Ratio::from_raw(random_.between(0, 3000));
    if (random_.chance(50)) general.liquidation_fee_rate = Ratio::from_raw(random_.between(0, 900));
    if (random_.chance(30)) general.lines.cure_ms = random_.between(0, 100'000);
    general.external_seller = random_.chance(25);
    general.external_settlement = random_.chance(40);
    general.clamp_transfer_out = random_.chance(70);
    general.accrue_member_loans = random_.chance(80);
    general.quiet_ms = random_.between(0, 10'000);
    general.rounding.ltv = static_cast<Rounding>(random_.between(0, 2));
    return SetParameters{general};
  }
  Command create_account(const Book& book) {
    const Uid uid{random_.between(1, 60)};
    std::optional<Uid> parent;
    if (!book.accounts.empty() && random_.chance(85)) {
      const auto& known = book.accounts.at(key_of(book.accounts));
      parent = known->parent.value_or(known->uid);
    }
    return CreateAccount{uid, "a" + std::to_string(uid.value) + "@example.com", parent};
  }
  Command create_unit(const Book& book) {
    CreateUnit command{GroupId{random_.between(1, 200)}, {}, {}, {}, {}, {}};
    const auto& some = book.accounts.at(key_of(book.accounts));
    command.parent = some->parent.value_or(some->uid);
    for (const auto& [uid, account] : book.accounts) {
      if (account->parent != command.parent || account->unit || random_.chance(30)) continue;
      const bool takes_loan = command.members.empty();
      command.members.push_back(
          {uid, takes_loan ? model::MemberType::kCredit : model::MemberType::kCollateral,
           random_.chance(70), account->has_margin_wallet()});
    }
    if (random_.chance(20)) command.lines.margin_call = "0.78"_ratio;
    if (random_.chance(20)) command.closed = book.time;
    return command;
  }
  AnyWallet wallet(const Book& book) {
    switch (random_.between(1, 3)) {
      case 1: return spot({{asset(book), maybe(), maybe()}});
      case 2: return cross({{asset(book), maybe(), maybe(), maybe(), maybe()}});
      default:
        return portfolio(
            {{asset(book), maybe(), maybe(), maybe(), maybe(), -maybe(), maybe()}},
            {{ContractId{static_cast<std::uint16_t>(random_.between(0, 1))},
              model::PositionSide::kBoth, Amount::whole(random_.between(-9, 9)), random_.price()}});
    }
  }
  Command update_prices(const Book& book) {
    UpdatePrices update;
    for (std::int64_t i = random_.between(1, 4); i > 0; --i) {
      const auto kind = static_cast<model::PriceKind>(random_.between(0, 2));
      const std::uint16_t index = kind == model::PriceKind::kMark
                                      ? static_cast<std::uint16_t>(random_.between(0, 1))
                                      : asset(book).value;
      const bool is_one = kind == model::PriceKind::kMarginIndex &&
                          book.parameters.usdt == AssetId{index} && random_.chance(95);
      if (!is_one) update.prices.push_back({kind, index, random_.price(), book.time});
    }
    return update;
  }

  Random random_;
};

}  // namespace plimsoll::book
