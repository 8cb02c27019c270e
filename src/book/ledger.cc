#include "book/ledger.h"

#include <algorithm>

#include "base/check.h"
#include "book/book.h"
#include "book/wallet_entries.h"
#include "risk/wallet_value.h"

namespace plimsoll::book {
namespace {

using Totals = std::map<AssetId, Amount>;

// What an account's wallets hold, net of its own margin loans.
void add_wallets(Totals& totals, const model::Account& account, bool subtract = false) {
  const auto add = [&](AssetId asset, Amount amount) {
    totals[asset] += subtract ? -amount : amount;
  };
  for (const auto& balance : account.spot.balances) {
    add(balance.asset, balance.free + balance.locked);
  }
  if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
    for (const auto& balance : cross->balances) add(balance.asset, risk::net_of(balance));
  } else if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&account.margin)) {
    for (const auto& balance : portfolio->balances) add(balance.asset, risk::net_of(balance));
  }
}

void add_to_liability(model::RiskUnit& unit, AssetId asset, Amount principal, Amount interest) {
  auto& liabilities = unit.liabilities;
  auto place = std::lower_bound(
      liabilities.begin(), liabilities.end(), asset,
      [](const model::Liability& entry, AssetId sought) { return entry.asset < sought; });
  if (place == liabilities.end() || place->asset != asset) {
    place = liabilities.insert(place, model::Liability{asset, {}, {}});
  }
  place->principal += principal;
  place->interest += interest;
  CHECK_MSG(!place->principal.is_negative() && !place->interest.is_negative(),
            "a loan repaid beyond its debt");
  if (place->principal.is_zero() && place->interest.is_zero()) liabilities.erase(place);
}

struct Poster {
  Book& book;
  AssetId asset;
  Amount amount;

  void operator()(LedgerPlace place) const { book.ledger[{place, asset}] += amount; }
  void operator()(const WalletPlace& place) const {
    book.change_account(place.account, [&](model::Account& account) {
      add_free(account, place.wallet, asset, amount);
    });
  }
  void operator()(const PrincipalPlace& place) const {
    book.change_unit(place.unit, [&](model::RiskUnit& unit) {
      add_to_liability(unit, asset, -amount, Amount{});
    });
  }
  void operator()(const InterestPlace& place) const {
    book.change_unit(place.unit, [&](model::RiskUnit& unit) {
      add_to_liability(unit, asset, Amount{}, -amount);
    });
  }
};

}  // namespace

std::string_view ledger_place_name(LedgerPlace place) {
  switch (place) {
    case LedgerPlace::kOutside: return "OUTSIDE";
    case LedgerPlace::kPool: return "POOL";
    case LedgerPlace::kClaims: return "CLAIMS";
    case LedgerPlace::kInterestIncome: return "INTEREST_INCOME";
    case LedgerPlace::kFees: return "FEES";
    case LedgerPlace::kMarket: return "MARKET";
    case LedgerPlace::kMarginLender: return "MARGIN_LENDER";
    case LedgerPlace::kRebates: return "REBATES";
    case LedgerPlace::kRebateCost: return "REBATE_COST";
  }
  CHECK_MSG(false, "a ledger place without a name");
}

void post(Book& book, std::initializer_list<Posting> postings) {
  Totals sums;
  for (const Posting& posting : postings) sums[posting.asset] += posting.amount;
  for (const auto& [asset, sum] : sums) CHECK_MSG(sum.is_zero(), "postings that do not balance");
  for (const Posting& posting : postings) {
    if (posting.amount.is_zero()) continue;
    std::visit(Poster{book, posting.asset, posting.amount}, posting.place);
  }
}

void post_outside(Book& book, const model::Account& before, const model::Account& after) {
  Totals change;
  add_wallets(change, after);
  add_wallets(change, before, /*subtract=*/true);
  for (const auto& [asset, amount] : change) {
    if (!amount.is_zero()) book.ledger[{LedgerPlace::kOutside, asset}] += -amount;
  }
}

std::vector<AssetBalance> audit(const Book& book) {
  AuditedParts parts{book.parameters, book.accounts, {}, book.ledger};
  for (const auto& [id, unit] : book.units) parts.units.push_back(unit.get());
  return audit(parts);
}

std::vector<AssetBalance> audit(const AuditedParts& parts) {
  Totals wallets;
  Totals loans;
  for (const auto& [uid, account] : parts.accounts) add_wallets(wallets, *account);
  for (const model::RiskUnit* unit : parts.units) {
    for (const model::Liability& owed : unit->liabilities) {
      loans[owed.asset] += -(owed.principal + owed.interest);
    }
  }
  std::vector<AssetBalance> balances;
  for (std::size_t i = 0; i < parts.parameters.assets.size(); ++i) {
    const AssetId asset{static_cast<std::uint16_t>(i)};
    AssetBalance balance{asset, {}, {}};
    const auto add = [&](std::string_view name, Amount amount) {
      if (amount.is_zero()) return;
      balance.places.emplace_back(name, amount);
      balance.sum += amount;
    };
    add("WALLETS", wallets[asset]);
    add("LOANS", loans[asset]);
    for (int place = 0; place < enum_size(LedgerPlace{}); ++place) {
      const auto found = parts.ledger.find({static_cast<LedgerPlace>(place), asset});
      if (found == parts.ledger.end()) continue;
      add(ledger_place_name(found->first.first), found->second);
    }
    if (!balance.places.empty()) balances.push_back(std::move(balance));
  }
  return balances;
}

}  // namespace plimsoll::book
