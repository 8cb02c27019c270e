// Published: the immutable picture of a book that readers hold. A read is computed from it at the
// moment of the call, on the reader's own thread; the engine is not asked.
//
// A turn replaces only the parts it changed: a price tick publishes a new board and shares
// everything else.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "book/book.h"
#include "risk/assess.h"

namespace plimsoll::engine {

// A unit with its members' accounts, ready for assess().
struct UnitSnapshot {
  std::shared_ptr<const model::RiskUnit> unit;
  std::vector<std::shared_ptr<const model::Account>> held;  // keeps the accounts alive
  std::vector<const model::Account*> accounts;              // the same, in member order

  [[nodiscard]] risk::UnitView view() const { return {*unit, accounts}; }
};

// Who is there: accounts, keys, operators, units.
struct Directory {
  std::map<Uid, std::shared_ptr<const model::Account>> accounts;
  std::map<std::string, Uid, std::less<>> uids_by_email;
  std::map<std::string, std::shared_ptr<const model::ApiKey>, std::less<>> keys;
  std::map<std::string, std::shared_ptr<const model::Operator>, std::less<>> operators;  // by id
  std::map<GroupId, UnitSnapshot> units;
  std::map<Uid, std::vector<GroupId>> active_units;  // by parent, ascending
  book::LedgerTotals ledger;
  std::map<Uid, book::RebateAccount> rebates;  // by parent

  // Null when absent.
  [[nodiscard]] const model::Account* find_account(Uid uid) const;
  [[nodiscard]] const model::ApiKey* find_key(std::string_view key) const;
  [[nodiscard]] const UnitSnapshot* find_unit(GroupId id) const;
  [[nodiscard]] Amount pool(AssetId asset) const;
};

// How the book's time and the clock go together.
enum class ClockStanding : std::uint8_t {
  kGood,
  kBehind,   // missed hours are being charged; until then nothing is decided
  kRefused,  // too far ahead of the newest record to be believed (kMaxClockLeapMs)
};

struct Published {
  Sequence sequence;  // of the newest durable record
  Timestamp time;
  ClockStanding standing = ClockStanding::kGood;
  std::shared_ptr<const model::Parameters> parameters;
  std::shared_ptr<const model::PriceBoard> board;
  std::shared_ptr<const Directory> directory;
};

[[nodiscard]] std::shared_ptr<const Directory> make_directory(const book::Book& book);

// The whole picture of a book that stands at a record.
[[nodiscard]] Published make_published(const book::Book& book, Sequence sequence);

// A pointer that one thread replaces and many read. (std::atomic<std::shared_ptr> of libstdc++ 12
// is reported by ThreadSanitizer; the choice hides here.)
class PublishedPointer {
 public:
  [[nodiscard]] std::shared_ptr<const Published> load() const {
    const std::lock_guard lock(mutex_);
    return pointer_;
  }
  void store(std::shared_ptr<const Published> next) {
    const std::lock_guard lock(mutex_);
    pointer_.swap(next);  // the old picture is released outside the lock
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Published> pointer_;
};

}  // namespace plimsoll::engine
