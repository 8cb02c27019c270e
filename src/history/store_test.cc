// The store: the same rows however the records come to it, the file's identity, and readers beside
// the writer.
#include "history/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "history/queries.h"
#include "history/random_records_for_test.h"

namespace plimsoll::history {
namespace {

using testing::HasSubstr;

class StoreTest : public HistoryTest {};

std::string straight_run(const std::vector<Record>& records) {
  const auto store = expect_value(Store::open_in_memory());
  expect_done(store->apply(records));
  return dump(*store);
}

// As a loss of power leaves it: the file as it is, and the log up to any byte.
std::unique_ptr<Store> crashed(std::unique_ptr<Store> store, const std::string& path,
                               Random& random) {
  const std::string saved = path + ".saved";
  std::filesystem::copy_file(path, saved);
  std::filesystem::copy_file(path + "-wal", saved + "-wal");
  store.reset();
  std::filesystem::rename(saved, path);
  std::filesystem::rename(saved + "-wal", path + "-wal");
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path + "-wal"));
  if (random.chance(50)) {
    const std::int64_t kept = random.between(0, size);
    std::filesystem::resize_file(path + "-wal", static_cast<std::uintmax_t>(kept));
  }
  return expect_value(Store::open(path));
}

TEST_F(StoreTest, CrashesAndRecordsThatComeTwiceChangeNothing) {
  int set_back = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomRecords source(seed);
    const std::vector<Record> records = source.take(120);
    Random& random = source.random();
    std::filesystem::remove(path_);
    auto store = open();
    store.reset();  // the tables are in the file, not in the log
    store = open();
    while (store->position().sequence < records.back().sequence) {
      // From somewhere before the position: what it has seen comes again.
      const auto reached = static_cast<std::int64_t>(store->position().sequence.value);
      const auto from = static_cast<std::size_t>(random.between(0, reached));
      const auto until = static_cast<std::size_t>(random.between(
          reached, std::min(reached + 30, static_cast<std::int64_t>(records.size()))));
      expect_done(store->apply(std::span(records).subspan(from, until - from)));
      const Sequence before = store->position().sequence;
      if (random.chance(50) && std::filesystem::exists(path_ + "-wal")) {
        store = crashed(std::move(store), path_, random);
      }
      if (store->position().sequence < before) ++set_back;
    }
    ASSERT_EQ(dump(*store), straight_run(records)) << "seed " << seed;
  }
  EXPECT_GT(set_back, 5) << "the newest rows were lost now and then";
}

TEST_F(StoreTest, ABatchThatFailsLeavesNothingBehind) {
  RandomRecords source(7);
  std::vector<Record> records = source.take(50);
  const auto store = open();
  expect_done(store->apply(std::span(records).first(20)));
  const std::string before = dump(*store);
  // An account that exists already: only the last record is refused.
  records.back().events.emplace_back(book::AccountCreated{kParent, "p@example.com", {}});
  const auto refused = store->apply(std::span(records).subspan(20));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kFile);
  EXPECT_EQ(dump(*store), before);
  EXPECT_EQ(store->position().sequence, Sequence{20});
  records.back().events.pop_back();
  expect_done(store->apply(std::span(records).subspan(20)));
  EXPECT_EQ(dump(*store), straight_run(records));
}

TEST_F(StoreTest, RecordsWithoutRowsMoveThePosition) {
  const std::vector<Record> records{{Sequence{4}, kStart, {}}, {Sequence{9}, kStart + 1, {}}};
  expect_done(open()->apply(records));
  EXPECT_EQ(open()->position(), (Position{Sequence{9}, kStart + 1}));
}

TEST_F(StoreTest, ClearedItIsAsNew) {
  RandomRecords source(8);
  const auto records = source.take(60);
  const auto store = open();
  const std::string empty = dump(*store);
  expect_done(store->apply(records));
  expect_done(store->clear());
  EXPECT_EQ(dump(*store), empty);
  EXPECT_EQ(store->position(), Position{});
  expect_done(store->apply(records));
  EXPECT_EQ(dump(*store), straight_run(records));
}

TEST_F(StoreTest, AFileOfAnotherFormatIsMadeAnew) {
  RandomRecords source(9);
  expect_done(open()->apply(source.take(10)));
  tamper("PRAGMA user_version=99; DROP TABLE interest");
  const auto store = open();
  EXPECT_EQ(store->position(), Position{});
  EXPECT_EQ(dump(*store), dump(*expect_value(Store::open_in_memory())));
}

TEST_F(StoreTest, ForeignFilesAreRefusedAndLeftAlone) {
  std::ofstream(path_) << "a letter to my aunt, longer than a header of a database would be, and "
                          "of no interest to anybody who looks for one hundred bytes of it";
  auto refused = Store::open(path_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("not a database"));
  EXPECT_EQ(refused.error().code, ErrorCode::kDamaged);
  EXPECT_EQ(Store::look(path_), std::nullopt);
  EXPECT_GT(std::filesystem::file_size(path_), 100u);

  std::filesystem::remove(path_);
  expect_done(
      expect_value(db::Database::open(path_, db::Access::kCreate)).execute("CREATE TABLE mine(a)"));
  refused = Store::open(path_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("not a history"));
  EXPECT_EQ(Store::look(path_), std::nullopt);
  tamper("INSERT INTO mine VALUES(1)");
}

TEST_F(StoreTest, AHistoryIsKnownThoughItCannotBeOpened) {
  EXPECT_EQ(Store::look(path_), Position{}) << "none yet";
  std::ofstream(path_).close();
  EXPECT_EQ(Store::look(path_), Position{}) << "made, and not written";
  std::filesystem::remove(path_);
  RandomRecords source(10);
  expect_done(open()->apply(source.take(10)));
  EXPECT_EQ(Store::look(path_)->sequence, Sequence{10});
  // The log cannot be made where a folder stands.
  std::filesystem::create_directory(path_ + "-wal");
  const auto refused = Store::open(path_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kFile);
  EXPECT_EQ(Store::look(path_)->sequence, Sequence{10});
}

TEST_F(StoreTest, ADamagedHistoryIsRefusedWithAWayOut) {
  RandomRecords source(12);
  expect_done(open()->apply(source.take(10)));
  tamper("DELETE FROM position");
  const auto refused = Store::open(path_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kDamaged);
  EXPECT_THAT(refused.error().detail, HasSubstr("delete the file"));
  EXPECT_EQ(Store::look(path_), std::nullopt);
}

TEST_F(StoreTest, TheFileIsItsOwnersAlone) {
  const auto store = open();
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(StoreTest, AValueThatMakesNoSenseIsAnError) {
  const auto store = open();
  const Record record{Sequence{1}, kStart, world()};
  expect_done(store->apply({&record, 1}));
  const Record next{
      Sequence{2}, kStart, {book::InterestAccrued{kUnit, kBtc, charge(kStart, "1"_amount)}}};
  expect_done(store->apply({&next, 1}));
  tamper("UPDATE interest SET principal='a lot'");
  const auto page = interest(*store, {kUnit, {}, {}, {}});
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().code, ErrorCode::kDamaged);
  EXPECT_THAT(page.error().detail, HasSubstr("damaged"));
}

// In every page the total, the size and the order agree, though rows are added all the time.
void read_while_written(Store& store) {
  RandomRecords source(10);
  expect_done(store.apply(source.take(1)));
  std::atomic<bool> done = false;
  const auto read = [&] {
    std::int64_t last_total = 0;
    while (!done) {
      const auto page = expect_value(interest(store, {kUnit, {}, {}, {1, 7}}));
      ASSERT_GE(page.total, last_total);
      ASSERT_EQ(static_cast<std::int64_t>(page.rows.size()), std::min<std::int64_t>(7, page.total));
      for (std::size_t i = 1; i < page.rows.size(); ++i) {
        ASSERT_GE(page.rows[i - 1].hour, page.rows[i].hour);
      }
      last_total = page.total;
    }
    EXPECT_GT(last_total, 0);
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);
  for (int i = 0; i < 150; ++i) expect_done(store.apply(source.take(5)));
  done = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_F(StoreTest, ManyReadBesideTheWriter) { read_while_written(*open()); }

TEST_F(StoreTest, InMemoryReadersAndWriterTakeTurns) {
  read_while_written(*expect_value(Store::open_in_memory()));
}

// The pages of every question, against the rows of one page that holds them all.
template <class Row, class Ask>
void expect_pages(Random& random, Ask&& ask) {
  const Window window{kStart + random.between(0, 30 * kHour),
                      kStart + random.between(0, 60 * kHour)};
  const Page<Row> whole = ask(window, Paging{1, 100'000});
  ASSERT_EQ(whole.total, static_cast<std::int64_t>(whole.rows.size()));
  const std::int64_t size = random.between(1, 20);
  std::vector<Row> joined;
  for (std::int64_t page = 1; page <= whole.total / size + 2; ++page) {
    const Page<Row> part = ask(window, Paging{page, size});
    ASSERT_EQ(part.total, whole.total);
    joined.insert(joined.end(), part.rows.begin(), part.rows.end());
  }
  EXPECT_EQ(joined, whole.rows);
}

TEST_F(StoreTest, PagesOfEveryQuestionJoinToTheWhole) {
  RandomRecords source(11);
  const auto store = expect_value(Store::open_in_memory());
  expect_done(store->apply(source.take(500)));
  Random& random = source.random();
  for (int round = 0; round < 20; ++round) {
    expect_pages<BorrowRepay>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(
          borrow_repay(*store, {kUnit, BorrowRepayKind::kRepay, kUsdt, window, paging}));
    });
    expect_pages<Interest>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(interest(*store, {kUnit, kBtc, window, paging}));
    });
    expect_pages<Rebate>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(rebates(*store, {kParent, RebateType::kDeduct, window, paging}));
    });
    expect_pages<Liquidation>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(liquidations(*store, {kOtherUnit, window, paging}));
    });
    expect_pages<LiquidationTransfers>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(liquidation_transfers(*store, {kCredit, window, paging}));
    });
    expect_pages<Transition>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(transitions(*store, {kUnit, window, paging}));
    });
    expect_pages<ClosedUnit>(random, [&](const Window&, const Paging& paging) {
      return expect_value(closed_units(*store, {kCredit, paging}));
    });
    expect_pages<Transfer>(random, [&](const Window& window, const Paging& paging) {
      return expect_value(
          transfers(*store, {kParent, TransferSide::kTo, kCredit, "id3", window, paging}));
    });
  }
}

// Beside the questions' own arithmetic: SQL counts what they say.
TEST_F(StoreTest, TotalsAreWhatCountingFinds) {
  RandomRecords source(12);
  const auto store = expect_value(Store::open_in_memory());
  expect_done(store->apply(source.take(500)));
  Random& random = source.random();
  for (int round = 0; round < 50; ++round) {
    const Window window{kStart + random.between(0, 60 * kHour),
                        kStart + random.between(0, 60 * kHour)};
    const auto counted = [&](const std::string& table, const std::string& where) {
      const Store::Reading reading = expect_value(store->read());
      return expect_value(reading.connection().database().query_integer(
          "SELECT count(*) FROM " + table + " WHERE " + where + " AND time_ms BETWEEN " +
          std::to_string(window.start.ms) + " AND " + std::to_string(window.end.ms)));
    };
    EXPECT_EQ(expect_value(interest(*store, {kUnit, {}, window, {}})).total,
              counted("interest", "unit=5"));
    EXPECT_EQ(expect_value(interest(*store, {kUnit, kUsdc, window, {}})).total,
              counted("interest", "unit=5 AND asset=1"));
    EXPECT_EQ(expect_value(rebates(*store, {kParent, {}, window, {}})).total,
              counted("rebates", "parent=1"));
    EXPECT_EQ(expect_value(rebates(*store, {kParent, RebateType::kAdd, window, {}})).total,
              counted("rebates", "parent=1 AND type=0"));
    EXPECT_EQ(expect_value(liquidations(*store, {kUnit, window, {}})).total,
              counted("liquidations", "unit=5"));
    EXPECT_EQ(
        expect_value(borrow_repay(*store, {kUnit, BorrowRepayKind::kBorrow, kBtc, window, {}}))
            .total,
        counted("borrow_repay", "unit=5 AND type='BORROW' AND asset=0"));
    EXPECT_EQ(
        expect_value(transfers(*store, {kParent, TransferSide::kFrom, kCredit, {}, window, {}}))
            .total,
        counted("transfers", "from_account=11"));
  }
}

}  // namespace
}  // namespace plimsoll::history
