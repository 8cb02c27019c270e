// For tests: a small book with one of everything, and what an event changed in it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/testing.h"
#include "book/verbs.h"
#include "model/testing.h"

namespace plimsoll::book {

// What is in the book. Ids are places in the order of definition.
inline constexpr Timestamp kNow{1'752'137'105'623};
inline constexpr AssetId kBtc{0};
inline constexpr AssetId kEth{1};
inline constexpr AssetId kUsdc{2};
inline constexpr AssetId kUsdt{3};
inline constexpr AssetId kNoAsset{99};
inline constexpr ContractId kBtcUsdt{0};
inline constexpr ContractId kBtcPerp{1};  // COIN-M, 100 USD
inline constexpr ContractId kNoContract{99};
inline constexpr Uid kParent{1};
inline constexpr Uid kCredit{11};      // PORTFOLIO_MARGIN; in kUnit, margin wallet only
inline constexpr Uid kCollateral{12};  // CROSS_MARGIN; in kUnit, SPOT only
inline constexpr Uid kBare{13};        // no margin wallet; in no unit
inline constexpr Uid kFree{14};        // CROSS_MARGIN; in no unit
inline constexpr Uid kLoose{15};       // PORTFOLIO_MARGIN; in no unit
inline constexpr Uid kStranger{2};     // another parent
inline constexpr Uid kForeign{21};     // its sub-account, CROSS_MARGIN
inline constexpr Uid kNobody{99};
inline constexpr GroupId kUnit{5};
inline constexpr GroupId kNoUnit{99};

// Decides and applies; a refusal fails the test.
inline Event accept(Book& book, const Command& command) {
  auto event = decide(book, command);
  if (!event) {
    ADD_FAILURE() << "refused: " << describe(event.error());
    return {};
  }
  book::apply(book, *event);
  return std::move(*event);
}
template <class Outcome>
Outcome accept(Book& book, const Command& command) {
  return std::get<Outcome>(accept(book, command));
}

// The name of the error, "" when the command is accepted.
inline std::string refusal(const Book& book, const Command& command) {
  const auto event = decide(book, command);
  return event ? "" : std::string(error_name(event.error().code));
}

inline model::SpotWallet spot(std::vector<model::SpotBalance> balances) {
  return {std::move(balances)};
}
inline model::CrossMarginWallet cross(std::vector<model::CrossMarginBalance> balances) {
  return {model::MarginMode::kClassic, std::move(balances)};
}
inline model::PortfolioMarginWallet portfolio(std::vector<model::PortfolioMarginBalance> balances,
                                              std::vector<model::Position> positions = {}) {
  return {std::move(balances), std::move(positions)};
}

inline model::Operator operator_named(std::string id, std::string name) {
  model::Operator who;
  who.id = std::move(id);
  who.name = std::move(name);
  who.token_hash = "hash of the token of " + who.id;
  return who;
}
inline model::ApiKey api_key(std::string name, Uid account, std::optional<Timestamp> expires = {}) {
  model::ApiKey key;
  key.key = std::move(name);
  key.account = account;
  key.material = "material";
  key.expires = expires;
  return key;
}

// What makes the book out of an empty one.
inline std::vector<Command> book_commands() {
  std::vector<Command> commands{SetParameters{}};
  for (const char* name : {"BTC", "ETH", "USDC", "USDT"}) {
    model::Asset asset;
    asset.name = name;
    asset.spot_ratio = "1"_ratio;
    asset.cross_collateral = model::flat("0.95"_ratio);
    asset.portfolio_collateral = model::flat("0.9"_ratio);
    commands.emplace_back(DefineAsset{asset});
  }
  commands.emplace_back(DefineContract{
      {"BTCUSDT", model::ContractType::kUsdMargined, kBtc, kUsdt, {}, model::flat("0.01"_ratio)}});
  commands.emplace_back(DefineContract{{"BTCUSD_PERP", model::ContractType::kCoinMargined, kBtc,
                                        kBtc, "100"_amount, model::flat("0.01"_ratio)}});
  // Everything costs 100.
  UpdatePrices prices;
  for (const AssetId asset : {kBtc, kEth, kUsdc, kUsdt}) {
    if (asset != kUsdt) {
      prices.prices.push_back({model::PriceKind::kMarginIndex, asset.value, "100"_price, kNow});
    }
    prices.prices.push_back({model::PriceKind::kAssetIndex, asset.value, "100"_price, kNow});
  }
  for (const ContractId contract : {kBtcUsdt, kBtcPerp}) {
    prices.prices.push_back({model::PriceKind::kMark, contract.value, "100"_price, kNow});
  }
  commands.emplace_back(prices);

  const auto add = [&](Uid uid, std::optional<Uid> parent) {
    const std::string email = "account" + std::to_string(uid.value) + "@example.com";
    commands.emplace_back(CreateAccount{uid, email, parent});
  };
  add(kParent, {});
  add(kStranger, {});
  for (const Uid uid : {kCredit, kCollateral, kBare, kFree, kLoose}) add(uid, kParent);
  add(kForeign, kStranger);
  for (const Uid uid : {kCredit, kLoose}) {
    commands.emplace_back(UpdateWallet{uid, portfolio({{kUsdt, "50"_amount, {}, {}, {}, {}, {}}})});
  }
  for (const Uid uid : {kCollateral, kFree, kForeign}) {
    commands.emplace_back(UpdateWallet{uid, cross({{kUsdt, "50"_amount, {}, {}, {}}})});
  }
  commands.emplace_back(UpdateWallet{kCollateral, spot({{kBtc, "1"_amount, "0.5"_amount}})});
  commands.emplace_back(CreateApiKey{api_key("key", kParent)});
  commands.emplace_back(CreateUnit{kUnit,
                                   kParent,
                                   {{kCredit, model::MemberType::kCredit, false, true},
                                    {kCollateral, model::MemberType::kCollateral, true, false}},
                                   {},
                                   {},
                                   {}});
  return commands;
}

inline Book make_book() {
  Book book;
  book.time = kNow;
  for (const Command& command : book_commands()) accept(book, command);
  return book;
}

// --- What changed

namespace detail {
template <class Map, class Name>
void compare_maps(const Map& before, const Map& after, const std::string& kind, Name name,
                  std::vector<std::string>& changed) {
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end()) changed.push_back("-" + kind + name(key));
    // A changed value is a new object; an unchanged one is shared.
    else if (found->second != value)
      changed.push_back(kind + name(key));
  }
  for (const auto& [key, value] : after) {
    if (!before.contains(key)) changed.push_back("+" + kind + name(key));
  }
}

template <class Thing, class Name>
void compare_lists(const std::vector<Thing>& before, const std::vector<Thing>& after,
                   const std::string& kind, Name name, std::vector<std::string>& changed) {
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    if (i >= before.size())
      changed.push_back("+" + kind + name(after[i]));
    else if (i >= after.size())
      changed.push_back("-" + kind + name(before[i]));
    else if (!(before[i] == after[i]))
      changed.push_back(kind + name(before[i]));
  }
}

inline void compare_prices(const model::PriceColumn& before, const model::PriceColumn& after,
                           const std::string& kind, std::vector<std::string>& changed) {
  for (std::size_t i = 0; i < std::max(before.price.size(), after.price.size()); ++i) {
    if (before.at(i) != after.at(i) || before.time_at(i) != after.time_at(i)) {
      changed.push_back(kind + std::to_string(i));
    }
  }
}
}  // namespace detail

// "unit 5", "+account 7", "-key k", "asset BTC", "mark 0", "general", "time" ... for every part of
// the book that is not the same object or value.
inline std::vector<std::string> changed_parts(const Book& before, const Book& after) {
  std::vector<std::string> changed;
  const auto id = [](const auto& key) { return std::to_string(key.value); };
  const auto text = [](const std::string& key) { return key; };
  if (before.time != after.time) changed.emplace_back("time");
  const model::Parameters& old = before.parameters;
  const model::Parameters& now = after.parameters;
  if (!(old.general == now.general)) changed.emplace_back("general");
  detail::compare_lists(
      old.assets, now.assets, "asset ", [](const model::Asset& asset) { return asset.name; },
      changed);
  detail::compare_lists(
      old.contracts, now.contracts, "contract ",
      [](const model::Contract& contract) { return contract.symbol; }, changed);
  detail::compare_maps(old.asset_ids, now.asset_ids, "asset id ", text, changed);
  detail::compare_maps(old.contract_ids, now.contract_ids, "contract id ", text, changed);
  if (old.usdt != now.usdt) changed.emplace_back("usdt");
  detail::compare_prices(before.prices.margin_index, after.prices.margin_index, "margin index ",
                         changed);
  detail::compare_prices(before.prices.asset_index, after.prices.asset_index, "asset index ",
                         changed);
  detail::compare_prices(before.prices.mark, after.prices.mark, "mark ", changed);
  detail::compare_maps(before.accounts, after.accounts, "account ", id, changed);
  detail::compare_maps(before.uids_by_email, after.uids_by_email, "email ", text, changed);
  detail::compare_maps(before.units, after.units, "unit ", id, changed);
  detail::compare_maps(before.keys, after.keys, "key ", text, changed);
  detail::compare_maps(before.operators, after.operators, "operator ", text, changed);
  return changed;
}

// Runs a command that must be accepted and tells what it changed.
inline std::vector<std::string> changed_by(Book& book, const Command& command) {
  const Book before = book;
  accept(book, command);
  return changed_parts(before, book);
}

}  // namespace plimsoll::book
