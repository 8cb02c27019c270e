// The engine: many askers, one writer; a full inbox says so, prices conflate, and nothing is
// answered after the journal failed.
#include "engine/engine.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <set>

#include "base/limits.h"
#include "book/event_codec.h"
#include "book/test_life.h"
#include "engine/testing.h"

namespace plimsoll::engine {
namespace {

using book::Command;
using book::CreateAccount;
using model::PriceKind;
using testing::ElementsAre;

constexpr Timestamp kNow = book::kNow;

CreateAccount account(std::int64_t uid) {
  return {Uid{uid}, "a" + std::to_string(uid) + "@example.com", std::nullopt};
}
model::PriceTick tick(PriceKind kind, std::string name, Price price, Timestamp time = kNow) {
  return {kind, std::move(name), price, time};
}

// An engine over the assets and contracts of the test book, started.
struct Running {
  Running() {
    turn(processor, {definitions()}, kNow);
    engine.emplace(processor, clock, [this](const Error& error) {
      ++fatal_calls;
      fatal = describe(error);
    });
    engine->start();
  }
  static std::vector<Command> definitions() {
    const book::Book world = book::make_book();
    std::vector<Command> commands;
    for (const model::Asset& asset : world.parameters.assets) {
      commands.emplace_back(book::DefineAsset{asset});
    }
    for (const model::Contract& contract : world.parameters.contracts) {
      commands.emplace_back(book::DefineContract{contract});
    }
    return commands;
  }

  // A turn that waits in the journal until journal.release(); what is sent meanwhile waits for it.
  void block() {
    journal.hold();
    ASSERT_TRUE(engine->submit({account(1'000'000)}, {}));
    journal.wait_for_append();
  }
  // Returns when everything sent so far has had its turn.
  void settle() { (void)engine->execute({}); }

  TestJournal journal;
  TestClock clock{kNow};
  Processor processor{journal};
  std::atomic<int> fatal_calls{0};
  std::string fatal;
  std::optional<Engine> engine;
};

TEST(Engine, AnswersManyThreadsEachWithItsOwnOutcome) {
  Running running;
  constexpr std::int64_t kThreads = 4;
  constexpr std::int64_t kEach = 200;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  std::mutex mutex;
  std::set<std::uint64_t> sequences;
  for (std::int64_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::int64_t i = 0; i < kEach; ++i) {
        const Uid uid{1 + t * kEach + i};
        const auto made = running.engine->execute({account(uid.value)});
        const auto again = running.engine->execute({account(uid.value)});
        const bool right = made && made->events.size() == 1 &&
                           std::get<book::AccountCreated>(made->events[0]).uid == uid &&
                           outcome(again) == "0 DUPLICATE" &&
                           running.engine->published()->sequence >= made->sequence;
        if (!right) ++wrong;
        const std::lock_guard lock(mutex);
        if (made) sequences.insert(made->sequence.value);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(running.engine->published()->directory->accounts.size(),
            static_cast<std::size_t>(kThreads * kEach));
  EXPECT_LE(sequences.size(), running.journal.records.size());
  EXPECT_EQ(running.engine->counters().accepted, static_cast<std::uint64_t>(kThreads * kEach));
  EXPECT_EQ(running.engine->counters().refused, static_cast<std::uint64_t>(kThreads * kEach));
  EXPECT_EQ(running.engine->counters().busy, 0u);
}

TEST(Engine, AnAnswerComesAfterItsRecordAndItsPicture) {
  Running running;
  bool durable = false;
  bool visible = false;
  std::promise<void> answered;
  ASSERT_TRUE(running.engine->submit({account(7)}, [&](const SubmissionResult& result) {
    durable = result && running.journal.last() >= result->sequence;
    visible = running.engine->published()->directory->find_account(Uid{7}) != nullptr;
    answered.set_value();
  }));
  answered.get_future().wait();
  EXPECT_TRUE(durable);
  EXPECT_TRUE(visible);
}

TEST(Engine, AsksTheClockOnceATurn) {
  Running running;
  running.clock.set(kNow + 5'000);
  EXPECT_EQ(running.engine->execute({account(1)})->time, kNow + 5'000);
  running.clock.set(kNow);
  EXPECT_EQ(running.engine->execute({account(2)})->time, kNow + 5'000);
}

TEST(Engine, AFullInboxIsBusyAndForgetsNothing) {
  Running running;
  running.block();
  std::atomic<int> answers{0};
  const auto count = [&](const SubmissionResult&) { ++answers; };
  for (std::size_t i = 0; i < kInboxCommands; ++i) {
    ASSERT_TRUE(running.engine->submit({account(static_cast<std::int64_t>(i) + 1)}, count));
  }
  const auto refused = running.engine->submit({account(9'999'999)}, count);
  ASSERT_FALSE(refused);
  EXPECT_EQ(error_name(refused.error().code), "BUSY");
  EXPECT_EQ(outcome(running.engine->execute({account(9'999'999)})), "0 BUSY") << "at once";
  EXPECT_EQ(running.engine->counters().busy, 2u);
  EXPECT_EQ(answers, 0);
  running.journal.release();
  running.engine->stop();
  EXPECT_EQ(answers, static_cast<int>(kInboxCommands));
  EXPECT_EQ(running.processor.book().accounts.size(), kInboxCommands + 1);
  // Turns are limited: the inbox took several.
  EXPECT_GE(running.engine->counters().turns, kInboxCommands / kTurnCommands);
}

TEST(Engine, SubmissionsKeepTheirOrder) {
  Running running;
  running.block();
  std::vector<int> order;
  for (int i = 0; i < 600; ++i) {
    ASSERT_TRUE(running.engine->submit({}, [&order, i](const auto&) { order.push_back(i); }));
  }
  running.journal.release();
  running.engine->stop();
  ASSERT_EQ(order.size(), 600u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

// --- Prices

TEST(Engine, PricesConflateToTheNewestByName) {
  Running running;
  running.block();
  running.engine->post_prices({tick(PriceKind::kMarginIndex, "BTC", "1"_price),
                               tick(PriceKind::kMarginIndex, "BTC", "2"_price),
                               tick(PriceKind::kAssetIndex, "BTC", "3"_price),
                               tick(PriceKind::kMark, "BTCUSDT", "4"_price)});
  running.engine->post_prices({tick(PriceKind::kMarginIndex, "BTC", "5"_price, kNow + -9)});
  running.journal.release();
  running.settle();
  const auto book = running.engine->published();
  EXPECT_EQ(trimmed(book->board->margin_index.at(0)), "5");
  EXPECT_EQ(book->board->margin_index.time_at(0), kNow + -9);
  EXPECT_EQ(trimmed(book->board->asset_index.at(0)), "3");
  EXPECT_EQ(trimmed(book->board->mark.at(0)), "4");
  EXPECT_EQ(running.engine->counters().prices, 3u);
  EXPECT_EQ(running.engine->counters().prices_conflated, 2u);
  EXPECT_EQ(running.journal.records.size(), 3u) << "definitions, the blocked turn, one of prices";
}

TEST(Engine, UnknownAndUselessPricesAreCountedAndLeaveNoRecord) {
  Running running;
  running.engine->post_prices({tick(PriceKind::kMarginIndex, "PEPE", "1"_price),
                               tick(PriceKind::kMark, "BTC", "1"_price),
                               tick(PriceKind::kMarginIndex, "BTCUSDT", "1"_price),
                               tick(PriceKind::kMarginIndex, "USDT", "1"_price)});
  running.engine->post_prices(
      {tick(PriceKind::kMarginIndex, "BTC", {}), tick(PriceKind::kMarginIndex, "BTC", "-1"_price)});
  running.settle();
  EXPECT_EQ(running.engine->counters().prices_unknown, 4u);
  EXPECT_EQ(running.engine->counters().prices, 0u) << "a price is positive";
  EXPECT_EQ(running.journal.records.size(), 1u);
}

TEST(Engine, PricesComeBeforeTheSubmissionsOfTheirTurn) {
  Running running;
  running.block();
  ASSERT_TRUE(running.engine->submit({account(7)}, {}));
  running.engine->post_prices({tick(PriceKind::kAssetIndex, "BTC", "1"_price)});
  running.journal.release();
  running.settle();
  ASSERT_EQ(running.journal.records.size(), 3u);
  const auto events = book::decode(running.journal.records[2].payload);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 2u);
  EXPECT_TRUE(std::holds_alternative<book::PricesUpdated>((*events)[0]))
      << "sent later, decided first";
  EXPECT_TRUE(std::holds_alternative<book::AccountCreated>((*events)[1]));
}

TEST(Engine, PricesOfAClockSetBackAreFreshToTheBook) {
  Running running;
  const Timestamp ahead = kNow + 86'400'000;
  running.clock.set(ahead);
  ASSERT_TRUE(running.engine->execute({account(1)}));
  running.clock.set(kNow);
  running.engine->post_prices({tick(PriceKind::kMarginIndex, "BTC", "5"_price)});
  running.settle();
  EXPECT_EQ(running.engine->published()->board->margin_index.time_at(0), ahead);
}

TEST(Engine, PricesOfAnAssetDefinedByNameFindItsId) {
  Running running;
  model::Asset asset;
  asset.name = "SOL";
  ASSERT_TRUE(running.engine->execute({book::DefineAsset{asset}}));
  running.engine->post_prices({tick(PriceKind::kMarginIndex, "SOL", "8"_price)});
  running.settle();
  EXPECT_EQ(trimmed(running.engine->published()->board->margin_index.at(4)), "8");
}

// --- Stop

TEST(Engine, StopAnswersWhatIsInTheInbox) {
  Running running;
  running.block();
  std::vector<std::string> answers;
  for (const std::int64_t uid : {1, 2, 1}) {
    ASSERT_TRUE(running.engine->submit({account(uid)}, [&](const SubmissionResult& result) {
      answers.push_back(outcome(result));
    }));
  }
  std::thread stopper([&] { running.engine->stop(); });
  // From the moment it stops it takes nothing new.
  while (running.engine->submit({}, {})) std::this_thread::yield();
  running.journal.release();
  stopper.join();
  EXPECT_THAT(answers, ElementsAre("accepted", "accepted", "0 DUPLICATE"));
  EXPECT_EQ(outcome(running.engine->execute({})), "0 BUSY");
  running.engine->stop();
}

TEST(Engine, RunsAgainAfterAStop) {
  Running running;
  running.engine->stop();
  running.engine->post_prices({tick(PriceKind::kAssetIndex, "BTC", "1"_price)});
  running.engine->start();
  EXPECT_TRUE(running.engine->execute({account(1)}));
  EXPECT_EQ(running.engine->counters().prices, 0u) << "a stopped engine takes no prices";
}

TEST(Engine, BeforeItStartsItIsBusyAndShowsTheRecoveredBook) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const TestClock clock(kNow);
  const Engine engine(processor, clock, {});
  EXPECT_EQ(engine.published()->sequence, Sequence{1});
  EXPECT_NE(engine.published()->directory->find_account(Uid{1}), nullptr);
  Engine other(processor, clock, {});
  EXPECT_FALSE(other.submit({}, {}));
}

// --- Time alone

// Returns when the engine has had `turns` turns.
void wait_for_turns(const Engine& engine, std::uint64_t turns) {
  while (engine.counters().turns < turns) std::this_thread::yield();
}

TEST(Engine, AFullHourMakesATurnByItself) {
  Running running;
  (void)running.engine->execute(book::book_commands());
  ASSERT_TRUE(running.engine->execute(
      {book::asset_with(running.processor.book(), book::kUsdt,
                        [](model::Asset& asset) { asset.daily_rate = "0.0002"_rate; }),
       book::SetLiability{book::kUnit, {book::kUsdt, "1"_amount, {}}}}));
  const std::uint64_t turns = running.engine->counters().turns;
  const Timestamp hour = book::hour_of(kNow) + book::kHourMs;
  running.clock.set(hour);
  wait_for_turns(*running.engine, turns + 1);
  // And not a second one: the next thing that happens is what is asked.
  running.settle();
  EXPECT_EQ(running.engine->counters().turns, turns + 2);
  EXPECT_EQ(running.engine->published()->time, hour);
}

TEST(Engine, AnHourThatCostsNothingIsLookedAtOnce) {
  Running running;
  ASSERT_TRUE(running.engine->execute(book::book_commands()));
  const std::uint64_t turns = running.engine->counters().turns;
  running.clock.set(book::hour_of(kNow) + 2 * book::kHourMs);
  wait_for_turns(*running.engine, turns + 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(running.engine->counters().turns, turns + 1);
}

TEST(Engine, ACureTimeThatIsOverMakesATurnByItself) {
  Running running;
  ASSERT_TRUE(running.engine->execute(book::book_commands()));
  model::LtvLineOverrides lines;
  lines.cure_ms = 10'000;
  // The unit holds 100 USD of BTC at SPOT and 4500 in its credit account.
  ASSERT_TRUE(
      running.engine->execute({book::SetUnitLines{book::kUnit, lines},
                               book::SetLiability{book::kUnit, {book::kUsdt, "4300"_amount, {}}}}));
  ASSERT_TRUE(running.engine->published()->directory->find_unit(book::kUnit)->unit->cure_until);
  const std::uint64_t turns = running.engine->counters().turns;
  running.clock.set(kNow + 10'000);
  wait_for_turns(*running.engine, turns + 1);
  running.settle();  // what that turn published is there
  EXPECT_FALSE(running.engine->published()->directory->find_unit(book::kUnit)->unit->cure_until);
}

// --- The journal fails

TEST(Engine, AFailedJournalAnswersNothingAndEndsTheEngine) {
  Running running;
  const auto before = running.engine->published();
  running.journal.fail_at(2, TestJournal::Fault::kLost);
  std::atomic<int> answers{0};
  const auto count = [&](const SubmissionResult&) { ++answers; };
  running.journal.hold();
  ASSERT_TRUE(running.engine->submit({account(1)}, count));
  running.journal.wait_for_append();
  ASSERT_TRUE(running.engine->submit({account(2)}, count));
  running.journal.release();
  // Once the failure is through, nobody is let in.
  while (running.engine->submit({account(3)}, count)) std::this_thread::yield();
  EXPECT_EQ(outcome(running.engine->execute({account(4)})), "0 BUSY");
  running.engine->post_prices({tick(PriceKind::kAssetIndex, "BTC", "1"_price)});
  running.engine->stop();
  EXPECT_EQ(running.fatal_calls, 1);
  EXPECT_EQ(running.fatal, "JOURNAL: the disk is full");
  EXPECT_EQ(answers, 0);
  EXPECT_EQ(running.engine->published(), before) << "the failed turn is never shown";
}

}  // namespace
}  // namespace plimsoll::engine
