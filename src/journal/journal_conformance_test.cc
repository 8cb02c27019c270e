// What every journal promises (engine/journal.h), asked of each implementation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "base/check.h"
#include "journal/chain.h"
#include "journal/memory_journal.h"
#include "journal/sqlite_journal.h"

namespace plimsoll::journal {
namespace {

using engine::Journal;
using engine::Record;

// A kind of journal: opens one, and opens it again after its process has ended.
class Shelf {
 public:
  virtual ~Shelf() = default;
  virtual Journal& journal() = 0;
  virtual void reopen() = 0;
};

class MemoryShelf final : public Shelf {
 public:
  Journal& journal() override { return journal_; }
  void reopen() override {}  // it lives as long as the object

 private:
  MemoryJournal journal_;
};

class SqliteShelf final : public Shelf {
 public:
  SqliteShelf() {
    std::string name = testing::TempDir() + "plimsoll_journal_XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr);
    directory_ = name;
    reopen();
  }
  ~SqliteShelf() override {
    journal_.reset();
    std::filesystem::remove_all(directory_);
  }
  Journal& journal() override { return *journal_; }
  void reopen() override {
    journal_.reset();
    auto opened = SqliteJournal::open(directory_ + "/journal.db");
    if (!opened) check_failed("open", __FILE__, __LINE__, describe(opened.error()).c_str());
    journal_ = std::move(*opened);
  }

 private:
  std::string directory_;
  std::unique_ptr<SqliteJournal> journal_;
};

struct Kind {
  const char* name;
  std::function<std::unique_ptr<Shelf>()> make;
};

class JournalConformance : public testing::TestWithParam<Kind> {
 protected:
  Journal& journal() { return shelf_->journal(); }

  void append(const std::string& payload) {
    const std::uint64_t next = journal().last().value + 1;
    const auto appended = journal().append(record(next, payload));
    ASSERT_TRUE(appended.has_value()) << describe(appended.error());
  }
  static Record record(std::uint64_t sequence, const std::string& payload) {
    return Record{Sequence{sequence}, Timestamp{1'700'000'000'000 + static_cast<int>(sequence)},
                  payload};
  }
  std::vector<Record> read(std::uint64_t from) {
    std::vector<Record> records;
    const auto done = journal().read(Sequence{from}, [&](const Record& one) -> Result<void> {
      records.push_back(one);
      return {};
    });
    EXPECT_TRUE(done.has_value()) << describe(done.error());
    return records;
  }
  std::vector<std::string> payloads(std::uint64_t from) {
    std::vector<std::string> texts;
    for (const Record& one : read(from)) texts.push_back(one.payload);
    return texts;
  }

  std::unique_ptr<Shelf> shelf_ = GetParam().make();
};

TEST_P(JournalConformance, StartsEmpty) {
  EXPECT_EQ(journal().last(), Sequence{0});
  EXPECT_TRUE(read(1).empty());
  EXPECT_TRUE(read(0).empty());
}

TEST_P(JournalConformance, ReturnsWhatWasAppendedByteForByte) {
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<char>(i));
  std::string megabyte(std::size_t{1} << 20, '\0');
  for (std::size_t i = 0; i < megabyte.size(); i += 3) megabyte[i] = static_cast<char>(i * 31 >> 7);
  const std::vector<std::string> written{"", every_byte, megabyte, std::string(1000, '\0'), "x"};
  for (const std::string& payload : written) append(payload);

  const std::vector<Record> found = read(1);
  ASSERT_EQ(found.size(), written.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Record expected = record(i + 1, written[i]);
    EXPECT_EQ(found[i].sequence, expected.sequence);
    EXPECT_EQ(found[i].time, expected.time);
    EXPECT_TRUE(found[i].payload == expected.payload) << "record " << i + 1;
  }
}

TEST_P(JournalConformance, ReadsInOrderFromAnySequence) {
  for (const char* payload : {"a", "b", "c", "d"}) append(payload);
  EXPECT_EQ(journal().last(), Sequence{4});
  EXPECT_THAT(payloads(0), testing::ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(payloads(1), testing::ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(payloads(3), testing::ElementsAre("c", "d"));
  EXPECT_THAT(payloads(4), testing::ElementsAre("d"));
  EXPECT_THAT(payloads(5), testing::ElementsAre());
  EXPECT_THAT(payloads(~std::uint64_t{0}), testing::ElementsAre());
}

TEST_P(JournalConformance, KeepsTimesThatAreUnusual) {
  ASSERT_TRUE(journal().append(Record{Sequence{1}, Timestamp{-1}, "a"}).has_value());
  ASSERT_TRUE(journal().append(Record{Sequence{2}, Timestamp{0}, "b"}).has_value());
  ASSERT_TRUE(journal().append(Record{Sequence{3}, Timestamp{INT64_MAX}, "c"}).has_value());
  const auto found = read(1);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].time.ms, -1);
  EXPECT_EQ(found[1].time.ms, 0);
  EXPECT_EQ(found[2].time.ms, INT64_MAX);
}

TEST_P(JournalConformance, StopsWhenTheVisitorFails) {
  for (const char* payload : {"a", "b", "c"}) append(payload);
  int visited = 0;
  const auto done = journal().read(Sequence{1}, [&](const Record& one) -> Result<void> {
    ++visited;
    if (one.payload == "b") return fail(ErrorCode::kMalformed, "no b");
    return {};
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::kMalformed) << "the visitor's own error comes back";
  EXPECT_EQ(done.error().detail, "no b");
  EXPECT_EQ(visited, 2);
  append("d");
  EXPECT_THAT(payloads(4), testing::ElementsAre("d")) << "the journal stays usable";
}

TEST_P(JournalConformance, GoesOnAfterReopening) {
  append("a");
  append("b");
  shelf_->reopen();
  EXPECT_EQ(journal().last(), Sequence{2});
  append("c");
  shelf_->reopen();
  EXPECT_EQ(journal().last(), Sequence{3});
  EXPECT_THAT(payloads(1), testing::ElementsAre("a", "b", "c"));
}

// Hashes computed with another program.
TEST_P(JournalConformance, ChainsItsRecords) {
  const auto hash_at = [&](std::uint64_t sequence) {
    const auto bytes = journal().hash_at(Sequence{sequence});
    const auto hash = hash_from_bytes(bytes.value_or(""));
    return hash ? to_text({Sequence{sequence}, *hash}) : "none";
  };
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<char>(i));
  EXPECT_EQ(journal().hash_at(Sequence{0}).value_or(""), std::string(32, '\0'));
  ASSERT_TRUE(journal().append(Record{Sequence{1}, Timestamp{-1}, ""}).has_value());
  shelf_->reopen();
  ASSERT_TRUE(journal().append(Record{Sequence{2}, Timestamp{1'700'000'000'000}, "abc"}));
  ASSERT_TRUE(journal().append(Record{Sequence{3}, Timestamp{1'700'000'000'000}, every_byte}));
  EXPECT_EQ(hash_at(1), "1:9b4e8ebcc4b573b4231be807c9371277ff027390577565307deb69166600bbcf");
  EXPECT_EQ(hash_at(2), "2:50b8b0aec1c386ec4212a6834c030a2bfe195eaaa37d3317a593747d539396af");
  EXPECT_EQ(hash_at(3), "3:5455c00b71dd72821e60a18f7fad36da22ac35d08ab381b6d74247f3ca4ca7da");
  EXPECT_EQ(journal().hash_at(Sequence{0}).value_or(""), std::string(32, '\0'));
  const auto beyond = journal().hash_at(Sequence{4});
  ASSERT_FALSE(beyond.has_value());
  EXPECT_EQ(beyond.error().code, ErrorCode::kJournal);
}

TEST_P(JournalConformance, MayBeReadWhileReading) {
  for (const char* payload : {"a", "b"}) append(payload);
  std::vector<std::string> seen;
  const auto done = journal().read(Sequence{1}, [&](const Record& outer) -> Result<void> {
    for (const std::string& inner : payloads(outer.sequence.value))
      seen.push_back(outer.payload + inner);
    return {};
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_THAT(seen, testing::ElementsAre("aa", "ab", "bb"));
}

using JournalConformanceDeathTest = JournalConformance;

TEST_P(JournalConformanceDeathTest, AWrongSequenceStopsTheProcess) {
  append("a");
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{3}}) {
    EXPECT_DEATH(static_cast<void>(journal().append(record(wrong, "x"))), "out of sequence");
  }
}

const auto kKinds = testing::Values(Kind{"Memory", [] { return std::make_unique<MemoryShelf>(); }},
                                    Kind{"Sqlite", [] { return std::make_unique<SqliteShelf>(); }});
const auto kKindName = [](const auto& info) { return std::string(info.param.name); };

INSTANTIATE_TEST_SUITE_P(Journals, JournalConformance, kKinds, kKindName);
INSTANTIATE_TEST_SUITE_P(Journals, JournalConformanceDeathTest, kKinds, kKindName);

}  // namespace
}  // namespace plimsoll::journal
