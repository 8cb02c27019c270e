// For tests: a directory of its own, events in few words, and everything a history holds as text.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/testing.h"
#include "history/queries.h"
#include "history/store.h"

namespace plimsoll::history {

// What is in `world()`.
inline constexpr AssetId kBtc{0};
inline constexpr AssetId kUsdc{1};
inline constexpr AssetId kUsdt{2};
inline constexpr Uid kParent{1};
inline constexpr Uid kCredit{11};
inline constexpr Uid kCollateral{12};
inline constexpr Uid kOtherCredit{13};
inline constexpr GroupId kUnit{5};
inline constexpr GroupId kOtherUnit{6};
inline constexpr std::int64_t kHour = book::kHourMs;
// A full hour.
inline constexpr Timestamp kStart{1'752'134'400'000};

inline book::UnitCreated unit_created(GroupId id, Uid credit, Timestamp created,
                                      std::optional<Timestamp> closed = std::nullopt) {
  model::RiskUnit unit;
  unit.id = id;
  unit.parent = kParent;
  unit.created = created;
  unit.members = {{kCollateral, model::MemberType::kCollateral, true, true},
                  {credit, model::MemberType::kCredit, false, true}};
  if (closed) {
    unit.state = model::UnitState::kClosed;
    unit.closed = *closed;
  }
  return {unit};
}

// The accounts, assets and units that the rows of a test name.
inline std::vector<book::Event> world() {
  std::vector<book::Event> events;
  std::uint16_t id = 0;
  for (const char* name : {"BTC", "USDC", "USDT"}) {
    model::Asset asset;
    asset.name = name;
    events.emplace_back(book::AssetDefined{AssetId{id++}, asset});
  }
  events.emplace_back(book::AccountCreated{kParent, "p@example.com", {}});
  events.emplace_back(book::AccountCreated{kCredit, "c@example.com", kParent});
  events.emplace_back(book::AccountCreated{kCollateral, "k@example.com", kParent});
  events.emplace_back(book::AccountCreated{kOtherCredit, "d@example.com", kParent});
  events.emplace_back(unit_created(kUnit, kCredit, kStart));
  events.emplace_back(unit_created(kOtherUnit, kOtherCredit, kStart));
  return events;
}

inline book::InterestCharge charge(Timestamp hour, Amount interest) {
  return {hour, "1000"_amount, "0.00000833"_rate, interest, {}};
}

template <class T>
T expect_value(Result<T> result) {
  CHECK_MSG(result.has_value(), result.has_value() ? "" : result.error().detail.c_str());
  return std::move(*result);
}
inline void expect_done(const Result<void>& result) {
  EXPECT_TRUE(result.has_value()) << result.error().detail;
}

// Every row of every table.
inline std::string dump(const Store& store) {
  const Store::Reading reading = expect_value(store.read());
  std::vector<std::string> tables;
  expect_done(
      reading.connection().each("SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name",
                                {}, [&](const Row& row) { tables.push_back(row.text(0)); }));
  std::string text;
  for (const std::string& table : tables) {
    const std::int64_t columns = expect_value(reading.connection().database().query_integer(
        "SELECT count(*) FROM pragma_table_info('" + table + "')"));
    auto rows = expect_value(reading.connection().database().prepare("SELECT * FROM " + table));
    while (expect_value(rows.step())) {
      text += table;
      for (int i = 0; i < static_cast<int>(columns); ++i) {
        text += rows.is_null(i) ? std::string("|-") : "|" + std::string(rows.bytes(i));
      }
      text += "\n";
    }
  }
  return text;
}

class HistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "plimsoll_history_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = directory_ + "/history.sqlite";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::unique_ptr<Store> open() const { return expect_value(Store::open(path_)); }

  // Another program's hand in the file.
  void tamper(const std::string& sql) const {
    auto database = expect_value(db::Database::open(path_, db::Access::kReadWrite));
    expect_done(database.execute(sql));
  }

  std::string directory_;
  std::string path_;
};

// A store in memory that already holds the world, and the next records.
class Recording {
 public:
  Recording() : store_(expect_value(Store::open_in_memory())) { add(kStart, world()); }

  void add(Timestamp time, std::vector<book::Event> events) {
    ++sequence_.value;
    const Record record{sequence_, time, std::move(events)};
    expect_done(store_->apply({&record, 1}));
  }
  [[nodiscard]] const Store& store() const { return *store_; }

 private:
  std::unique_ptr<Store> store_;
  Sequence sequence_{0};
};

}  // namespace plimsoll::history
