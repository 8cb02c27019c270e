// What the SQLite journal adds to the common promises: one writer, readers beside it, nothing
// acknowledged is lost when the process is killed, and failures that say what to do.
#include "journal/sqlite_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "journal/testing.h"

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

// SQLite itself would go on writing into the file that nobody will ever find.
TEST_F(SqliteJournalTest, FailsWhenItsFilesAreTakenAway) {
  for (const char* suffix : {"", "-wal"}) {
    const std::string path = directory_ + "/taken.db";
    auto journal = SqliteJournal::open(path);
    ASSERT_TRUE(journal.has_value());
    ASSERT_TRUE((*journal)->append(Record{Sequence{1}, Timestamp{5}, "one"}).has_value());
    std::filesystem::rename(path + suffix, directory_ + "/elsewhere");
    const auto appended = (*journal)->append(Record{Sequence{2}, Timestamp{6}, "two"});
    ASSERT_FALSE(appended.has_value());
    EXPECT_EQ(appended.error().code, ErrorCode::kJournal);
    EXPECT_THAT(appended.error().detail, HasSubstr("removed or moved away while it was in use"));
    journal->reset();
    for (const char* rest : {"", "-wal", "-shm"}) std::filesystem::remove(path + rest);
  }
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
  EXPECT_EQ(reader->query_text("SELECT value FROM meta WHERE key = 'format_version'").value(), "2");
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
  EXPECT_EQ(bytes.substr(60, 4), std::string("\0\0\0\2", 4)) << "user version";
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

TEST_F(SqliteJournalTest, AFailedAppendIsReportedAndIsTheLast) {
  auto journal = SqliteJournal::open(path_);
  ASSERT_TRUE(journal.has_value());
  ASSERT_TRUE((*journal)->append(Record{Sequence{1}, Timestamp{0}, "a"}).has_value());
  tamper("INSERT INTO records VALUES(2, 0, x'00', x'00')");
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
