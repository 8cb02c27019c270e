// Reading a journal from outside: what the writer wrote is there, nothing is made or changed beside
// a file at rest, and a server that starts or writes meanwhile does not disturb.
#include "journal/journal_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "journal/testing.h"

namespace plimsoll::journal {
namespace {

using engine::Record;
using testing::AllOf;
using testing::HasSubstr;

std::string hash_of(const engine::Records& records, std::uint64_t sequence) {
  return records.hash_at(Sequence{sequence}).value_or("none");
}

class JournalFileTest : public SqliteJournalTest {
 protected:
  std::unique_ptr<JournalFile> opened() {
    auto file = JournalFile::open(path_);
    EXPECT_TRUE(file.has_value()) << describe(file.error());
    return file ? std::move(*file) : nullptr;
  }
  static std::vector<std::uint64_t> sequences(const JournalFile& file, std::uint64_t from) {
    std::vector<std::uint64_t> found;
    const auto done = file.read(Sequence{from}, [&](const Record& record) -> Result<void> {
      EXPECT_EQ(record.payload, payload_of(record.sequence.value));
      found.push_back(record.sequence.value);
      return {};
    });
    EXPECT_TRUE(done.has_value()) << describe(done.error());
    return found;
  }
  static Result<void> append(SqliteJournal& journal, std::uint64_t sequence) {
    return journal.append(Record{Sequence{sequence}, Timestamp{1000}, payload_of(sequence)});
  }
  std::set<std::string> files() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_))
      names.insert(entry.path().filename());
    return names;
  }
};

TEST_F(JournalFileTest, ReadsAFileAtRestWithoutATrace) {
  fill(2500);  // more than is read at once
  std::filesystem::remove(path_ + ".lock");
  const std::string before = slurp(path_);
  {
    const auto file = opened();
    EXPECT_EQ(file->last(), Sequence{2500});
    EXPECT_EQ(sequences(*file, 1).size(), 2500u);
    EXPECT_THAT(sequences(*file, 2499), testing::ElementsAre(2499, 2500));
    EXPECT_TRUE(file->check_structure().has_value());
    EXPECT_EQ(files(), std::set<std::string>{"journal.db"});
  }
  EXPECT_EQ(files(), std::set<std::string>{"journal.db"});
  EXPECT_EQ(slurp(path_), before);
}

TEST_F(JournalFileTest, NamesOfFilesMayHoldAnything) {
  fill(3);
  for (const char* name : {"a?b", "a#b", "a%3fb", "a b", ":memory:"}) {
    const std::string other = directory_ + "/" + name;
    std::filesystem::copy_file(path_, other);
    const auto file = JournalFile::open(other);
    ASSERT_TRUE(file.has_value()) << describe(file.error());
    EXPECT_EQ((*file)->last(), Sequence{3}) << name;
  }
}

TEST_F(JournalFileTest, SeesWhatAWriterBesideItAppends) {
  fill(2);
  const auto before = opened();
  auto writer = SqliteJournal::open(path_);
  ASSERT_TRUE(writer.has_value()) << describe(writer.error());
  const auto beside = opened();
  ASSERT_TRUE(append(**writer, 3).has_value());
  for (const auto* file : {before.get(), beside.get()}) {
    EXPECT_EQ(file->last(), Sequence{2}) << "until it is refreshed";
    EXPECT_THAT(sequences(*file, 1), testing::ElementsAre(1, 2));
    EXPECT_FALSE(file->hash_at(Sequence{3}).has_value());
  }
  for (auto* file : {before.get(), beside.get()}) {
    const auto last = file->refresh();
    ASSERT_TRUE(last.has_value()) << describe(last.error());
    EXPECT_EQ(*last, Sequence{3});
    EXPECT_THAT(sequences(*file, 1), testing::ElementsAre(1, 2, 3));
    for (std::uint64_t i = 0; i <= 3; ++i) EXPECT_EQ(hash_of(*file, i), hash_of(**writer, i));
  }
  EXPECT_THAT(refusal(), HasSubstr("in use")) << "reading neither takes nor gives the lock";
}

// The log is brought home into the file while it is being read as a file at rest.
TEST_F(JournalFileTest, GoesOnWhenAWriterStartsUnderneath) {
  fill(3000);
  const auto file = opened();
  std::uint64_t seen = 0;
  const auto done = file->read(Sequence{1}, [&](const Record& record) -> Result<void> {
    EXPECT_EQ(record.sequence.value, ++seen);
    EXPECT_EQ(record.payload, payload_of(seen));
    if (seen != 500) return {};
    auto writer = SqliteJournal::open(path_);
    EXPECT_TRUE(writer.has_value()) << describe(writer.error());
    for (std::uint64_t i = 3001; i <= 3400; ++i) RETURN_IF_ERROR(append(**writer, i));
    return {};
  });
  ASSERT_TRUE(done.has_value()) << describe(done.error());
  EXPECT_EQ(seen, 3000u);
  EXPECT_EQ(file->refresh().value_or(Sequence{0}), Sequence{3400});
}

TEST_F(JournalFileTest, FindsTheNewestRecordUntilATime) {
  {
    auto writer = SqliteJournal::open(path_);
    ASSERT_TRUE(writer.has_value());
    std::uint64_t sequence = 0;
    for (const std::int64_t time : {-5, 10, 10, 20, 20, 20, 30}) {
      ++sequence;
      ASSERT_TRUE((*writer)->append(Record{Sequence{sequence}, Timestamp{time}, "x"}).has_value());
    }
  }
  const auto file = opened();
  const std::vector<std::pair<std::int64_t, std::uint64_t>> expected{
      {INT64_MIN, 0}, {-6, 0}, {-5, 1}, {9, 1},  {10, 3},
      {19, 3},        {20, 6}, {29, 6}, {30, 7}, {INT64_MAX, 7}};
  for (const auto& [time, sequence] : expected)
    EXPECT_EQ(file->last_until(Timestamp{time}).value_or(Sequence{99}).value, sequence) << time;
}

TEST_F(JournalFileTest, AnEmptyJournalHasNoRecords) {
  fill(0);
  const auto file = opened();
  EXPECT_EQ(file->last(), Sequence{0});
  EXPECT_TRUE(sequences(*file, 1).empty());
  EXPECT_EQ(file->last_until(Timestamp{INT64_MAX}).value_or(Sequence{9}), Sequence{0});
  EXPECT_EQ(hash_of(*file, 0), std::string(32, '\0'));
}

TEST_F(JournalFileTest, CopiesOneStateOfTheFileWhileItIsWritten) {
  fill(300);
  auto writer = SqliteJournal::open(path_);
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE(append(**writer, 301).has_value());
  const auto file = opened();
  const std::string copy = directory_ + "/copy.db";
  ASSERT_TRUE(file->copy_to(copy).has_value());
  ASSERT_TRUE(append(**writer, 302).has_value()) << "the writer goes on";
  const auto copied = JournalFile::open(copy);
  ASSERT_TRUE(copied.has_value()) << describe(copied.error());
  EXPECT_EQ((*copied)->last(), Sequence{301});
  EXPECT_EQ(sequences(**copied, 1).size(), 301u);
  EXPECT_EQ(hash_of(**copied, 301), hash_of(**writer, 301));
  EXPECT_FALSE(file->copy_to(copy).has_value()) << "nothing is written over";
  EXPECT_EQ(refusal(copy), "opened") << "the copy is a journal to go on with";
}

TEST_F(JournalFileTest, RefusesWhatIsNoJournal) {
  EXPECT_THAT(JournalFile::open(path_).error().detail,
              HasSubstr("there is no journal at " + path_));
  EXPECT_FALSE(std::filesystem::exists(path_));
  spill(path_, std::string(5000, 'x'));
  EXPECT_THAT(JournalFile::open(path_).error().detail,
              AllOf(HasSubstr(path_), HasSubstr("not a database")));
  EXPECT_EQ(JournalFile::open(path_).error().code, ErrorCode::kJournal);
}

}  // namespace
}  // namespace plimsoll::journal
