// The player, by a clock that the test moves: every moment once, at its time, in one batch; laps
// that go on; and an end as soon as it is asked for.
#include "feed/player.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>

#include "feed/fixed_prices.h"
#include "feed/intake.h"
#include "feed/tape.h"
#include "feed/testing.h"

namespace plimsoll::feed {
namespace {

using model::PriceKind;
using model::PriceTick;
using testing::ElementsAre;
using testing::HasSubstr;
using State = PlayerStatus::State;

constexpr Timestamp kWall{1'800'000'000'000};
constexpr Timestamp kStart{1'700'000'000'000};

// A wall clock that only sleeping moves. Used on the player's thread, read after it has ended.
struct FakeClock {
  Timestamp now = kWall;
  std::vector<std::int64_t> sleeps;

  Pace pace() {
    return Pace{[this] { return now; },
                [this](std::int64_t ms, const std::stop_token&) {
                  sleeps.push_back(ms);
                  now = now + ms;
                }};
  }
};

// A batch as its moment and what it holds.
struct Played {
  std::int64_t wall_ms = 0;  // since the start
  std::int64_t tick_ms = 0;  // since start_time
  std::vector<std::string> ticks;
  friend bool operator==(const Played&, const Played&) = default;
};
void PrintTo(const Played& played, std::ostream* out) {
  *out << "wall " << played.wall_ms << " tick " << played.tick_ms << ":";
  for (const std::string& tick : played.ticks) *out << " " << tick;
}

class PlayerTest : public testing::Test {
 protected:
  // A tape of spot trades of known assets A and B, through the guard.
  std::unique_ptr<TickSource> tape(const char* rows) {
    bytes_ = std::string("ts_ms,symbol,price\n") + rows;
    auto opened = Tape::over("tape", bytes_);
    EXPECT_TRUE(opened.has_value()) << describe(opened.error());
    return std::make_unique<GuardedSource>(std::move(*opened), intake_);
  }
  Player::Sink sink() {
    return [this](std::vector<PriceTick> batch) {
      Played played{clock_.now - kWall, batch.front().time - kStart, {}};
      for (const PriceTick& tick : batch) {
        EXPECT_EQ(tick.time, batch.front().time) << "one moment a batch";
        played.ticks.push_back(tick.name + "=" + trimmed(tick.price));
      }
      played_.push_back(std::move(played));
    };
  }
  void play(std::unique_ptr<TickSource> source, std::int64_t speed) {
    Player player(std::move(source), PlayerSettings{.speed = speed, .start_time = kStart},
                  clock_.pace(), sink());
    player.wait();
    status_ = player.status();
  }

  std::shared_ptr<Intake> intake_ = std::make_shared<Intake>(
      Mapping(Universe{.assets = {"A", "B"}, .contracts = {}}, false), GuardSettings{});
  std::string bytes_;
  FakeClock clock_;
  std::vector<Played> played_;
  PlayerStatus status_;
};

constexpr const char* kRows =
    "5000,AUSDT,1\n"
    "5000,BUSDT,10\n"
    "65000,AUSDT,1.1\n"
    "185000,AUSDT,1.2\n"
    "185000,BUSDT,11\n";

TEST_F(PlayerTest, PlaysEachMomentInOneBatchAtItsTime) {
  play(tape(kRows), 1);
  EXPECT_THAT(played_, ElementsAre(Played{0, 0, {"A=1", "B=10"}}, Played{60000, 60000, {"A=1.1"}},
                                   Played{180000, 180000, {"A=1.2", "B=11"}}));
  EXPECT_EQ(status_.state, State::kEnded);
  EXPECT_EQ(status_.laps, 1u);
  EXPECT_EQ(status_.batches, 3u);
  EXPECT_EQ(status_.ticks, 5u);
  EXPECT_EQ(status_.latest, kStart + 180000);
}

TEST_F(PlayerTest, SpeedShortensTheWaitsAndNotTheTape) {
  play(tape(kRows), 60);
  EXPECT_THAT(played_, ElementsAre(Played{0, 0, {"A=1", "B=10"}}, Played{1000, 60000, {"A=1.1"}},
                                   Played{3000, 180000, {"A=1.2", "B=11"}}));
  EXPECT_THAT(clock_.sleeps, ElementsAre(1000, 2000));
}

TEST_F(PlayerTest, AsFastAsTheSinkNeverSleeps) {
  play(tape(kRows), PlayerSettings::kAsFastAsTheSink);
  EXPECT_EQ(played_.size(), 3u);
  EXPECT_EQ(played_.back().tick_ms, 180000);
  EXPECT_TRUE(clock_.sleeps.empty());
}

TEST_F(PlayerTest, ASlowSinkIsCaughtUpWith) {
  auto slow = [this, inner = sink()](std::vector<PriceTick> batch) {
    inner(std::move(batch));
    if (played_.size() == 1) clock_.now = clock_.now + 100'000;
  };
  Player player(tape(kRows), PlayerSettings{.speed = 1, .start_time = kStart}, clock_.pace(), slow);
  player.wait();
  ASSERT_EQ(played_.size(), 3u);
  EXPECT_EQ(played_[1].wall_ms, 100'000) << "late, at once";
  EXPECT_EQ(played_[2].wall_ms, 180'000) << "and in time again";
}

TEST_F(PlayerTest, MomentsWithoutBelievablePricesAreSilent) {
  play(tape("0,AUSDT,1\n1000,AUSDT,0\n2000,NOUSDT,5\n3000,AUSDT,1.5\n"), 1);
  EXPECT_THAT(played_, ElementsAre(Played{0, 0, {"A=1"}}, Played{3000, 3000, {"A=1.5"}}));
  EXPECT_EQ(intake_->snapshot().refused_as(Refusal::kZero), 1u);
}

TEST_F(PlayerTest, TimesNeverGoBackOnADisorderedTape) {
  play(tape("9000,AUSDT,1\n10000,AUSDT,1\n4000,BUSDT,5\n11000,BUSDT,5\n"), 1);
  EXPECT_THAT(played_, ElementsAre(Played{0, 0, {"A=1"}}, Played{1000, 1000, {"A=1", "B=5"}},
                                   Played{2000, 2000, {"B=5"}}));
}

TEST_F(PlayerTest, ABadLineEndsThePlayWithItsNumber) {
  play(tape("0,AUSDT,1\n1000,AUSDT,oops\n2000,AUSDT,1\n"), 1);
  EXPECT_EQ(status_.state, State::kFailed);
  ASSERT_TRUE(status_.error.has_value());
  EXPECT_THAT(status_.error->detail, HasSubstr("tape: line 3: price \"oops\""));
}

TEST_F(PlayerTest, AnEmptyTapeEndsEvenInALoop) {
  Player player(tape(""), PlayerSettings{.loop = true, .start_time = kStart}, clock_.pace(),
                sink());
  player.wait();
  EXPECT_EQ(player.status().state, State::kEnded);
  EXPECT_EQ(player.status().laps, 0u);
}

// Blocks the sink once it has what the test waits for, until the player is stopped.
class Gate {
 public:
  void reach() {
    std::unique_lock lock(mutex_);
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_until_reached() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return reached_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

TEST_F(PlayerTest, ALoopGoesOnWithRisingTimesAndForgivesTheJumpBack) {
  Gate gate;
  auto counting = [&, inner = sink()](std::vector<PriceTick> batch) {
    inner(std::move(batch));
    if (played_.size() == 7) gate.reach();
  };
  // From 1 to 9 in three steps: back to 1 would be refused as a jump.
  Player player(tape("5000,AUSDT,1\n6000,AUSDT,2\n7000,AUSDT,4\n9000,AUSDT,7.9\n"),
                PlayerSettings{.speed = 1, .loop = true, .start_time = kStart}, clock_.pace(),
                counting);
  gate.wait_until_reached();
  std::jthread opener([&gate] { gate.open(); });
  player.stop();
  ASSERT_GE(played_.size(), 7u);
  played_.resize(7);
  EXPECT_THAT(played_, ElementsAre(Played{0, 0, {"A=1"}}, Played{1000, 1000, {"A=2"}},
                                   Played{2000, 2000, {"A=4"}}, Played{4000, 4000, {"A=7.9"}},
                                   Played{6000, 6000, {"A=1"}}, Played{7000, 7000, {"A=2"}},
                                   Played{8000, 8000, {"A=4"}}))
      << "the gap between laps is the tape's last step";
  EXPECT_EQ(intake_->snapshot().refused_as(Refusal::kJump), 0u);
  EXPECT_EQ(player.status().state, State::kStopped);
  EXPECT_GE(player.status().laps, 2u);
}

TEST_F(PlayerTest, StopEndsALongWaitAtOnce) {
  Gate gate;
  gate.open();
  Player player(tape("0,AUSDT,1\n86400000,AUSDT,1\n"), PlayerSettings{.start_time = kStart},
                paced_by([] { return kWall; }),
                [&](const std::vector<PriceTick>&) { gate.reach(); });
  gate.wait_until_reached();
  const auto before = std::chrono::steady_clock::now();
  player.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  EXPECT_EQ(player.status().state, State::kStopped);
  EXPECT_EQ(player.status().batches, 1u);
  player.stop();  // twice is harmless
}

TEST_F(PlayerTest, DestroyingAPlayerStopsIt) {
  Gate gate;
  gate.open();
  const Player player(tape("0,AUSDT,1\n86400000,AUSDT,1\n"), PlayerSettings{.start_time = kStart},
                      paced_by([] { return kWall; }),
                      [&](const std::vector<PriceTick>&) { gate.reach(); });
  gate.wait_until_reached();
}

TEST_F(PlayerTest, ReallyWaits) {
  const auto now = [] {
    return Timestamp{std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::steady_clock::now().time_since_epoch())
                         .count()};
  };
  std::vector<Timestamp> at;
  Player player(tape("0,AUSDT,1\n2000,AUSDT,1\n"),
                PlayerSettings{.speed = 100, .start_time = kStart}, paced_by(now),
                [&](const std::vector<PriceTick>&) { at.push_back(now()); });
  player.wait();
  ASSERT_EQ(at.size(), 2u);
  EXPECT_GE(at[1] - at[0], 19);
}

TEST_F(PlayerTest, AMomentWithoutEndGoesInBatchesOfLimitedSize) {
  std::string rows;
  for (std::size_t i = 0; i < kMaxBatchTicks + 5; ++i) rows += "0,AUSDT,1\n";
  std::vector<std::size_t> sizes;
  Player player(tape(rows.c_str()), PlayerSettings{.start_time = kStart}, clock_.pace(),
                [&](const std::vector<PriceTick>& batch) { sizes.push_back(batch.size()); });
  player.wait();
  EXPECT_THAT(sizes, ElementsAre(kMaxBatchTicks, 5u));
}

TEST_F(PlayerTest, TheDemoTapePlaysWithoutARefusal) {
  auto opened = Tape::open(std::string(PLIMSOLL_DATA_DIR) + "/demo/tape.csv.gz");
  ASSERT_TRUE(opened.has_value()) << describe(opened.error());
  Universe universe;
  for (const char* asset :
       {"ADA", "BNB", "BTC", "DOGE", "DOT", "ETH", "LINK", "LTC", "MATIC", "SOL", "TRX", "XRP"}) {
    universe.assets.emplace_back(asset);
  }
  const auto intake = std::make_shared<Intake>(Mapping(universe, true), GuardSettings{});
  std::size_t batches = 0;
  Player player(std::make_unique<GuardedSource>(std::move(*opened), intake),
                PlayerSettings{.speed = 60, .start_time = kStart}, clock_.pace(),
                [&](const std::vector<PriceTick>& batch) {
                  EXPECT_EQ(batch.size(), 12u);
                  ++batches;
                });
  player.wait();
  EXPECT_EQ(batches, 660u);
  EXPECT_EQ(clock_.now - kWall, 659'000) << "a minute per second";
  EXPECT_EQ(intake->snapshot().accepted, 7920u);
  EXPECT_FALSE(intake->snapshot().last.has_value());
}

TEST_F(PlayerTest, FixedPricesAreSentAgainAndAgain) {
  const std::vector<PriceTick> list{
      PriceTick{PriceKind::kMarginIndex, "A", price("1"), Timestamp{5}},
      PriceTick{PriceKind::kMark, "AUSDT", price("2"), Timestamp{6}}};
  auto source = FixedPrices::create(list, 5'000);
  ASSERT_TRUE(source.has_value()) << describe(source.error());
  Gate gate;
  auto counting = [&, inner = sink()](std::vector<PriceTick> batch) {
    inner(std::move(batch));
    if (played_.size() == 3) gate.reach();
  };
  Player player(std::move(*source), PlayerSettings{.start_time = kStart}, clock_.pace(), counting);
  gate.wait_until_reached();
  std::jthread opener([&gate] { gate.open(); });
  player.stop();
  ASSERT_GE(played_.size(), 3u);
  played_.resize(3);
  EXPECT_THAT(played_,
              ElementsAre(Played{0, 0, {"A=1", "AUSDT=2"}}, Played{5000, 5000, {"A=1", "AUSDT=2"}},
                          Played{10000, 10000, {"A=1", "AUSDT=2"}}));
}

TEST(FixedPrices, RefusesAListThatCannotBePlayed) {
  const PriceTick good{PriceKind::kMarginIndex, "A", price("1"), Timestamp{}};
  const PriceTick zero{PriceKind::kMarginIndex, "B", Price{}, Timestamp{}};
  EXPECT_EQ(FixedPrices::create({}, 1000).error().code, ErrorCode::kSetting);
  EXPECT_EQ(FixedPrices::create({good}, 0).error().code, ErrorCode::kSetting);
  EXPECT_THAT(describe(FixedPrices::create({good, zero}, 1000).error()),
              HasSubstr("PRICE_REFUSED: fixed price of B"));
}

TEST(FixedPrices, RewindsToTimeZero) {
  const PriceTick good{PriceKind::kMarginIndex, "A", price("1"), Timestamp{77}};
  auto source = FixedPrices::create({good}, 10);
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ((*source)->next()->value().time, Timestamp{0});
  EXPECT_EQ((*source)->next()->value().time, Timestamp{10});
  ASSERT_TRUE((*source)->rewind().has_value());
  EXPECT_EQ((*source)->next()->value().time, Timestamp{0});
}

}  // namespace
}  // namespace plimsoll::feed
