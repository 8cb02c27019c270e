// The SQLite shell: bytes come back as they went in, what was not committed is gone, and every
// failure is a text that names the file.
#include "db/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <limits>

namespace plimsoll::db {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "plimsoll_db_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = directory_ + "/test.db";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  Database created() {
    auto database = Database::open(path_, Access::kCreate);
    EXPECT_TRUE(database.has_value()) << describe(database.error());
    return std::move(*database);
  }

  std::string directory_;
  std::string path_;
};

TEST_F(DatabaseTest, ReturnsEveryBoundValueUnchanged) {
  Database database = created();
  ASSERT_TRUE(database.execute("CREATE TABLE t(n INTEGER, s TEXT, b BLOB) STRICT"));
  auto insert = database.prepare("INSERT INTO t VALUES(?1, ?2, ?3)");
  ASSERT_TRUE(insert.has_value());
  const std::string zeros("a\0b", 3);
  insert->bind(1, std::numeric_limits<std::int64_t>::min());
  insert->bind_text(2, "text");
  insert->bind_blob(3, zeros);
  ASSERT_TRUE(insert->run().has_value());
  insert->bind(1, 7);
  insert->bind_text(2, {});
  insert->bind_blob(3, {});
  ASSERT_TRUE(insert->run().has_value());

  auto select = database.prepare("SELECT n, s, b FROM t ORDER BY rowid");
  ASSERT_TRUE(select.has_value());
  EXPECT_EQ(select->step().value(), true);
  EXPECT_EQ(select->integer(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(select->bytes(1), "text");
  EXPECT_EQ(select->bytes(2), zeros);
  EXPECT_EQ(select->step().value(), true);
  EXPECT_EQ(select->bytes(1), "");
  EXPECT_FALSE(select->is_null(1)) << "empty text is not NULL";
  EXPECT_FALSE(select->is_null(2)) << "nor are empty bytes";
  EXPECT_EQ(select->step().value(), false);
}

TEST_F(DatabaseTest, ForgetsWhatWasNotCommitted) {
  Database database = created();
  ASSERT_TRUE(database.execute("CREATE TABLE t(n INTEGER)"));
  {
    auto dropped = Transaction::begin(database);
    ASSERT_TRUE(dropped.has_value());
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
  }
  {
    auto kept = Transaction::begin(database);
    ASSERT_TRUE(kept.has_value()) << "the first one has ended";
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES(2)"));
    ASSERT_TRUE(kept->commit().has_value());
  }
  EXPECT_EQ(database.query_text("SELECT group_concat(n) FROM t").value(), "2");
}

TEST_F(DatabaseTest, StaysUsableAfterAFailedStatement) {
  Database database = created();
  ASSERT_TRUE(database.execute("CREATE TABLE t(n INTEGER PRIMARY KEY)"));
  auto insert = database.prepare("INSERT INTO t VALUES(?1)");
  ASSERT_TRUE(insert.has_value());
  insert->bind(1, 1);
  ASSERT_TRUE(insert->run().has_value());
  insert->bind(1, 1);
  const auto twice = insert->run();
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, ErrorCode::kFile);
  EXPECT_THAT(twice.error().detail, AllOf(HasSubstr(path_), HasSubstr("UNIQUE constraint failed")));
  insert->bind(1, 2);
  EXPECT_TRUE(insert->run().has_value());
}

TEST_F(DatabaseTest, RefusesBytesBeyondSqlitesLimitWithoutReadingThem) {
  Database database = created();
  auto select = database.prepare("SELECT ?1");
  ASSERT_TRUE(select.has_value());
  select->bind_blob(1, std::string_view("", std::size_t{1} << 40));
  const auto row = select->step();
  ASSERT_FALSE(row.has_value());
  EXPECT_THAT(row.error().detail, HasSubstr("too big"));
}

TEST_F(DatabaseTest, ReportsWrongSqlAndMissingRows) {
  Database database = created();
  const auto wrong = database.prepare("SELEC 1");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().detail, HasSubstr("syntax error"));
  EXPECT_FALSE(database.execute("INSERT INTO nowhere VALUES(1)").has_value());
  EXPECT_FALSE(database.query_integer("SELECT 1 WHERE 0").has_value());
}

TEST_F(DatabaseTest, MakesAFileThatOnlyItsOwnerReads) {
  Database database = created();
  ASSERT_TRUE(database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(n)"));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(stat((path_ + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777u, 0600u) << suffix;
  }
}

TEST_F(DatabaseTest, OpensAnExistingFileOnly) {
  for (const Access access : {Access::kReadOnly, Access::kReadWrite}) {
    const auto absent = Database::open(path_, access);
    ASSERT_FALSE(absent.has_value());
    EXPECT_EQ(absent.error().code, ErrorCode::kFile);
    EXPECT_THAT(absent.error().detail, AllOf(HasSubstr(path_), HasSubstr("No such file")));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_THAT(Database::open(directory_, Access::kCreate).error().detail,
              HasSubstr("is a directory"));
  EXPECT_FALSE(Database::open("", Access::kCreate).has_value());
}

TEST_F(DatabaseTest, ReadOnlyRefusesToWrite) {
  ASSERT_TRUE(created().execute("CREATE TABLE t(n INTEGER)"));
  auto reader = Database::open(path_, Access::kReadOnly);
  ASSERT_TRUE(reader.has_value());
  const auto written = reader->execute("INSERT INTO t VALUES(1)");
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error().detail, HasSubstr("readonly"));
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(path_) << "ts_ms,symbol,price\n" << std::string(2000, 'x');
  const auto opened = Database::open(path_, Access::kReadWrite);
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().detail, AllOf(HasSubstr(path_), HasSubstr("not a database")));
}

TEST_F(DatabaseTest, ReadingInATransactionSeesOneStateOfTheFile) {
  Database writer = created();
  ASSERT_TRUE(writer.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(n INTEGER)"));
  auto reader = Database::open(path_, Access::kReadOnly);
  ASSERT_TRUE(reader.has_value());
  constexpr const char* kCount = "SELECT count(*) FROM t";
  {
    const auto reading = Transaction::begin_read(*reader);
    ASSERT_TRUE(reading.has_value());
    EXPECT_EQ(reader->query_integer(kCount).value(), 0);
    ASSERT_TRUE(writer.execute("INSERT INTO t VALUES(1)"));
    EXPECT_EQ(reader->query_integer(kCount).value(), 0);
  }
  EXPECT_EQ(reader->query_integer(kCount).value(), 1);
}

TEST_F(DatabaseTest, InMemoryEachConnectionIsADatabaseOfItsOwn) {
  auto one = Database::open_in_memory();
  auto other = Database::open_in_memory();
  ASSERT_TRUE(one.has_value() && other.has_value());
  ASSERT_TRUE(one->execute("CREATE TABLE t(n INTEGER)"));
  EXPECT_EQ(one->query_integer("SELECT count(*) FROM t").value(), 0);
  EXPECT_FALSE(other->query_integer("SELECT count(*) FROM t").has_value());
}

}  // namespace
}  // namespace plimsoll::db
