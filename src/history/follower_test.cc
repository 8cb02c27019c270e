// The follower: readers see what they wrote, the engine never waits, and what the disk refused
// comes later.
#include "history/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "book/event_codec.h"
#include "book/testing.h"
#include "engine/testing.h"
#include "history/random_records_for_test.h"

namespace plimsoll::history {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr seconds kLong{20};

class FollowerTest : public HistoryTest {
 protected:
  static void hand_over(HistoryFollower& follower, const std::vector<Record>& records) {
    for (const Record& record : records) {
      follower.follow(record.sequence, record.time, record.events);
    }
  }
  static std::string straight_run(const std::vector<Record>& records) {
    const auto store = expect_value(Store::open_in_memory());
    expect_done(store->apply(records));
    return dump(*store);
  }
  static void fill(engine::TestJournal& journal, const std::vector<Record>& records) {
    for (const Record& record : records) {
      expect_done(journal.append({record.sequence, record.time, book::encode(record.events)}));
    }
  }
};

TEST_F(FollowerTest, ShowsEverythingUpToTheRecordThatIsWaitedFor) {
  const auto store = open();
  HistoryFollower follower(*store);
  follower.start();
  RandomRecords source(1);
  for (int round = 0; round < 100; ++round) {
    const auto records = source.take(3);
    hand_over(follower, records);
    ASSERT_TRUE(follower.wait_for(records.back().sequence, kLong));
    EXPECT_GE(follower.reached(), records.back().sequence);
  }
  const Sequence last = follower.reached();
  EXPECT_FALSE(follower.wait_for(Sequence{last.value + 1}, milliseconds(5))) << "not there yet";
  EXPECT_EQ(follower.trouble(), std::nullopt);
  follower.stop();
  EXPECT_EQ(store->position().sequence, last);
  EXPECT_EQ(dump(*store), straight_run(RandomRecords(1).take(300)));
}

TEST_F(FollowerTest, IgnoresRecordsItHasSeen) {
  const auto records = RandomRecords(2).take(40);
  const auto store = open();
  HistoryFollower follower(*store);
  follower.start();
  hand_over(follower, {records.begin(), records.begin() + 30});
  hand_over(follower, {records.begin() + 10, records.end()});
  follower.stop();
  EXPECT_EQ(dump(*store), straight_run(records));
}

TEST_F(FollowerTest, RecordsWithoutRowsAreReachedAtOnceAndWrittenNowAndThen) {
  const auto store = open();
  HistoryFollower follower(*store);
  follower.start();
  for (std::uint64_t i = 1; i <= 10'500; ++i) {
    follower.follow(Sequence{i}, kStart, {book::PricesUpdated{}});
  }
  EXPECT_TRUE(follower.wait_for(Sequence{10'500}, milliseconds(0)));
  for (int i = 0; i < 1'000 && store->position().sequence < Sequence{10'000}; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_GE(store->position().sequence, Sequence{10'000});
  follower.stop();
  EXPECT_EQ(store->position().sequence, Sequence{10'500});
}

TEST_F(FollowerTest, SaysOnceWhatTheDiskRefusesAndTriesAgain) {
  const auto store = open();
  std::atomic<int> begun = 0;
  std::atomic<int> over = 0;
  FollowerSettings settings;
  settings.first_pause = milliseconds(1);
  settings.longest_pause = milliseconds(5);
  settings.on_trouble = [&](const std::optional<Error>& error) { ++(error ? begun : over); };
  HistoryFollower follower(*store, settings);
  follower.start();
  const auto records = RandomRecords(3).take(40);
  hand_over(follower, {records.begin(), records.begin() + 10});
  ASSERT_TRUE(follower.wait_for(Sequence{10}, kLong));

  tamper("ALTER TABLE accounts RENAME TO elsewhere; ALTER TABLE units RENAME TO away");
  const Record newcomer{Sequence{11}, records[9].time, {unit_created(GroupId{7}, kCredit, kStart)}};
  follower.follow(newcomer.sequence, newcomer.time, newcomer.events);
  EXPECT_FALSE(follower.wait_for(Sequence{11}, milliseconds(100)));
  ASSERT_TRUE(follower.trouble().has_value());
  EXPECT_EQ(follower.trouble()->code, ErrorCode::kFile);
  EXPECT_THAT(follower.trouble()->detail, HasSubstr("no such table"));
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(over, 0);

  tamper("ALTER TABLE elsewhere RENAME TO accounts; ALTER TABLE away RENAME TO units");
  EXPECT_TRUE(follower.wait_for(Sequence{11}, kLong));
  EXPECT_EQ(follower.trouble(), std::nullopt);
  follower.stop();
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(over, 1);
  std::vector<Record> all(records.begin(), records.begin() + 10);
  all.push_back(newcomer);
  EXPECT_EQ(dump(*store), straight_run(all));
}

TEST_F(FollowerTest, AFullQueueEndsTheFollowingUntilTheNextCatchUp) {
  const auto records = RandomRecords(4).take(200);
  engine::TestJournal journal;
  fill(journal, records);
  const auto store = open();
  FollowerSettings settings;
  settings.max_waiting = 20;
  {
    HistoryFollower follower(*store, settings);
    hand_over(follower, records);  // nobody writes yet
    EXPECT_FALSE(follower.wait_for(Sequence{200}, kLong)) << "without waiting";
    ASSERT_TRUE(follower.trouble().has_value());
    EXPECT_THAT(follower.trouble()->detail, HasSubstr("a restart catches up"));
    follower.start();
  }
  const auto reached = store->position().sequence.value;
  EXPECT_GT(reached, 1u);
  EXPECT_LT(reached, 200u);
  EXPECT_EQ(dump(*store), straight_run({records.begin(),
                                        records.begin() + static_cast<std::ptrdiff_t>(reached)}));
  HistoryFollower follower(*store, settings);
  const CaughtUp caught_up = expect_value(follower.catch_up(journal));
  EXPECT_EQ(caught_up.records, 200 - reached);
  EXPECT_FALSE(caught_up.anew);
  EXPECT_EQ(dump(*store), straight_run(records));
}

TEST_F(FollowerTest, StoppingWhileTheDiskRefusesDoesNotHang) {
  const auto store = open();
  HistoryFollower follower(*store);
  follower.start();
  tamper("DROP TABLE accounts");
  hand_over(follower, RandomRecords(5).take(1));
  follower.stop();
  EXPECT_EQ(store->position().sequence, Sequence{0});
  EXPECT_TRUE(follower.trouble().has_value());
}

TEST_F(FollowerTest, DeletedItIsMadeAnewFromTheJournal) {
  const auto records = RandomRecords(6).take(150);
  engine::TestJournal journal;
  fill(journal, records);
  for (int round = 0; round < 2; ++round) {
    const auto store = open();
    HistoryFollower follower(*store);
    std::uint64_t told = 0;
    const auto progress = [&](Sequence done, Sequence last) {
      EXPECT_EQ(done.value, ++told);
      EXPECT_EQ(last, journal.last());
    };
    EXPECT_EQ(expect_value(follower.catch_up(journal, progress)).records, 150u);
    EXPECT_EQ(told, 150u);
    EXPECT_EQ(follower.reached(), Sequence{150});
    EXPECT_EQ(expect_value(follower.catch_up(journal)).records, 0u) << "nothing is new";
    EXPECT_EQ(dump(*store), straight_run(records));
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
  }
}

TEST_F(FollowerTest, AHistoryOfAnotherJournalIsMadeAnew) {
  const auto records = RandomRecords(7).take(30);
  engine::TestJournal journal;
  fill(journal, records);
  const auto store = open();
  expect_done(store->apply(RandomRecords(8).take(30)));
  HistoryFollower follower(*store);
  EXPECT_TRUE(expect_value(follower.catch_up(journal)).anew);
  EXPECT_EQ(dump(*store), straight_run(records));
}

TEST_F(FollowerTest, AJournalThatLostRecordsIsAnError) {
  engine::TestJournal journal;
  fill(journal, RandomRecords(7).take(30));
  const auto store = open();
  expect_done(store->apply(RandomRecords(7).take(31)));
  const auto before = dump(*store);
  HistoryFollower follower(*store);
  const auto caught_up = follower.catch_up(journal);
  ASSERT_FALSE(caught_up.has_value());
  EXPECT_EQ(caught_up.error().code, ErrorCode::kJournal);
  EXPECT_THAT(caught_up.error().detail, testing::HasSubstr("ends at record 30"));
  EXPECT_EQ(dump(*store), before) << "it may be all that is left of them";
}

TEST_F(FollowerTest, WhatCannotBeWrittenWhileCatchingUpLeavesItBehindUntilTheNext) {
  const auto records = RandomRecords(10).take(60);
  engine::TestJournal journal;
  fill(journal, records);
  const auto store = open();
  expect_done(store->apply({records.data(), 20}));
  tamper("CREATE TRIGGER full BEFORE UPDATE ON position BEGIN SELECT RAISE(FAIL, 'no room'); END");
  std::atomic<int> told = 0;
  FollowerSettings settings;
  settings.on_trouble = [&](const std::optional<Error>& error) { told += error.has_value(); };
  {
    HistoryFollower follower(*store, settings);
    EXPECT_FALSE(expect_value(follower.catch_up(journal)).complete);
    follower.start();
    follower.follow(Sequence{61}, records.back().time, {});
    EXPECT_FALSE(follower.wait_for(Sequence{61}, kLong)) << "without waiting";
    EXPECT_TRUE(follower.wait_for(Sequence{20}, milliseconds(0)));
    ASSERT_TRUE(follower.trouble().has_value());
    EXPECT_THAT(follower.trouble()->detail, HasSubstr("no room"));
    EXPECT_THAT(follower.trouble()->detail, HasSubstr("ends at record 20; a restart catches up"));
  }
  EXPECT_EQ(told, 1);
  EXPECT_EQ(store->position().sequence, Sequence{20});
  tamper("DROP TRIGGER full");
  HistoryFollower follower(*store, settings);
  const CaughtUp caught_up = expect_value(follower.catch_up(journal));
  EXPECT_TRUE(caught_up.complete);
  EXPECT_EQ(caught_up.records, 40u);
  EXPECT_EQ(follower.trouble(), std::nullopt);
  EXPECT_EQ(dump(*store), straight_run(records));
}

TEST_F(FollowerTest, WithoutAHistoryToWriteToItStaysBehind) {
  const auto store = expect_value(Store::open_in_memory());
  HistoryFollower follower(*store);
  engine::TestJournal journal;
  expect_done(follower.stay_behind(journal, {}, {ErrorCode::kFile, "no room", {}}));
  follower.start();
  hand_over(follower, RandomRecords(11).take(5));
  EXPECT_FALSE(follower.wait_for(Sequence{1}, kLong)) << "without waiting";
  EXPECT_TRUE(follower.wait_for(Sequence{0}, milliseconds(0))) << "nothing was asked for";
  EXPECT_THAT(follower.trouble()->detail, HasSubstr("no room"));
  follower.stop();
  EXPECT_EQ(store->position(), Position{});
}

TEST_F(FollowerTest, AHistoryThatCannotBeOpenedStillTellsOfALoss) {
  const auto records = RandomRecords(13).take(30);
  engine::TestJournal journal;
  fill(journal, records);
  const auto store = expect_value(Store::open_in_memory());
  HistoryFollower follower(*store);
  const Error reason{ErrorCode::kFile, "locked", {}};
  expect_done(follower.stay_behind(journal, {Sequence{30}, records.back().time}, reason));
  const auto lost = follower.stay_behind(journal, {Sequence{31}, records.back().time}, reason);
  ASSERT_FALSE(lost.has_value());
  EXPECT_EQ(lost.error().code, ErrorCode::kJournal);
}

TEST_F(FollowerTest, WhatBelongsToAnotherJournalAndCannotBeEmptiedAnswersNothing) {
  const auto others = RandomRecords(14).take(20);
  const auto store = open();
  expect_done(store->apply(others));
  std::vector<Record> records = RandomRecords(15).take(30);
  records[19].time = others.back().time + 1;  // the place of the other one
  engine::TestJournal journal;
  fill(journal, records);
  tamper("CREATE TRIGGER full BEFORE UPDATE ON position BEGIN SELECT RAISE(FAIL, 'no room'); END");
  HistoryFollower follower(*store);
  const CaughtUp caught_up = expect_value(follower.catch_up(journal));
  EXPECT_FALSE(caught_up.complete);
  EXPECT_FALSE(caught_up.anew);
  EXPECT_FALSE(follower.wait_for(Sequence{1}, milliseconds(0)));
  EXPECT_THAT(follower.trouble()->detail, HasSubstr("no room"));
}

TEST_F(FollowerTest, DamageThatAQuestionMetStaysTold) {
  const auto store = open();
  int told = 0;
  FollowerSettings settings;
  settings.on_trouble = [&](const std::optional<Error>&) { ++told; };
  const HistoryFollower follower(*store, settings);
  EXPECT_EQ(follower.trouble(), std::nullopt);
  follower.note_damage({ErrorCode::kDamaged, "page 7 is malformed", {}});
  follower.note_damage({ErrorCode::kDamaged, "page 8 is malformed", {}});
  EXPECT_EQ(told, 1);
  ASSERT_TRUE(follower.trouble().has_value());
  EXPECT_THAT(follower.trouble()->detail, HasSubstr("page 7"));
  EXPECT_THAT(follower.trouble()->detail, HasSubstr("delete the file"));
}

TEST_F(FollowerTest, ADamagedHistoryIsNotLeftBehindForEver) {
  const auto records = RandomRecords(16).take(30);
  engine::TestJournal journal;
  fill(journal, records);
  const auto store = open();
  expect_done(store->apply({records.data(), 10}));
  tamper("DELETE FROM position");
  HistoryFollower follower(*store);
  const auto caught_up = follower.catch_up(journal);
  ASSERT_FALSE(caught_up.has_value());
  EXPECT_EQ(caught_up.error().code, ErrorCode::kDamaged);
}

TEST_F(FollowerTest, AJournalThatCannotBeReadIsAnError) {
  engine::TestJournal journal;
  fill(journal, RandomRecords(9).take(5));
  journal.records.back().payload = "?";
  const auto store = open();
  HistoryFollower follower(*store);
  const auto caught_up = follower.catch_up(journal);
  ASSERT_FALSE(caught_up.has_value());
  EXPECT_EQ(caught_up.error().code, ErrorCode::kJournal);
}

// --- Behind a real processor
// ----------------------------------------------------------------------

std::vector<book::Command> loan_commands() {
  std::vector<book::Command> commands = book::book_commands();
  for (book::Command& command : commands) {
    if (auto* define = std::get_if<book::DefineAsset>(&command)) {
      define->asset.loanable = true;
      define->asset.daily_rate = "0.001"_rate;
    }
  }
  commands.emplace_back(book::FundPool{book::kUsdt, "1000"_amount});
  commands.emplace_back(book::ChangeRebate{book::kParent, "0.005"_amount});
  return commands;
}

TEST_F(FollowerTest, ShowsTheLoanThatTheEngineDecided) {
  engine::TestJournal journal;
  engine::Processor processor(journal);
  const auto store = open();
  HistoryFollower follower(*store);
  follower.start();
  processor.set_follower(&follower);
  const Timestamp hour = book::hour_of(book::kNow);
  const auto run = [&](std::vector<book::Command> commands, Timestamp now) {
    const auto results = engine::turn(processor, {engine::Submission(std::move(commands))}, now);
    EXPECT_EQ(engine::outcomes(results), std::vector<std::string>{"accepted"});
  };
  run(loan_commands(), book::kNow);
  run({book::Borrow{book::kUnit, book::kCredit, book::kUsdt, "40"_amount}}, book::kNow + 1);
  run({book::Repay{book::kUnit, book::kCredit, book::kUsdt, "10"_amount}}, hour + 3 * kHour);
  ASSERT_TRUE(follower.wait_for(processor.sequence(), kLong));

  const auto loans =
      expect_value(borrow_repay(*store, {book::kUnit, BorrowRepayKind::kBorrow, {}, {}, {}}));
  ASSERT_EQ(loans.total, 1);
  EXPECT_EQ(loans.rows[0].amount, "40"_amount);
  EXPECT_EQ(loans.rows[0].time, book::kNow + 1);
  const auto repayments = expect_value(
      borrow_repay(*store, {book::kUnit, BorrowRepayKind::kRepay, book::kUsdt, {}, {}}));
  ASSERT_EQ(repayments.total, 1);
  EXPECT_EQ(*repayments.rows[0].principal + *repayments.rows[0].interest, "10"_amount);
  const auto hours = expect_value(interest(*store, {book::kUnit, {}, {}, {}}));
  ASSERT_EQ(hours.total, 4);
  for (std::int64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(hours.rows[static_cast<std::size_t>(i)].hour, hour + (3 - i) * kHour);
  }
  EXPECT_EQ(expect_value(rebates(*store, {book::kParent, RebateType::kAdd, {}, {}})).total, 1);
  Amount offset;
  for (const Rebate& row :
       expect_value(rebates(*store, {book::kParent, RebateType::kInterestOffset, {}, {}})).rows) {
    offset += row.delta;
  }
  EXPECT_EQ(offset, -processor.book().rebate(book::kParent).consumed);
  EXPECT_TRUE(offset.is_negative());

  follower.stop();
  const auto again = expect_value(Store::open_in_memory());
  HistoryFollower late(*again);
  EXPECT_EQ(expect_value(late.catch_up(journal)).records, processor.sequence().value);
  EXPECT_EQ(dump(*again), dump(*store));
}

}  // namespace
}  // namespace plimsoll::history
