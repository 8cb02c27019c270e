// Shared by the tests of the SQLite journal.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "journal/sqlite_journal.h"

namespace plimsoll::journal {

// The payload of a sequence, recognisable and of varying size.
inline std::string payload_of(std::uint64_t sequence) {
  std::string text;
  for (std::uint64_t i = 0; i <= sequence % 40; ++i) text += std::to_string(sequence * 1009 + i);
  return text;
}

inline std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void spill(const std::string& path, const std::string& bytes) {
  // A new file: some file systems wait for the disk when an old one is cut to nothing.
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

// Brings the journal at `path` to `records` records in one transaction, without the wait for the
// disk that each append is.
template <class Make>
void append_at_once(const std::string& path, std::uint64_t records, const Make& make) {
  std::uint64_t next = 1;
  ChainHash head{};
  {
    const auto journal = SqliteJournal::open(path);
    ASSERT_TRUE(journal.has_value()) << describe(journal.error());
    next = (*journal)->last().value + 1;
    head = hash_from_bytes((*journal)->hash_at((*journal)->last()).value_or("")).value_or(head);
  }
  auto database = db::Database::open(path, db::Access::kReadWrite);
  ASSERT_TRUE(database.has_value()) << describe(database.error());
  ASSERT_TRUE(database->execute("PRAGMA synchronous=OFF; BEGIN").has_value());
  auto insert = database->prepare("INSERT INTO records VALUES(?1, ?2, ?3, ?4)");
  ASSERT_TRUE(insert.has_value()) << describe(insert.error());
  Chain chain(head);
  for (; next <= records; ++next) {
    const engine::Record record = make(next);
    insert->bind(1, static_cast<std::int64_t>(next));
    insert->bind(2, record.time.ms);
    insert->bind_blob(3, record.payload);
    insert->bind_blob(4, bytes_of(chain.extend(record)));
    ASSERT_TRUE(insert->run().has_value());
  }
  ASSERT_TRUE(database->execute("COMMIT").has_value());
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
    append_at_once(path_, records, [](std::uint64_t i) {
      return engine::Record{Sequence{i}, Timestamp{1000}, payload_of(i)};
    });
  }
  // Changes the closed file behind the journal's back.
  void tamper(const std::string& sql) {
    auto database = db::Database::open(path_, db::Access::kReadWrite);
    ASSERT_TRUE(database.has_value()) << describe(database.error());
    const auto done = database->execute("PRAGMA synchronous=OFF;" + sql);
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

inline Result<std::uint64_t> count_sound_records(const SqliteJournal& journal) {
  std::uint64_t count = 0;
  RETURN_IF_ERROR(journal.read(Sequence{1}, [&](const engine::Record& record) -> Result<void> {
    ++count;
    EXPECT_EQ(record.sequence.value, count);
    EXPECT_EQ(record.payload, payload_of(count));
    return {};
  }));
  return count;
}

}  // namespace plimsoll::journal
