// Statements of the lender: parameters, prices, accounts, units, money.
#include <functional>
#include <utility>

#include "scenario/vocabulary.h"

namespace plimsoll::scenario {
namespace {

// --- Parameters

template <class Lines>
bool read_line(const std::string& name, Words& words, Lines& lines) {
  if (name == "borrow") {
    lines.borrow = words.ratio();
  } else if (name == "transfer-out") {
    lines.transfer_out = words.ratio();
  } else if (name == "warning") {
    lines.warning = words.ratio();
  } else if (name == "margin-call") {
    lines.margin_call = words.ratio();
  } else if (name == "liquidation") {
    lines.liquidation = words.ratio();
  } else if (name == "stop") {
    lines.stop_liquidation = words.ratio();
  } else if (name == "instant") {
    lines.instant_liquidation = words.ratio();
  } else if (name == "hysteresis") {
    lines.hysteresis = words.ratio();
  } else if (name == "cure") {
    lines.cure_ms = words.duration();
  } else {
    return false;
  }
  return true;
}

using General = model::GeneralParameters;

const std::map<std::string, std::function<void(General&, Words&)>, std::less<>>& parameters() {
  static const std::map<std::string, std::function<void(General&, Words&)>, std::less<>> table = {
      {"preset-limit", [](General& g, Words& w) { g.preset_limit = w.amount(); }},
      {"ltv-cap", [](General& g, Words& w) { g.ltv_cap = w.amount(); }},
      {"max-collateral-accounts",
       [](General& g, Words& w) { g.max_collateral_accounts = w.integer("a number"); }},
      {"liquidation-fee", [](General& g, Words& w) { g.liquidation_fee_rate = w.ratio(); }},
      {"slippage", [](General& g, Words& w) { g.slippage = w.ratio(); }},
      {"cross-maintenance", [](General& g, Words& w) { g.classic_maintenance_rate = w.ratio(); }},
      {"portfolio-maintenance",
       [](General& g, Words& w) { g.portfolio_loan_maintenance_rate = w.ratio(); }},
      {"cross-transfer-level",
       [](General& g, Words& w) { g.classic_transfer_out_level = w.ratio(); }},
      {"portfolio-transfer-level",
       [](General& g, Words& w) { g.portfolio_transfer_out_uni_mmr = w.ratio(); }},
      {"clamp-transfer-out", [](General& g, Words& w) { g.clamp_transfer_out = w.yes_or_no(); }},
      {"check-spot-transfer", [](General& g, Words& w) { g.check_spot_transfer = w.yes_or_no(); }},
      {"quiet-time", [](General& g, Words& w) { g.quiet_ms = w.duration(); }},
      {"accept-cross-pro", [](General& g, Words& w) { g.accept_cross_margin_pro = w.yes_or_no(); }},
      {"accrue-member-loans", [](General& g, Words& w) { g.accrue_member_loans = w.yes_or_no(); }},
      {"external-seller", [](General& g, Words& w) { g.external_seller = w.yes_or_no(); }},
      {"external-settlement", [](General& g, Words& w) { g.external_settlement = w.yes_or_no(); }},
      {"request-memory", [](General& g, Words& w) { g.request_memory_ms = w.duration(); }},
      {"liquidation-price-age",
       [](General& g, Words& w) { g.liquidation_price_age_ms = w.duration(); }},
  };
  return table;
}

void read_parameter(Words& words, Vocabulary& names, bool accepted, Request& request) {
  General changed = names.general;
  const std::string name = words.word("the name of a parameter");
  const auto found = parameters().find(name);
  if (found != parameters().end()) {
    found->second(changed, words);
  } else if (!name.starts_with("lines.") || !read_line(name.substr(6), words, changed.lines)) {
    words.fail_with("the name of a parameter", name);
  }
  request.commands.emplace_back(book::SetParameters{changed});
  if (accepted) names.general = changed;
}

// "0.95", or "1 until 100000 then 0.8 until 200000 then 0.5".
model::TierTable read_tiers(Words& words) {
  std::vector<model::TierSlice> slices;
  for (;;) {
    const Ratio rate = words.ratio();
    const bool bounded = words.take("until");
    slices.push_back({bounded ? words.amount() : Amount{}, rate});
    if (!bounded || words.error()) break;
    words.need("then");
  }
  auto table = model::TierTable::make(slices);
  if (!table) {
    words.fail_with("rates of 0 to 1 with ascending edges", "others");
    return {};
  }
  return std::move(*table);
}

void read_asset(Words& words, Vocabulary& names, bool accepted, Request& request) {
  model::Asset asset = names.asset_definition(words.word("the name of an asset"));
  while (!words.at_end() && !words.error()) {
    const std::string what = words.word("a property");
    if (what == "loanable") {
      asset.loanable = true;
    } else if (what == "not-loanable") {
      asset.loanable = false;
    } else if (what == "daily-rate") {
      asset.daily_rate = words.rate();
    } else if (what == "spot") {
      asset.spot_ratio = words.ratio();
    } else if (what == "cross") {
      asset.cross_collateral = read_tiers(words);
    } else if (what == "cross-transfer-out") {
      asset.cross_transfer_out_ratio = words.ratio();
    } else if (what == "cross-pro") {
      asset.cross_pro_brackets = read_tiers(words);
    } else if (what == "portfolio") {
      asset.portfolio_collateral = read_tiers(words);
    } else if (what == "portfolio-maintenance") {
      asset.portfolio_loan_maintenance_rate = words.ratio();
    } else if (what == "precision") {
      asset.precision = words.integer("a number of decimals");
    } else {
      words.fail_with("a property of an asset", what);
    }
  }
  request.commands.emplace_back(book::DefineAsset{asset});
  if (accepted) names.define_asset(asset);
}

// contract BTCUSDT on BTC in USDT brackets 0.01; contract BTCUSD_PERP of 100 USD on BTC ...
void read_contract(Words& words, Vocabulary& names, bool accepted, Request& request) {
  model::Contract contract;
  contract.symbol = words.word("the symbol of a contract");
  if (words.take("of")) {
    contract.type = model::ContractType::kCoinMargined;
    contract.contract_size = words.amount();
    words.need("USD");
  }
  words.need("on");
  contract.base_asset = names.asset(words.word("an asset"));
  words.need("in");
  contract.margin_asset = names.asset(words.word("an asset"));
  if (words.take("brackets")) contract.brackets = read_tiers(words);
  request.commands.emplace_back(book::DefineContract{contract});
  if (accepted) names.define_contract(contract.symbol);
}

// --- Prices

void read_price(Words& words, Vocabulary& names, Request& request) {
  const std::string name = words.word("an asset");
  const AssetId asset = names.asset(name);
  const bool index_only = words.take("index");
  const bool margin_only = !index_only && words.take("margin");
  const Price price = words.price();
  book::UpdatePrices update;
  // USDT is 1 against itself by definition.
  const bool margin = margin_only || (!index_only && name != "USDT");
  if (margin) {
    update.prices.push_back({model::PriceKind::kMarginIndex, asset.value, price, names.time});
  }
  if (!margin_only) {
    update.prices.push_back({model::PriceKind::kAssetIndex, asset.value, price, names.time});
  }
  request.commands.emplace_back(update);
}

void read_mark(Words& words, Vocabulary& names, Request& request) {
  const ContractId contract = names.contract(words.word("a contract"));
  request.commands.emplace_back(
      book::UpdatePrices{{{model::PriceKind::kMark, contract.value, words.price(), names.time}}});
}

// --- Accounts and wallets

void read_parent(Words& words, Vocabulary& names, bool accepted, Request& request) {
  const std::string name = words.word("a name");
  const NamedAccount account = names.next_account();
  request.commands.emplace_back(book::CreateAccount{account.uid, email_of(name), {}, false});
  if (accepted) names.define_account(name, account);
}

void read_account(Words& words, Vocabulary& names, bool accepted, Request& request) {
  const std::string name = words.word("a name");
  NamedAccount account = names.next_account();
  words.need("of");
  account.parent = names.account(words.word("its parent")).uid;
  if (words.take("portfolio")) {
    account.margin = model::WalletType::kPortfolioMargin;
  } else if (words.take("cross")) {
    account.margin = model::WalletType::kCrossMargin;
  } else if (words.take("cross-pro")) {
    account.margin = model::WalletType::kCrossMargin;
    account.mode = model::MarginMode::kPro;
  } else {
    words.need("spot");
  }
  const bool managed = words.take("managed");
  request.commands.emplace_back(
      book::CreateAccount{account.uid, email_of(name), account.parent, managed});
  if (account.margin != model::WalletType::kSpot) {
    request.commands.emplace_back(book::UpdateWallet{account.uid, empty_wallet(account, true)});
  }
  if (accepted) names.define_account(name, account);
}

struct Balance {
  Amount free, locked, borrowed, interest, usd_wallet, coin_wallet;
};

Balance read_balance(Words& words) {
  Balance balance;
  balance.free = words.amount();
  while (!words.at_end() && !words.error()) {
    const std::string what = words.word("a part of the balance");
    Amount* part = what == "locked"         ? &balance.locked
                   : what == "borrowed"     ? &balance.borrowed
                   : what == "interest"     ? &balance.interest
                   : what == "futures"      ? &balance.usd_wallet
                   : what == "coin-futures" ? &balance.coin_wallet
                                            : nullptr;
    if (part == nullptr) {
      words.fail_with("'locked', 'borrowed', 'interest', 'futures' or 'coin-futures'", what);
      break;
    }
    *part = words.amount();
  }
  return balance;
}

void read_wallet(Words& words, Vocabulary& names, Request& request) {
  const NamedAccount account = names.account(words.word("an account"));
  const bool margin = words.take("margin");
  if (!margin) words.need("spot");
  const AssetId asset = names.asset(words.word("an asset"));
  const Balance b = read_balance(words);
  book::AnyWallet delta = empty_wallet(account, margin);
  if (auto* spot = std::get_if<model::SpotWallet>(&delta)) {
    spot->balances.push_back({asset, b.free, b.locked});
  } else if (auto* cross = std::get_if<model::CrossMarginWallet>(&delta)) {
    cross->balances.push_back({asset, b.free, b.locked, b.borrowed, b.interest});
  } else {
    std::get<model::PortfolioMarginWallet>(delta).balances.push_back(
        {asset, b.free, b.locked, b.borrowed, b.interest, b.usd_wallet, b.coin_wallet});
  }
  request.commands.emplace_back(book::AdjustWallet{account.uid, delta});
}

// position C BTCUSDT -1.5 @ 60000: added; the price is the average one afterwards.
void read_position(Words& words, Vocabulary& names, Request& request) {
  const NamedAccount account = names.account(words.word("an account"));
  model::Position position;
  position.contract = names.contract(words.word("a contract"));
  position.quantity = words.amount();
  words.need("@");
  position.entry = words.price();
  request.commands.emplace_back(
      book::AdjustWallet{account.uid, model::PortfolioMarginWallet{{}, {position}}});
}

// --- Units

model::LtvLineOverrides read_lines(Words& words) {
  model::LtvLineOverrides lines;
  while (!words.at_end() && !words.error()) {
    const std::string name = words.word("the name of a line");
    if (!read_line(name, words, lines)) words.fail_with("the name of a line", name);
  }
  return lines;
}

void read_unit(Words& words, Vocabulary& names, Request& request) {
  book::CreateUnit command;
  command.id = GroupId{words.integer("the number of a unit")};
  words.need("of");
  command.parent = names.account(words.word("a parent")).uid;
  while (!words.at_end() && !words.error() && words.peek() != "lines") {
    model::Member member;
    if (words.take("credit")) {
      member.type = model::MemberType::kCredit;
    } else {
      words.need("collateral");
    }
    member.account = names.account(words.word("an account")).uid;
    read_flags(words, member.enable_spot, member.enable_margin);
    command.members.push_back(member);
  }
  if (words.take("lines")) command.lines = read_lines(words);
  request.commands.emplace_back(command);
}

void read_lender(Words& words, Vocabulary& names, Request& request) {
  if (words.take("closes")) {
    request.commands.emplace_back(
        book::CloseUnit{GroupId{words.integer("the number of a unit")}, {}});
    return;
  }
  words.need("edits");
  const GroupId unit{words.integer("the number of a unit")};
  words.need("member");
  book::EditMember edit;
  edit.unit = unit;
  edit.account = names.account(words.word("an account")).uid;
  read_flags(words, edit.enable_spot, edit.enable_margin);
  request.commands.emplace_back(edit);
}

void read_loan(Words& words, Vocabulary& names, Request& request) {
  const GroupId unit{words.integer("the number of a unit")};
  model::Liability owed;
  owed.asset = names.asset(words.word("an asset"));
  owed.principal = words.amount();
  if (words.take("interest")) owed.interest = words.amount();
  request.commands.emplace_back(book::SetLiability{unit, owed});
}

}  // namespace

bool read_setup(const std::string& first, Words& words, Vocabulary& names, bool accepted,
                Request& request) {
  if (first == "parameter") {
    read_parameter(words, names, accepted, request);
  } else if (first == "asset") {
    read_asset(words, names, accepted, request);
  } else if (first == "contract") {
    read_contract(words, names, accepted, request);
  } else if (first == "price") {
    read_price(words, names, request);
  } else if (first == "mark") {
    read_mark(words, names, request);
  } else if (first == "parent") {
    read_parent(words, names, accepted, request);
  } else if (first == "account") {
    read_account(words, names, accepted, request);
  } else if (first == "wallet") {
    read_wallet(words, names, request);
  } else if (first == "position") {
    read_position(words, names, request);
  } else if (first == "unit") {
    read_unit(words, names, request);
  } else if (first == "lines") {
    const GroupId unit{words.integer("the number of a unit")};
    request.commands.emplace_back(book::SetUnitLines{unit, read_lines(words)});
  } else if (first == "pool") {
    const AssetId asset = names.asset(words.word("an asset"));
    request.commands.emplace_back(book::FundPool{asset, words.amount()});
  } else if (first == "rebate") {
    const Uid parent = names.account(words.word("a parent")).uid;
    request.commands.emplace_back(book::ChangeRebate{parent, words.amount()});
  } else if (first == "loan") {
    read_loan(words, names, request);
  } else if (first == "lender") {
    read_lender(words, names, request);
  } else {
    return false;
  }
  return true;
}

}  // namespace plimsoll::scenario
