#include "book/adjust_wallet.h"

#include <algorithm>

#include "book/wallet_rules.h"

namespace plimsoll::book {
namespace {

template <class Entry>
bool same_place(const Entry& a, const Entry& b) {
  return a.asset == b.asset;
}
bool same_place(const model::Position& a, const model::Position& b) {
  return a.contract == b.contract && a.side == b.side;
}

template <class Entry>
auto find_place(std::vector<Entry>& entries, const Entry& sought) {
  return std::find_if(entries.begin(), entries.end(),
                      [&](const Entry& entry) { return same_place(entry, sought); });
}

// Adds every Amount of `delta` to `held`, by the list of fields.
template <class Balance>
void add_amounts(Balance& held, const Balance& delta) {
  const auto add = [&](auto member) {
    if constexpr (std::is_same_v<decltype(member), Amount Balance::*>) {
      held.*member += delta.*member;
    }
  };
  std::apply([&](auto... member) { (add(member), ...); }, Balance::fields());
}

void add_entry(model::Position& held, const model::Position& delta) {
  held.quantity += delta.quantity;
  held.entry = delta.entry;
}
template <class Balance>
void add_entry(Balance& held, const Balance& delta) {
  add_amounts(held, delta);
}

// For every delta the entry as it will be.
template <class Entry>
Result<std::vector<Entry>> outcomes(std::vector<Entry> held, const std::vector<Entry>& deltas) {
  std::vector<Entry> changed;
  for (const Entry& delta : deltas) {
    if (find_place(changed, delta) != changed.end()) {
      return fail(ErrorCode::kDuplicate, "an entry stands twice in one change");
    }
    const auto found = find_place(held, delta);
    Entry entry = delta;
    if (found != held.end()) {
      entry = *found;
      add_entry(entry, delta);
    }
    if (!all_enterable(entry))
      return fail(ErrorCode::kOutOfRange, "a balance would be beyond 10^15");
    changed.push_back(entry);
  }
  return changed;
}

// Balances, checked as in an absolute wallet; what would be negative is a lack of balance here.
template <class Wallet>
Result<void> check_balances(const Book& book, const Wallet& entries) {
  auto checked = normalized(book, entries);
  if (checked) return {};
  if (checked.error().code == ErrorCode::kOutOfRange) {
    checked.error().code = ErrorCode::kInsufficientBalance;
  }
  return tl::unexpected<Error>(std::move(checked.error()));
}

Result<AnyWallet> adjusted(const Book& book, const model::Account& account,
                           const model::SpotWallet& delta) {
  model::SpotWallet entries;
  ASSIGN_OR_RETURN(entries.balances, outcomes(account.spot.balances, delta.balances));
  RETURN_IF_ERROR(check_balances(book, entries));
  return entries;
}

template <class Wallet>
Result<const Wallet*> margin_wallet(const model::Account& account, model::WalletType type) {
  if (const auto* wallet = std::get_if<Wallet>(&account.margin)) return wallet;
  return fail(ErrorCode::kWalletMissing,
              account.email + " has no " + std::string(model::wallet_type_name(type)) + " wallet");
}

Result<AnyWallet> adjusted(const Book& book, const model::Account& account,
                           const model::CrossMarginWallet& delta) {
  ASSIGN_OR_RETURN(
      const model::CrossMarginWallet* held,
      margin_wallet<model::CrossMarginWallet>(account, model::WalletType::kCrossMargin));
  model::CrossMarginWallet entries{held->mode, {}};
  ASSIGN_OR_RETURN(entries.balances, outcomes(held->balances, delta.balances));
  RETURN_IF_ERROR(check_balances(book, entries));
  for (const auto& entry : entries.balances) RETURN_IF_ERROR(check_pending(book, account, entry));
  return entries;
}

Result<AnyWallet> adjusted(const Book& book, const model::Account& account,
                           const model::PortfolioMarginWallet& delta) {
  ASSIGN_OR_RETURN(
      const model::PortfolioMarginWallet* held,
      margin_wallet<model::PortfolioMarginWallet>(account, model::WalletType::kPortfolioMargin));
  model::PortfolioMarginWallet entries;
  ASSIGN_OR_RETURN(entries.balances, outcomes(held->balances, delta.balances));
  RETURN_IF_ERROR(check_balances(book, entries));
  for (const auto& entry : entries.balances) RETURN_IF_ERROR(check_pending(book, account, entry));
  ASSIGN_OR_RETURN(entries.positions, outcomes(held->positions, delta.positions));
  RETURN_IF_ERROR(normalized(book, entries));
  return entries;
}

template <class Entry, class Order>
void merge(std::vector<Entry>& held, const std::vector<Entry>& entries, Order place) {
  for (const Entry& entry : entries) {
    const auto found = find_place(held, entry);
    if (found != held.end()) held.erase(found);
    if (model::is_zero(entry)) continue;
    const auto after = std::find_if(
        held.begin(), held.end(), [&](const Entry& other) { return place(entry) < place(other); });
    held.insert(after, entry);
  }
}

constexpr auto kByAsset = [](const auto& balance) { return balance.asset; };
constexpr auto kByContract = [](const model::Position& position) {
  return std::pair(position.contract, position.side);
};

}  // namespace

Result<WalletAdjusted> decide(const Book& book, const AdjustWallet& command) {
  ASSIGN_OR_RETURN(const model::Account* account, need_account(book, command.account));
  auto entries =
      std::visit([&](const auto& delta) { return adjusted(book, *account, delta); }, command.delta);
  if (!entries) return tl::unexpected<Error>(std::move(entries.error()));
  return WalletAdjusted{command.account, std::move(*entries)};
}

void apply(Book& book, const WalletAdjusted& event) {
  const auto before = book.accounts.at(event.account);
  book.change_account(event.account, [&](model::Account& account) {
    if (const auto* spot = std::get_if<model::SpotWallet>(&event.entries)) {
      merge(account.spot.balances, spot->balances, kByAsset);
    } else if (const auto* cross = std::get_if<model::CrossMarginWallet>(&event.entries)) {
      merge(std::get<model::CrossMarginWallet>(account.margin).balances, cross->balances, kByAsset);
    } else {
      const auto& entries = std::get<model::PortfolioMarginWallet>(event.entries);
      auto& held = std::get<model::PortfolioMarginWallet>(account.margin);
      merge(held.balances, entries.balances, kByAsset);
      merge(held.positions, entries.positions, kByContract);
    }
  });
  post_outside(book, *before, *book.find_account(event.account));
}

}  // namespace plimsoll::book
