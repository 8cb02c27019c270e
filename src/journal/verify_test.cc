// Verifying finds every change of a record and says which record it is; a file whose bytes changed
// is found, or nothing that is read from it changed.
#include "journal/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "book/event_codec.h"
#include "journal/testing.h"

namespace plimsoll::journal {
namespace {

using engine::Record;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Result<Verified> verify_at(const std::string& path,
                           const std::optional<ChainPlace>& expected = std::nullopt) {
  ASSIGN_OR_RETURN(const auto file, JournalFile::open(path));
  return verify(*file, expected, {});
}

class VerifyTest : public SqliteJournalTest {
 protected:
  static std::string real_payload(std::uint64_t sequence) {
    const std::vector<book::Event> events(
        1 + sequence % 4, book::InterestStarted{Timestamp{static_cast<std::int64_t>(sequence)}});
    return book::encode(events);
  }
  static std::int64_t time_of(std::uint64_t sequence) {
    return 1'700'000'000'000 + static_cast<std::int64_t>(sequence / 2);
  }
  void fill_real(std::uint64_t records) {
    append_at_once(path_, records, [](std::uint64_t i) {
      return Record{Sequence{i}, Timestamp{time_of(i)}, real_payload(i)};
    });
  }
  std::string finding() {
    const auto verified = verify_at(path_);
    if (verified) return "sound";
    EXPECT_EQ(verified.error().code, ErrorCode::kJournal);
    return verified.error().detail;
  }
};

TEST_F(VerifyTest, TellsWhatAJournalHolds) {
  fill_real(1500);
  std::uint64_t told = 0;
  auto file = JournalFile::open(path_);
  ASSERT_TRUE(file.has_value());
  const auto verified = verify(**file, {}, [&](Sequence done, Sequence last) {
    EXPECT_EQ(done.value, ++told);
    EXPECT_EQ(last.value, 1500u);
  });
  ASSERT_TRUE(verified.has_value()) << describe(verified.error());
  EXPECT_EQ(told, 1500u);
  EXPECT_EQ(verified->head.sequence, Sequence{1500});
  EXPECT_EQ(verified->first.ms, time_of(1));
  EXPECT_EQ(verified->last.ms, time_of(1500));
  EXPECT_EQ((*file)->hash_at(Sequence{1500}).value_or(""), bytes_of(verified->head.hash));
}

TEST_F(VerifyTest, AnEmptyJournalIsSound) {
  fill(0);
  const auto verified = verify_at(path_);
  ASSERT_TRUE(verified.has_value()) << describe(verified.error());
  EXPECT_EQ(to_text(verified->head), "0:" + std::string(64, '0'));
}

std::string as_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char each : bytes) {
    text.push_back(kDigits[static_cast<unsigned char>(each) >> 4]);
    text.push_back(kDigits[static_cast<unsigned char>(each) & 15]);
  }
  return text;
}

// Every bit of every column of every record, one at a time.
TEST_F(VerifyTest, EveryFlippedBitNamesItsRecord) {
  constexpr std::uint64_t kRecords = 5;
  fill_real(kRecords);
  const std::string whole = slurp(path_);
  const auto sound = JournalFile::open(path_);
  ASSERT_TRUE(sound.has_value());
  const auto expect_named = [&](std::uint64_t sequence, const std::string& set) {
    spill(path_, whole);
    tamper("UPDATE records SET " + set + " WHERE sequence = " + std::to_string(sequence));
    EXPECT_THAT(finding(), HasSubstr("is damaged: record " + std::to_string(sequence) + " "))
        << sequence << ": " << set;
  };
  const auto flip_bytes = [&](std::uint64_t sequence, const std::string& column,
                              std::string bytes) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
      expect_named(sequence, column + " = x'" + as_hex(bytes) + "'");
      bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    }
  };
  for (std::uint64_t sequence = 1; sequence <= kRecords; ++sequence) {
    for (int bit = 0; bit < 64; ++bit) {
      const auto flipped = static_cast<std::uint64_t>(time_of(sequence)) ^ std::uint64_t{1} << bit;
      expect_named(sequence, "time_ms = " + std::to_string(static_cast<std::int64_t>(flipped)));
    }
    flip_bytes(sequence, "payload", real_payload(sequence));
    flip_bytes(sequence, "hash", (*sound)->hash_at(Sequence{sequence}).value_or(""));
    expect_named(sequence, "payload = x''");
    expect_named(sequence, "hash = x''");
  }
}

TEST_F(VerifyTest, AFlippedSequenceIsAMissingRecord) {
  constexpr std::uint64_t kRecords = 9;
  fill_real(kRecords);
  const std::string whole = slurp(path_);
  for (std::uint64_t sequence = 1; sequence <= kRecords; ++sequence) {
    for (int bit = 0; bit < 64; ++bit) {
      const auto flipped = static_cast<std::int64_t>(sequence ^ std::uint64_t{1} << bit);
      if (flipped >= 1 && flipped <= static_cast<std::int64_t>(kRecords)) continue;  // another's
      spill(path_, whole);
      tamper("UPDATE records SET sequence = " + std::to_string(flipped) +
             " WHERE sequence = " + std::to_string(sequence));
      const std::string expected = flipped < 1 ? "its first record is " + std::to_string(flipped)
                                   : sequence == 1
                                       ? "its first record is 2"
                                       : "record " + std::to_string(sequence) + " is missing";
      EXPECT_THAT(finding(), HasSubstr(expected)) << sequence << " bit " << bit;
    }
  }
}

// The same, in the file's own bytes: found, or not a record reads otherwise.
TEST_F(VerifyTest, AnyChangedByteOfTheFileIsFoundOrChangesNoRecord) {
  constexpr std::uint64_t kRecords = 400;
  fill_real(kRecords);
  const std::string whole = slurp(path_);
  std::mt19937 random(20211012);
  int found = 0;
  constexpr int kRounds = 1500;
  for (int round = 0; round < kRounds; ++round) {
    std::string damaged = whole;
    const std::size_t offset = random() % whole.size();
    damaged[offset] ^= static_cast<char>(1 + random() % 255);
    spill(path_, damaged);
    const std::string what = finding();
    if (what != "sound") {
      ++found;
      continue;
    }
    const auto file = JournalFile::open(path_);
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ((*file)->last(), Sequence{kRecords}) << "byte " << offset;
    const auto same = (*file)->read(Sequence{1}, [&](const Record& record) -> Result<void> {
      EXPECT_EQ(record.payload, real_payload(record.sequence.value)) << "byte " << offset;
      EXPECT_EQ(record.time.ms, time_of(record.sequence.value)) << "byte " << offset;
      return {};
    });
    EXPECT_TRUE(same.has_value()) << "byte " << offset;
  }
  EXPECT_GT(found, kRounds / 2) << "most bytes of a journal are records";
}

TEST_F(VerifyTest, NamesARecordThatDoesNotDecodeAndOneThatGoesBackInTime) {
  {
    auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value());
    ASSERT_TRUE((*journal)->append({Sequence{1}, Timestamp{9}, real_payload(1)}).has_value());
    ASSERT_TRUE((*journal)->append({Sequence{2}, Timestamp{9}, "no events"}).has_value());
  }
  EXPECT_THAT(finding(), HasSubstr("is damaged: record 2: "));
  std::filesystem::remove(path_);
  {
    auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value());
    ASSERT_TRUE((*journal)->append({Sequence{1}, Timestamp{9}, real_payload(1)}).has_value());
    ASSERT_TRUE((*journal)->append({Sequence{2}, Timestamp{8}, real_payload(2)}).has_value());
  }
  EXPECT_THAT(finding(), HasSubstr("is damaged: record 2 is before the record before it"));
}

TEST_F(VerifyTest, ANotedPlaceTellsAShortenedOrRewrittenHistory) {
  fill_real(40);
  const auto noted = verify_at(path_);
  ASSERT_TRUE(noted.has_value());
  fill_real(60);
  EXPECT_TRUE(verify_at(path_, noted->head).has_value()) << "records that came after";

  tamper("DELETE FROM records WHERE sequence > 39");
  EXPECT_EQ(finding(), "sound") << "without the place nobody can tell";
  EXPECT_THAT(verify_at(path_, noted->head).error().detail,
              AllOf(StartsWith(path_), HasSubstr("it ends with record 39, and had record 40")));

  std::filesystem::remove(path_);
  {
    auto journal = SqliteJournal::open(path_);
    ASSERT_TRUE(journal.has_value());
    for (std::uint64_t i = 1; i <= 60; ++i) {
      const Record record{Sequence{i}, Timestamp{time_of(i)}, real_payload(i == 12 ? 13 : i)};
      ASSERT_TRUE((*journal)->append(record).has_value());
    }
  }
  EXPECT_EQ(finding(), "sound");
  EXPECT_THAT(verify_at(path_, noted->head).error().detail,
              AllOf(StartsWith(path_), HasSubstr("was written anew")));
}

TEST_F(VerifyTest, WorksBesideAWriter) {
  fill_real(10);
  auto journal = SqliteJournal::open(path_);
  ASSERT_TRUE(journal.has_value());
  const Record record{Sequence{11}, Timestamp{time_of(11)}, real_payload(11)};
  ASSERT_TRUE((*journal)->append(record).has_value());
  const auto verified = verify_at(path_);
  ASSERT_TRUE(verified.has_value()) << describe(verified.error());
  EXPECT_EQ(verified->head.sequence, Sequence{11});
}

}  // namespace
}  // namespace plimsoll::journal
