// Snapshots: a shortcut that leads to the same book, and never to another one.
#include "snapshot/store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/check.h"
#include "engine/test_world.h"
#include "journal/memory_journal.h"
#include "snapshot/keeper.h"

namespace plimsoll::snapshot {
namespace {

using engine::RandomWorld;
using engine::Standing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Snapshot taken(const engine::Processor& processor) {
  return {processor.standing(), *processor.chain_hash()};
}

// The book at a record, by the records alone.
Standing replayed(const engine::Records& records, Sequence sequence) {
  Standing standing;
  EXPECT_TRUE(engine::replay(records, standing, engine::Moment(sequence), {}));
  return standing;
}

class Snapshots : public testing::Test {
 protected:
  Snapshots() {
    CHECK(::mkdtemp(root_.data()) != nullptr);
    folder_ = root_ + "/snapshots";
  }
  ~Snapshots() override { std::filesystem::remove_all(root_); }

  // Steps until there are so many records; then a snapshot.
  void snapshot_at(std::uint64_t records) {
    while (journal_.last().value < records) world_.step();
    const auto written = store().write(taken(world_.processor()));
    ASSERT_TRUE(written) << describe(written.error());
    snapshots_.push_back(journal_.last());
  }
  [[nodiscard]] Store store() const { return Store(folder_); }
  [[nodiscard]] std::string path(Sequence sequence) const {
    return folder_ + "/" + std::to_string(sequence.value) + ".snapshot";
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }
  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void put(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  // The record at which recovery would begin; 0 for none. What is passed over joins reasons_.
  std::uint64_t start(const engine::Records& records,
                      std::optional<engine::Moment> until = std::nullopt) {
    reasons_.clear();
    const auto found =
        store().newest(records, until, [&](const std::string& where, const std::string& why) {
          reasons_.push_back(std::filesystem::path(where).filename().string() + ": " + why);
        });
    if (!found) return 0;
    EXPECT_EQ(book::digest_of(found->book),
              book::digest_of(replayed(journal_, found->sequence).book));
    return found->sequence.value;
  }

  std::string root_ = testing::TempDir() + "plimsoll_snapshots_XXXXXX";
  std::string folder_;
  journal::MemoryJournal journal_;
  RandomWorld world_{journal_, 7};
  std::vector<Sequence> snapshots_;
  std::vector<std::string> reasons_;
};

TEST_F(Snapshots, AFileComesBack) {
  snapshot_at(60);
  const Snapshot before = taken(world_.processor());
  const auto bytes = encode(before);
  ASSERT_TRUE(bytes);
  const auto again = decode(*bytes);
  ASSERT_TRUE(again) << describe(again.error());
  EXPECT_EQ(again->standing.sequence, before.standing.sequence);
  EXPECT_EQ(again->chain_hash, before.chain_hash);
  EXPECT_EQ(book::digest_of(again->standing.book), book::digest_of(before.standing.book));
  EXPECT_EQ(content(path(snapshots_[0])), *bytes);
}

TEST_F(Snapshots, NoDamageIsTakenForASnapshot) {
  snapshot_at(30);
  const std::string bytes = content(path(snapshots_[0]));
  for (std::size_t i = 0; i < bytes.size(); i += i < 100 ? 1 : 53) {
    for (const int bit : {0, 7}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      ASSERT_FALSE(decode(damaged)) << "byte " << i;
    }
    ASSERT_FALSE(decode(std::string_view(bytes).substr(0, i))) << "cut to " << i;
  }
  EXPECT_FALSE(decode(bytes + '\0'));
}

TEST_F(Snapshots, OnlyTheirOwnerReadsThemAndThreeStay) {
  for (const std::uint64_t records : {20u, 40u, 60u, 80u, 100u}) snapshot_at(records);
  struct stat status {};
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0700u);
  ASSERT_EQ(::stat(path(snapshots_.back()).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_EQ(names().size(), 3u) << "and nothing unfinished";
  for (std::size_t i = 2; i < 5; ++i) {
    EXPECT_TRUE(std::filesystem::exists(path(snapshots_[i]))) << i;
  }
}

TEST_F(Snapshots, OneOfARecordThatIsNotThereGoesWithTheNextWrite) {
  snapshot_at(20);
  put(path(Sequence{99'999}), content(path(snapshots_[0])));
  put(folder_ + "/notes.txt", "not ours");
  snapshot_at(40);
  EXPECT_FALSE(std::filesystem::exists(path(Sequence{99'999})));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/notes.txt"));
  EXPECT_EQ(start(journal_), snapshots_[1].value);
}

TEST_F(Snapshots, TheNewestGoodOneIsTaken) {
  for (const std::uint64_t records : {20u, 40u, 60u}) snapshot_at(records);
  EXPECT_EQ(start(journal_), snapshots_[2].value);
  EXPECT_THAT(reasons_, IsEmpty());

  std::string damaged = content(path(snapshots_[2]));
  damaged[damaged.size() / 2] ^= 1;
  put(path(snapshots_[2]), damaged);
  EXPECT_EQ(start(journal_), snapshots_[1].value);
  EXPECT_THAT(reasons_, ElementsAre(HasSubstr("damaged: its SHA-256")));
  EXPECT_EQ(content(path(snapshots_[2])), damaged) << "nothing is changed";

  std::string newer = content(path(snapshots_[1]));
  newer[8] = 9;
  put(path(snapshots_[1]), newer);
  EXPECT_EQ(start(journal_), snapshots_[0].value);
  EXPECT_THAT(reasons_, ElementsAre(HasSubstr("damaged"), HasSubstr("format 9.1, this program")));

  put(path(snapshots_[0]), "");
  EXPECT_EQ(start(journal_), 0u);
  EXPECT_EQ(reasons_.size(), 3u);
}

TEST_F(Snapshots, OneOfAnotherJournalIsNotTaken) {
  snapshot_at(40);
  journal::MemoryJournal other;
  RandomWorld stranger(other, 8);
  while (other.last().value < 20) stranger.step();
  EXPECT_EQ(start(other), 0u);
  EXPECT_THAT(reasons_, ElementsAre(HasSubstr("the journal ends at record 2")));
  while (other.last() < snapshots_[0]) stranger.step();
  EXPECT_EQ(start(other), 0u);
  EXPECT_THAT(reasons_, ElementsAre(HasSubstr("made of another journal")));
}

TEST_F(Snapshots, AWholeOneOfARecordAfterTheNewestSaysThatRecordsAreLost) {
  for (const std::uint64_t records : {20u, 40u}) snapshot_at(records);
  EXPECT_TRUE(store().check_nothing_lost(journal_)) << "the newest record has one";

  journal::MemoryJournal shorter;
  ASSERT_TRUE(journal_.read(Sequence{1}, [&](const engine::Record& record) {
    return record.sequence < snapshots_[1] ? shorter.append(record) : Result<void>();
  }));
  const auto found = store().check_nothing_lost(shorter);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kJournal);
  EXPECT_THAT(found.error().detail,
              HasSubstr("ends at record " + std::to_string(shorter.last().value) + ", but"));
  EXPECT_THAT(found.error().detail, HasSubstr(path(snapshots_[1])));

  // Nothing is known of one that is not whole, or that bears another's number.
  const std::string whole = content(path(snapshots_[1]));
  put(path(snapshots_[1]), whole.substr(0, whole.size() / 2));
  EXPECT_TRUE(store().check_nothing_lost(shorter));
  put(path(snapshots_[1]), content(path(snapshots_[0])));
  EXPECT_TRUE(store().check_nothing_lost(shorter));
}

TEST_F(Snapshots, WhatAKillLeftHalfWrittenGoesWithTheNextWrite) {
  snapshot_at(20);
  put(path(Sequence{10}) + ".new", "half of one");
  put(path(Sequence{99'999}) + ".new", "half of another");
  put(folder_ + "/notes.snapshot.new", "not ours");
  snapshot_at(40);
  EXPECT_THAT(names(),
              testing::UnorderedElementsAre(std::to_string(snapshots_[0].value) + ".snapshot",
                                            std::to_string(snapshots_[1].value) + ".snapshot",
                                            "notes.snapshot.new"));
}

TEST_F(Snapshots, OneAfterTheMomentIsPassedOverInSilence) {
  for (const std::uint64_t records : {20u, 40u}) snapshot_at(records);
  EXPECT_EQ(start(journal_, Sequence{snapshots_[1].value}), snapshots_[1].value);
  EXPECT_EQ(start(journal_, Sequence{snapshots_[1].value - 1}), snapshots_[0].value);
  const Timestamp first = replayed(journal_, snapshots_[0]).book.time;
  EXPECT_EQ(start(journal_, first), snapshots_[0].value);
  EXPECT_EQ(start(journal_, first + -1), 0u);
  EXPECT_THAT(reasons_, IsEmpty());
}

TEST_F(Snapshots, NoFolderIsNoSnapshot) { EXPECT_EQ(start(journal_), 0u); }

TEST_F(Snapshots, EveryMomentIsTheSameWithAndWithoutThem) {
  for (const std::uint64_t records : {30u, 60u, 90u}) snapshot_at(records);
  while (journal_.last().value < 120) world_.step();
  const Store store = this->store();
  Standing by_record;
  for (std::uint64_t i = 0; i <= journal_.last().value; ++i) {
    ASSERT_TRUE(engine::replay(journal_, by_record, engine::Moment(Sequence{i}), {}));
    const auto shortcut = stand_at(journal_, &store, Sequence{i}, {}, {});
    ASSERT_TRUE(shortcut) << describe(shortcut.error());
    ASSERT_EQ(shortcut->sequence, Sequence{i});
    ASSERT_EQ(book::digest_of(shortcut->book), book::digest_of(by_record.book)) << "record " << i;
    // A time means the last record of that time.
    const auto by_time = stand_at(journal_, &store, by_record.book.time, {}, {});
    ASSERT_TRUE(by_time && by_time->sequence >= Sequence{i});
    ASSERT_EQ(by_time->book.time, by_record.book.time);
  }
  const auto beyond = stand_at(journal_, &store, Sequence{journal_.last().value + 1}, {}, {});
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, ErrorCode::kOutOfRange);
}

TEST_F(Snapshots, AProcessThatBeganAtOneLivesOnTheSame) {
  snapshot_at(50);
  for (int i = 0; i < 30; ++i) world_.step();
  journal::MemoryJournal copy;
  ASSERT_TRUE(journal_.read(Sequence{1},
                            [&](const engine::Record& record) { return copy.append(record); }));
  engine::Processor with(journal_);
  engine::Processor without(copy);
  auto begin = store().newest(journal_, std::nullopt, {});
  ASSERT_TRUE(begin);
  ASSERT_TRUE(with.recover({}, std::move(*begin)));
  ASSERT_TRUE(without.recover({}));
  ASSERT_EQ(book::digest_of(with.book()), book::digest_of(without.book()));
  book::RandomCommands source(99);
  for (int i = 0; i < 100; ++i) {
    const Timestamp now = with.book().time + 100'000;
    const engine::Submissions asked{{source.next(with.book())}};
    EXPECT_EQ(outcomes(turn(with, asked, now)), outcomes(turn(without, asked, now)));
    ASSERT_EQ(book::digest_of(with.book()), book::digest_of(without.book())) << i;
  }
  EXPECT_EQ(*journal_.hash_at(journal_.last()), *copy.hash_at(copy.last()));
}

TEST_F(Snapshots, TheKeeperWritesWhatWaitsBeforeItEnds) {
  while (journal_.last().value < 20) world_.step();
  std::vector<std::uint64_t> written;
  {
    Keeper keeper(store(), [&](Sequence sequence, const Result<void>& done) {
      EXPECT_TRUE(done);
      written.push_back(sequence.value);
    });
    for (int i = 0; i < 20; ++i) {
      const Sequence before = journal_.last();
      while (journal_.last() == before) world_.step();
      keeper.keep(taken(world_.processor()));
    }
  }
  ASSERT_FALSE(written.empty());
  EXPECT_EQ(written.back(), journal_.last().value) << "some between may have been skipped";
  EXPECT_EQ(start(journal_), journal_.last().value);
}

TEST_F(Snapshots, OneThatCannotBeWrittenIsToldAndHarmsNothing) {
  put(folder_, "a file where the folder should be");
  while (journal_.last().value < 20) world_.step();
  std::string told;
  {
    Keeper keeper(store(), [&](Sequence, const Result<void>& done) {
      told = done ? "written" : error_name(done.error().code);
    });
    keeper.keep(taken(world_.processor()));
  }
  EXPECT_EQ(told, "FILE");
}

}  // namespace
}  // namespace plimsoll::snapshot
