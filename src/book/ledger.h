// The ledger: every movement of money is a balanced list of postings.
//
// Money stands in places. Wallets and loans are places that the book holds as wallets and
// liabilities; the others - the pool, the lender's claims and income, the market, the outside - are
// running totals kept here. Per asset the postings of one movement sum to zero (checked), so all
// places together sum to zero at any time; `audit` recomputes that from the wallets and liabilities
// themselves.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/numbers.h"
#include "model/account.h"
#include "model/parameters.h"
#include "model/risk_unit.h"
#include "model/wallets.h"

namespace plimsoll::book {

struct Book;

enum class LedgerPlace : std::uint8_t {
  kOutside,         // what came from or went to places this book does not know
  kPool,            // available to borrow
  kClaims,          // the lender's claims: principal and interest of all units
  kInterestIncome,  // interest the lender received
  kFees,            // liquidation fees the lender received
  kMarket,          // the other side of sales and closed positions
  kMarginLender,    // interest claims on the members' own margin loans
  kRebates,         // granted to parents and not used yet
  kRebateCost,      // what granting them cost the lender
};
[[nodiscard]] constexpr int enum_size(LedgerPlace) { return 9; }

// "OUTSIDE", "POOL", "CLAIMS", ...
[[nodiscard]] std::string_view ledger_place_name(LedgerPlace place);

using LedgerTotals = std::map<std::pair<LedgerPlace, AssetId>, Amount>;

// The free balance of a wallet.
struct WalletPlace {
  Uid account;
  model::WalletType wallet = model::WalletType::kSpot;
};
// What a unit owes; a debt is a negative holding, so borrowing posts a negative amount here.
struct PrincipalPlace {
  GroupId unit;
};
struct InterestPlace {
  GroupId unit;
};

struct Posting {
  std::variant<LedgerPlace, WalletPlace, PrincipalPlace, InterestPlace> place;
  AssetId asset;
  Amount amount;  // added to the place
};

// For `apply`: carries out one movement. Unbalanced or overflowing postings stop the process: they
// are ours.
void post(Book& book, std::initializer_list<Posting> postings);

// For `apply` of what is set from outside: the difference between two contents of an account's
// wallets is posted to the outside.
void post_outside(Book& book, const model::Account& before, const model::Account& after);

// One asset's places and their sum, which is zero.
struct AssetBalance {
  AssetId asset;
  std::vector<std::pair<std::string_view, Amount>> places;  // "WALLETS", "LOANS", then LedgerPlaces
  Amount sum;
};

// What an audit looks at.
struct AuditedParts {
  const model::Parameters& parameters;
  const std::map<Uid, std::shared_ptr<const model::Account>>& accounts;
  std::vector<const model::RiskUnit*> units;
  const LedgerTotals& ledger;
};

// Recomputed from the wallets and liabilities themselves. Assets with any place that is not zero.
[[nodiscard]] std::vector<AssetBalance> audit(const AuditedParts& parts);
[[nodiscard]] std::vector<AssetBalance> audit(const Book& book);

}  // namespace plimsoll::book
