// A file that is not a sound journal is refused with a text that names it; what can be mended from
// the log is mended; nothing crashes and no record vanishes without a word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "journal/testing.h"

namespace plimsoll::journal {
namespace {

using engine::Record;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

using SqliteJournalDamageTest = SqliteJournalTest;

TEST_F(SqliteJournalDamageTest, RefusesFilesThatAreNoJournalAndLeavesThemAlone) {
  const std::string text = "BTC,ETH\n" + std::string(5000, 'x');
  spill(path_, text);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("not a database")));
  EXPECT_EQ(slurp(path_), text);

  spill(path_, "");
  EXPECT_THAT(refusal(), HasSubstr(path_ + " is not a Plimsoll journal; choose another file"));
  EXPECT_EQ(std::filesystem::file_size(path_), 0u);

  std::filesystem::remove(path_);
  auto foreign = db::Database::open(path_, db::Access::kCreate);
  ASSERT_TRUE(foreign.has_value());
  ASSERT_TRUE(foreign->execute("CREATE TABLE records(sequence INTEGER)").has_value());
  const std::string before = slurp(path_);
  EXPECT_THAT(refusal(), HasSubstr("is not a Plimsoll journal"));
  EXPECT_EQ(slurp(path_), before);
}

TEST_F(SqliteJournalDamageTest, RefusesANewerFormat) {
  for (const char* newer : {"PRAGMA user_version=3", "UPDATE meta SET value='3'",
                            "PRAGMA user_version=9; DROP TABLE meta"}) {
    std::filesystem::remove(path_);
    fill(2);
    tamper(newer);
    EXPECT_THAT(refusal(), AllOf(HasSubstr(path_ + " has journal format"),
                                 HasSubstr("use the newer program that wrote it")))
        << newer;
  }
}

TEST_F(SqliteJournalDamageTest, RefusesTheFormatBeforeTheFirstReleaseAndSaysWhatToDo) {
  fill(2);
  tamper("PRAGMA user_version=1; UPDATE meta SET value='1'; ALTER TABLE records DROP COLUMN hash");
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_ + " has journal format 1"),
                               HasSubstr("`plimsoll export` of the program that wrote it")));
}

TEST_F(SqliteJournalDamageTest, NamesTheSequenceThatIsMissing) {
  fill(9);
  tamper("DELETE FROM records WHERE sequence IN (4, 5)");
  {
    const auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value());
    int visited = 0;
    const auto count = [&](const Record&) { return ++visited, Result<void>(); };
    const auto whole = (*journal)->read(Sequence{1}, count);
    ASSERT_FALSE(whole.has_value());
    EXPECT_EQ(whole.error().code, ErrorCode::kJournal);
    EXPECT_THAT(whole.error().detail, HasSubstr(path_ + " is damaged: record 4 is missing"));
    EXPECT_EQ(visited, 3);
    EXPECT_THAT((*journal)->read(Sequence{5}, count).error().detail, HasSubstr("record 4"));
    EXPECT_THAT((*journal)->read(Sequence{6}, count).error().detail, HasSubstr("record 5"));
    EXPECT_TRUE((*journal)->read(Sequence{7}, count).has_value());
  }
  tamper("DELETE FROM records WHERE sequence < 7");
  EXPECT_THAT(refusal(), HasSubstr("its first record is 7, not 1"));
}

TEST_F(SqliteJournalDamageTest, RefusesAMutilatedSchema) {
  for (const char* damage : {"DROP TABLE records", "DROP TABLE meta", "DELETE FROM meta",
                             "UPDATE meta SET value='x'", "PRAGMA user_version=0"}) {
    std::filesystem::remove(path_);
    fill(2);
    tamper(damage);
    EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), testing::Ne("opened"))) << damage;
  }
}

// Opens and reads a damaged file: an error with a text, or every record as it was written.
void expect_refused_or_sound(const std::string& path, std::uint64_t records,
                             const std::string& what) {
  const auto journal = SqliteJournal::open(path);
  if (!journal) {
    EXPECT_THAT(describe(journal.error()), AllOf(StartsWith("JOURNAL: "), HasSubstr(path))) << what;
    return;
  }
  const auto found = count_sound_records(**journal);
  if (!found) {
    EXPECT_THAT(describe(found.error()), AllOf(StartsWith("JOURNAL: "), HasSubstr(path))) << what;
  } else {
    EXPECT_EQ(*found, records) << what << ": records vanished without a word";
  }
}

TEST_F(SqliteJournalDamageTest, ATruncatedFileIsRefused) {
  constexpr std::uint64_t kRecords = 300;
  fill(kRecords);
  const std::string whole = slurp(path_);
  ASSERT_GT(whole.size(), 5u * 4096);
  for (std::size_t size = 0; size < whole.size(); size += 1 + size % 1500) {
    spill(path_, whole.substr(0, size));
    EXPECT_THAT(refusal(), HasSubstr(path_)) << "cut to " << size;
  }
  spill(path_, whole);
  EXPECT_EQ(refusal(), "opened");
}

TEST_F(SqliteJournalDamageTest, ATruncatedFileOfAKilledProcessIsRefusedOrMendedFromItsLog) {
  constexpr std::uint64_t kRecords = 320;
  fill(300);
  std::string whole;
  std::string log;
  {
    // What a killed process leaves: the file as it was, and a log with the newest records.
    auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value());
    for (std::uint64_t i = 301; i <= kRecords; ++i) {
      ASSERT_TRUE(
          (*journal)->append(Record{Sequence{i}, Timestamp{1000}, payload_of(i)}).has_value());
    }
    whole = slurp(path_);
    log = slurp(path_ + "-wal");
  }
  for (std::size_t cut = 0; cut < 3 * 4096; cut += 1 + cut % 300) {
    spill(path_, whole.substr(0, whole.size() - cut));
    spill(path_ + "-wal", log);
    expect_refused_or_sound(path_, kRecords, "cut by " + std::to_string(cut));
  }
  spill(path_, whole);
  spill(path_ + "-wal", log);
  EXPECT_EQ(refusal(), "opened");
}

TEST_F(SqliteJournalDamageTest, DamagedPagesAreRefusedAndNeverCrash) {
  constexpr std::uint64_t kRecords = 300;
  fill(kRecords);
  const std::string whole = slurp(path_);
  std::mt19937 random(20211012);
  // Whole pages of noise: SQLite finds each where it is read.
  for (std::size_t page = 0; page + 4096 <= whole.size(); page += 4096) {
    std::string damaged = whole;
    for (std::size_t i = 0; i < 4096; ++i) damaged[page + i] = static_cast<char>(random());
    spill(path_, damaged);
    expect_refused_or_sound(path_, kRecords, "noise at " + std::to_string(page));
  }
  // The structure at the head of every page, byte by byte.
  for (std::size_t page = 0; page + 4096 <= whole.size(); page += 4096) {
    for (int round = 0; round < 20; ++round) {
      std::string damaged = whole;
      damaged[page + random() % 16] ^= static_cast<char>(1 + random() % 255);
      spill(path_, damaged);
      const auto journal = SqliteJournal::open(path_);
      if (journal.has_value())
        static_cast<void>(
            (*journal)->read(Sequence{1}, [](const Record&) { return Result<void>(); }));
    }
  }
}

}  // namespace
}  // namespace plimsoll::journal
