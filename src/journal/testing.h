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
      ASSERT_TRUE((*journal)
                      ->append(engine::Record{Sequence{i}, Timestamp{1000}, payload_of(i)})
                      .has_value());
    }
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
