// Book: everything a shard knows - accounts, units, parameters, prices, time.
//
// It changes only through `apply` of events (see verbs.h). Accounts and units are shared immutable
// values: an event replaces the ones it touches, so a copy of a Book and a published view cost a
// pointer each.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/error.h"
#include "book/ledger.h"
#include "book/requests.h"
#include "model/account.h"
#include "model/api_key.h"
#include "model/operator.h"
#include "model/parameters.h"
#include "model/prices.h"
#include "model/risk_unit.h"

namespace plimsoll::book {

// What a parent may use up before its units owe interest, in USDT.
struct RebateAccount {
  Amount granted;
  Amount consumed;  // by interest and by deductions
  [[nodiscard]] Amount balance() const { return granted - consumed; }

  static constexpr auto fields() {
    return std::tuple(&RebateAccount::granted, &RebateAccount::consumed);
  }
  friend bool operator==(const RebateAccount&, const RebateAccount&) = default;
};

struct Book {
  Timestamp time;  // of the newest record
  model::Parameters parameters;
  model::PriceBoard prices;
  std::map<Uid, std::shared_ptr<const model::Account>> accounts;
  std::map<std::string, Uid, std::less<>> uids_by_email;
  std::map<GroupId, std::shared_ptr<const model::RiskUnit>> units;
  std::map<std::string, std::shared_ptr<const model::ApiKey>, std::less<>> keys;
  std::map<std::string, std::shared_ptr<const model::Operator>, std::less<>> operators;  // by id
  LedgerTotals ledger;
  std::map<Uid, RebateAccount> rebates;  // by parent
  RequestMemory requests;
  Timestamp interest_from;            // hours up to it are not charged here
  std::int64_t last_transaction = 0;  // ids of borrowings, repayments, transfers and sale orders
  std::int64_t last_liquidation = 0;

  // Null when absent.
  [[nodiscard]] const model::Account* find_account(Uid uid) const;
  [[nodiscard]] const model::RiskUnit* find_unit(GroupId id) const;

  // Available in the lending pool.
  [[nodiscard]] Amount pool(AssetId asset) const;
  [[nodiscard]] RebateAccount rebate(Uid parent) const;

  // For `apply`: replaces an account or a unit that exists (checked) by a changed copy.
  template <class Change>
  void change_account(Uid uid, Change&& change) {
    auto& held = accounts.at(uid);
    auto copy = std::make_shared<model::Account>(*held);
    change(*copy);
    held = std::move(copy);
  }
  template <class Change>
  void change_unit(GroupId id, Change&& change) {
    auto& held = units.at(id);
    auto copy = std::make_shared<model::RiskUnit>(*held);
    change(*copy);
    held = std::move(copy);
  }

  // Whether a book file may be imported. Operators come before it: somebody has to.
  [[nodiscard]] bool is_empty() const {
    return accounts.empty() && units.empty() && keys.empty() && parameters.assets.empty();
  }
};

// kUnknownAccount / kUnknownUnit with the id, or the thing.
[[nodiscard]] Result<const model::Account*> need_account(const Book& book, Uid uid);
[[nodiscard]] Result<const model::RiskUnit*> need_unit(const Book& book, GroupId id);
[[nodiscard]] Result<void> need_asset(const Book& book, AssetId asset);
[[nodiscard]] Result<void> need_contract(const Book& book, ContractId contract);

// Fingerprint of the whole state, which is that of its bytes (book_codec.h): equal books have equal
// digests; a replay ends with the digest of the live run.
[[nodiscard]] Digest digest_of(const Book& book);

}  // namespace plimsoll::book
