// For tests: a book that lives as it does under the engine - hours are charged, and after each
// command the units it touched are reviewed - without journal and clock.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "book/testing.h"
#include "book/wallet_entries.h"

namespace plimsoll::book {

inline constexpr GroupId kLoan{6};  // the unit of make_loan_book()

class Life {
 public:
  explicit Life(Book start) : book(std::move(start)) {}

  Book book;
  std::vector<Event> events;     // all there were, in order
  std::vector<Timestamp> times;  // the book's time at each
  std::function<void()> after_each = [] {};

  // What the engine does with a command. An accepted one leaves its event before those of the
  // reviews.
  Result<void> act(const Command& command) {
    auto event = decide(book, command);
    if (!event) return tl::unexpected<Error>(std::move(event.error()));
    commit(*event);
    for (const GroupId unit : touched_units(book, *event)) review(unit);
    return {};
  }
  // For commands that must be accepted.
  Life& must(const Command& command) {
    const auto done = act(command);
    EXPECT_TRUE(done) << describe(done.error());
    return *this;
  }
  // Time passes: hours are charged, cure times end.
  void wait_until(Timestamp time) {
    for (Timestamp hour = hour_of(book.time) + kHourMs; hour <= time; hour = hour + kHourMs) {
      book.time = hour;
      accrue_hour(book, hour, [&](const Event& event) { commit(event); });
    }
    book.time = time;
    review_all();
  }
  void review_all() {
    std::vector<GroupId> units;
    for (const auto& [id, unit] : book.units) units.push_back(id);
    for (const GroupId unit : units) review(unit);
  }
  void review(GroupId unit) {
    review_unit(book, unit, [&](const Event& event) { commit(event); });
  }

  // A request was answered.
  void remember(const RequestAnswered& answer) { commit(answer); }
  // Somebody says who he is and why.
  void note(const OperatorActed& acted) { commit(acted); }

  // The events of one kind, in order.
  template <class E>
  [[nodiscard]] std::vector<E> all() const {
    std::vector<E> found;
    for (const Event& event : events) {
      if (const auto* it = std::get_if<E>(&event)) found.push_back(*it);
    }
    return found;
  }
  [[nodiscard]] const model::RiskUnit& unit(GroupId id = kLoan) const {
    return *book.find_unit(id);
  }
  [[nodiscard]] std::string state(GroupId id = kLoan) const {
    return std::string(model::unit_state_name(unit(id).state));
  }

 private:
  void commit(const Event& event) {
    book::apply(book, event);
    events.push_back(event);
    times.push_back(book.time);
    after_each();
  }
};

// "" if the book keeps its promises: every asset's places sum to zero, no balance is negative that
// may not be, entries are sorted and none is empty, what a unit says of its state fits together.
inline std::string broken_promise(const Book& book) {
  for (const AssetBalance& balance : audit(book)) {
    if (!balance.sum.is_zero()) return "a sum of the ledger";
    for (const auto& [name, total] : balance.places) {
      const bool held = name == "POOL" || name == "REBATES" || name == "CLAIMS" ||
                        name == "INTEREST_INCOME" || name == "FEES";
      if (held && total.is_negative()) return std::string(name) + " is negative";
    }
  }
  const auto broken = [](const auto& balances, auto... fields) {
    for (std::size_t i = 0; i < balances.size(); ++i) {
      if (model::is_zero(balances[i])) return true;
      if (i > 0 && !(balances[i - 1].asset < balances[i].asset)) return true;
      if ((... || (balances[i].*fields).is_negative())) return true;
    }
    return false;
  };
  for (const auto& [uid, account] : book.accounts) {
    const std::string name = "account " + std::to_string(uid.value);
    using Spot = model::SpotBalance;
    using Cross = model::CrossMarginBalance;
    using Portfolio = model::PortfolioMarginBalance;
    if (broken(account->spot.balances, &Spot::free, &Spot::locked)) return name + " SPOT";
    if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account->margin)) {
      if (broken(cross->balances, &Cross::free, &Cross::locked, &Cross::borrowed,
                 &Cross::interest)) {
        return name + " CROSS_MARGIN";
      }
    } else if (const auto* wallet = std::get_if<model::PortfolioMarginWallet>(&account->margin)) {
      if (broken(wallet->balances, &Portfolio::free, &Portfolio::locked, &Portfolio::borrowed,
                 &Portfolio::interest)) {
        return name + " PORTFOLIO_MARGIN";
      }
    }
  }
  for (const auto& [id, unit] : book.units) {
    const std::string name = "unit " + std::to_string(id.value);
    const bool liquidates = unit->state == model::UnitState::kLiquidating;
    if (liquidates != unit->liquidation.has_value()) return name + " and its liquidation";
    if (liquidates && unit->cure_until) return name + " and its cure time";
    if (!unit->is_active() && (!unit->liabilities.empty() || unit->pending))
      return name + " closed";
    for (const model::Liability& owed : unit->liabilities) {
      if (owed.principal.is_negative() || owed.interest.is_negative()) return name + " debt";
    }
  }
  return {};
}

// --- A unit that lives on a loan of USDT

// The unit kLoan: an empty CROSS_MARGIN wallet of kCredit, and 1000 USDT in kCollateral's SPOT. BTC
// costs 50000, ETH 2500, USDC and USDT 1; everything counts in full everywhere. A loan costs 0.0002
// a day in the two dollars and 0.00024 (0.00001 an hour) in BTC; ETH is not lent. The pool holds
// 1000000 USDT and USDC and 100 BTC.
inline Book make_loan_book() {
  Book book = make_book();
  accept(book, CloseUnit{kUnit});
  const std::pair<AssetId, Price> prices[] = {
      {kBtc, "50000"_price}, {kEth, "2500"_price}, {kUsdc, "1"_price}, {kUsdt, "1"_price}};
  for (const auto& [id, price] : prices) {
    model::Asset asset = book.parameters.asset(id);
    asset.cross_collateral = model::flat("1"_ratio);
    asset.portfolio_collateral = model::flat("1"_ratio);
    asset.cross_borrow_ratio = asset.cross_transfer_out_ratio = "1"_ratio;
    asset.loanable = id != kEth;
    if (id == kUsdc || id == kUsdt) asset.daily_rate = "0.0002"_rate;
    if (id == kBtc) asset.daily_rate = "0.00024"_rate;
    accept(book, DefineAsset{asset});
    UpdatePrices update{{{model::PriceKind::kAssetIndex, id.value, price, book.time}}};
    if (id != kUsdt) {
      update.prices.push_back({model::PriceKind::kMarginIndex, id.value, price, book.time});
    }
    accept(book, update);
    if (id != kEth) {
      accept(book, FundPool{id, id == kBtc ? Amount::whole(100) : Amount::whole(1'000'000)});
    }
  }
  accept(book, UpdateWallet{kCredit, cross({})});
  accept(book, UpdateWallet{kCollateral, cross({})});
  accept(book, UpdateWallet{kCollateral, spot({{kUsdt, "1000"_amount, {}}})});
  accept(book, UpdateWallet{kFree, cross({})});
  accept(book, CreateUnit{kLoan,
                          kParent,
                          {{kCredit, model::MemberType::kCredit, false, true},
                           {kCollateral, model::MemberType::kCollateral, true, true}},
                          {},
                          {},
                          {}});
  return book;
}

// Both prices of an asset, and the mark of its USD-margined contract.
inline UpdatePrices price_of(AssetId asset, Price price) {
  UpdatePrices update{{{model::PriceKind::kAssetIndex, asset.value, price, kNow}}};
  if (asset != kUsdt) {
    update.prices.push_back({model::PriceKind::kMarginIndex, asset.value, price, kNow});
  }
  return update;
}

// The general parameters, changed.
template <class Change>
SetParameters general_with(const Book& book, Change change) {
  SetParameters command{book.parameters.general};
  change(command.general);
  return command;
}
template <class Change>
DefineAsset asset_with(const Book& book, AssetId id, Change change) {
  DefineAsset command{book.parameters.asset(id)};
  change(command.asset);
  return command;
}

// "CODE argument argument", "" when the command is accepted.
inline std::string refusal_in_full(const Book& book, const Command& command) {
  const auto event = decide(book, command);
  if (event) return {};
  std::string text(error_name(event.error().code));
  for (const std::string& argument : event.error().arguments) text += " " + argument;
  return text;
}

inline Amount free_in(const Book& book, Uid account, model::WalletType wallet, AssetId asset) {
  return with_balances(*book.find_account(account), wallet, [&](const auto& balances) {
    for (const auto& balance : balances) {
      if (balance.asset == asset) return balance.free;
    }
    return Amount{};
  });
}

}  // namespace plimsoll::book
