// What the SQLite journal adds to the common promises: one writer, nothing acknowledged is lost
// when the process is killed, and a file that is not a sound journal is refused with a text that
// says what to do.
#include "journal/sqlite_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace {
int syncs = 0;
}  // namespace

// Takes the place of the C library's function for SQLite too, to see that it is called.
extern "C" int fdatasync(int file) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fdatasync, file));
}

namespace plimsoll::journal {
namespace {

using engine::Record;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// The payload of a sequence, recognisable and of varying size.
std::string payload_of(std::uint64_t sequence) {
  std::string text;
  for (std::uint64_t i = 0; i <= sequence % 40; ++i) text += std::to_string(sequence * 1009 + i);
  return text;
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void spill(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class SqliteJournalTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "plimsoll_journal_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = directory_ + "/journal.db";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // A closed journal with `records` records.
  void fill(std::uint64_t records) {
    auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value()) << describe(journal.error());
    for (std::uint64_t i = 1; i <= records; ++i) {
      ASSERT_TRUE(
          (*journal)->append(Record{Sequence{i}, Timestamp{1000}, payload_of(i)}).has_value());
    }
  }
  // Changes the closed file behind the journal's back.
  void tamper(const std::string& sql) {
    auto database = db::Database::open(path_, db::Access::kReadWrite);
    ASSERT_TRUE(database.has_value()) << describe(database.error());
    const auto done = database->execute(sql);
    ASSERT_TRUE(done.has_value()) << describe(done.error());
  }
  std::string refusal(const std::string& path) {
    const auto opened = SqliteJournal::open(path);
    if (opened.has_value()) return "opened";
    EXPECT_EQ(opened.error().code, ErrorCode::kJournal);
    return opened.error().detail;
  }
  std::string refusal() { return refusal(path_); }

  std::string directory_;
  std::string path_;
};

Result<std::uint64_t> count_sound_records(const SqliteJournal& journal) {
  std::uint64_t count = 0;
  RETURN_IF_ERROR(journal.read(Sequence{1}, [&](const Record& record) -> Result<void> {
    ++count;
    EXPECT_EQ(record.sequence.value, count);
    EXPECT_EQ(record.payload, payload_of(count));
    return {};
  }));
  return count;
}

TEST_F(SqliteJournalTest, RefusesASecondWriterByAnyNameOfTheFile) {
  auto first = SqliteJournal::open(path_);
  ASSERT_TRUE(first.has_value());
  const std::string link = directory_ + "/link.db";
  std::filesystem::create_symlink(path_, link);
  for (const std::string& name : {path_, directory_ + "/./journal.db", link}) {
    EXPECT_THAT(refusal(name), HasSubstr(path_ + " is in use by another process; stop it first"));
  }
  first->reset();
  EXPECT_EQ(refusal(), "opened") << "the lock ends with its holder";
}

TEST_F(SqliteJournalTest, RefusesASecondProcess) {
  const auto first = SqliteJournal::open(path_);
  ASSERT_TRUE(first.has_value());
  const pid_t child = fork();
  if (child == 0) _exit(refusal().find("in use by another process") != std::string::npos ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(SqliteJournalTest, CanBeReadByOthersWhileItIsWritten) {
  auto journal = SqliteJournal::open(path_);
  ASSERT_TRUE(journal.has_value());
  ASSERT_TRUE((*journal)->append(Record{Sequence{1}, Timestamp{5}, "one"}).has_value());
  auto reader = db::Database::open(path_, db::Access::kReadOnly);
  ASSERT_TRUE(reader.has_value()) << describe(reader.error());
  auto snapshot = db::Database::open(path_, db::Access::kReadOnly);
  ASSERT_TRUE(snapshot->execute("BEGIN; SELECT * FROM records").has_value());
  ASSERT_TRUE((*journal)->append(Record{Sequence{2}, Timestamp{6}, "two"}).has_value())
      << "a reader's long transaction does not stop the writer";
  EXPECT_EQ(reader
                ->query_text("SELECT group_concat(sequence || ':' || time_ms || ':' || payload)"
                             " FROM records")
                .value(),
            "1:5:one,2:6:two");
  EXPECT_EQ(reader->query_text("SELECT value FROM meta WHERE key = 'format_version'").value(), "1");
}

TEST_F(SqliteJournalTest, FilesAreTheOwnersAlone) {
  const auto journal = SqliteJournal::open(path_);
  ASSERT_TRUE(journal.has_value());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    struct stat status {};
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0600u) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 4) << "journal.db, its log, the log's index and the lock";
}

TEST_F(SqliteJournalTest, WritesTheHeaderByWhichOthersKnowIt) {
  fill(1);
  const std::string bytes = slurp(path_);
  ASSERT_GE(bytes.size(), 100u);
  EXPECT_EQ(bytes.substr(0, 16), std::string("SQLite format 3\0", 16));
  EXPECT_EQ(bytes.substr(60, 4), std::string("\0\0\0\1", 4)) << "user version";
  EXPECT_EQ(bytes.substr(68, 4), "PLIM") << "application id";
}

TEST_F(SqliteJournalTest, EachAppendReachesTheDiskBeforeItReturns) {
  const auto journal = SqliteJournal::open(path_);
  ASSERT_TRUE(journal.has_value());
  for (std::uint64_t i = 1; i <= 5; ++i) {
    const int before = syncs;
    ASSERT_TRUE((*journal)->append(Record{Sequence{i}, Timestamp{0}, "x"}).has_value());
    EXPECT_GT(syncs, before) << "record " << i;
  }
}

// Appends until killed and reports each acknowledged sequence.
[[noreturn]] void append_for_ever(const std::string& path, int report) {
  auto journal = SqliteJournal::open(path);
  if (!journal) _exit(1);
  for (std::uint64_t next = (*journal)->last().value + 1;; ++next) {
    if (!(*journal)->append(Record{Sequence{next}, Timestamp{0}, payload_of(next)})) _exit(2);
    if (write(report, &next, sizeof(next)) != sizeof(next)) _exit(3);
  }
}

// Lets a child append for a while, kills it, and returns the last sequence it acknowledged.
std::uint64_t append_until_killed(const std::string& path, std::uint64_t at_least) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    append_for_ever(path, ends[1]);
  }
  close(ends[1]);
  std::uint64_t acknowledged = 0;
  for (std::uint64_t i = 0; i < at_least; ++i) {
    if (read(ends[0], &acknowledged, sizeof(acknowledged)) != sizeof(acknowledged)) break;
  }
  kill(child, SIGKILL);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child failed by itself: " << WEXITSTATUS(status);
  while (read(ends[0], &acknowledged, sizeof(acknowledged)) == sizeof(acknowledged)) continue;
  close(ends[0]);
  return acknowledged;
}

TEST_F(SqliteJournalTest, NothingAcknowledgedIsLostWhenTheProcessIsKilled) {
  std::uint64_t before = 0;
  for (const std::uint64_t appends : {1u, 2u, 40u, 7u, 150u, 1u, 25u}) {
    const std::uint64_t acknowledged = append_until_killed(path_, appends);
    ASSERT_GE(acknowledged, before + appends);
    const auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value()) << describe(journal.error());
    const auto found = count_sound_records(**journal);
    ASSERT_TRUE(found.has_value()) << describe(found.error());
    EXPECT_GE(*found, acknowledged);
    EXPECT_LE(*found, acknowledged + 1) << "at most the record that was being acknowledged";
    EXPECT_EQ((*journal)->last().value, *found);
    before = *found;
  }
}

TEST_F(SqliteJournalTest, IsMadeCompletelyOrNotAtAll) {
  spill(path_ + ".new", "what a crash while making it left behind");
  spill(path_ + ".new-journal", "and its rollback journal");
  EXPECT_EQ(refusal(), "opened");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new-journal"));
}

TEST_F(SqliteJournalTest, RefusesFilesThatAreNoJournalAndLeavesThemAlone) {
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

TEST_F(SqliteJournalTest, RefusesANewerFormat) {
  for (const char* newer : {"PRAGMA user_version=2", "UPDATE meta SET value='2'",
                            "PRAGMA user_version=9; DROP TABLE meta"}) {
    std::filesystem::remove(path_);
    fill(2);
    tamper(newer);
    EXPECT_THAT(refusal(), AllOf(HasSubstr(path_ + " has journal format"),
                                 HasSubstr("use the newer program that wrote it")))
        << newer;
  }
}

TEST_F(SqliteJournalTest, NamesTheSequenceThatIsMissing) {
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
    EXPECT_THAT((*journal)->read(Sequence{5}, count).error().detail, HasSubstr("record 5"));
    EXPECT_TRUE((*journal)->read(Sequence{6}, count).has_value());
  }
  tamper("DELETE FROM records WHERE sequence < 7");
  EXPECT_THAT(refusal(), HasSubstr("its first record is 7, not 1"));
}

TEST_F(SqliteJournalTest, RefusesAMutilatedSchema) {
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

TEST_F(SqliteJournalTest, ATruncatedFileIsRefused) {
  constexpr std::uint64_t kRecords = 300;
  fill(kRecords);
  const std::string whole = slurp(path_);
  ASSERT_GT(whole.size(), 5u * 4096);
  for (std::size_t size = 0; size < whole.size(); size += 1 + size % 1500) {
    spill(path_, whole.substr(0, size));
    expect_refused_or_sound(path_, kRecords, "cut to " + std::to_string(size));
  }
}

TEST_F(SqliteJournalTest, DamagedPagesAreRefusedAndNeverCrash) {
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

TEST_F(SqliteJournalTest, AFailedAppendIsReportedAndIsTheLast) {
  auto journal = SqliteJournal::open(path_);
  ASSERT_TRUE(journal.has_value());
  ASSERT_TRUE((*journal)->append(Record{Sequence{1}, Timestamp{0}, "a"}).has_value());
  tamper("INSERT INTO records VALUES(2, 0, x'00')");
  const auto taken = (*journal)->append(Record{Sequence{2}, Timestamp{0}, "b"});
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, ErrorCode::kJournal);
  EXPECT_THAT(taken.error().detail, HasSubstr(path_));
  EXPECT_EQ((*journal)->last(), Sequence{1});
  EXPECT_DEATH(static_cast<void>((*journal)->append(Record{Sequence{2}, Timestamp{0}, "b"})),
               "a journal that failed is used again");
}

TEST_F(SqliteJournalTest, SaysWhyItCannotBeMade) {
  EXPECT_THAT(refusal(directory_ + "/absent/journal.db"),
              AllOf(HasSubstr("/absent/journal.db"), HasSubstr("No such file or directory"),
                    HasSubstr("directory must exist and be writable")));
  EXPECT_THAT(refusal(directory_), HasSubstr("is a directory"));
  EXPECT_THAT(refusal(""), HasSubstr("needs a file name"));
}

// Permissions bind everybody but root: as root, become nobody for a moment.
class AsOrdinaryUser {
 public:
  AsOrdinaryUser() : ordinary_(geteuid() != 0 || seteuid(65534) == 0) {}
  ~AsOrdinaryUser() {
    if (getuid() == 0) static_cast<void>(!seteuid(0));
  }
  [[nodiscard]] bool ordinary() const { return ordinary_; }

 private:
  bool ordinary_;
};

TEST_F(SqliteJournalTest, SaysThatADirectoryOrAFileCannotBeWritten) {
  fill(1);
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  ASSERT_EQ(chmod((path_ + ".lock").c_str(), 0666), 0);
  ASSERT_EQ(chmod(directory_.c_str(), 0555), 0);
  std::string existing;
  std::string made;
  {
    const AsOrdinaryUser user;
    if (!user.ordinary()) GTEST_SKIP() << "root that cannot become another user";
    existing = refusal();
    made = refusal(directory_ + "/other.db");
  }
  ASSERT_EQ(chmod(directory_.c_str(), 0755), 0);
  EXPECT_THAT(existing, AllOf(HasSubstr(path_), HasSubstr("cannot be written")));
  EXPECT_THAT(made, AllOf(HasSubstr("/other.db.lock"), HasSubstr("Permission denied"),
                          HasSubstr("directory must exist and be writable")));
}

}  // namespace
}  // namespace plimsoll::journal
