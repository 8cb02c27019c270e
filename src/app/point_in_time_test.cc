// Any past moment answers as it answered then, byte for byte: across restarts, snapshots, and
// beside the process that writes.
#include "app/point_in_time.h"

#include <gmock/gmock.h>

#include "app/replay_command.h"
#include "app/testing.h"
#include "book/event_codec.h"
#include "engine/engine.h"
#include "engine/test_world.h"
#include "journal/sqlite_journal.h"
#include "net/client.h"
#include "net/server.h"

namespace plimsoll::app {
namespace {

using engine::Moment;
using testing::HasSubstr;

// What was answered: the bytes, or the name of the error.
std::string text_of(const Result<std::string>& answer) {
  return answer ? *answer : std::string(error_name(answer.error().code));
}

// What is answered about each unit by itself: one that cannot be valued does not hide the others.
std::string texts_of(const engine::Published& book, Timestamp now) {
  std::string texts;
  for (const auto& [id, unit] : book.directory->units) {
    texts += std::to_string(id.value) + " " +
             text_of(server::ltv_details_of(book, now, {id.value, std::nullopt})) + "\n";
  }
  return texts;
}

// Without the key, whose secret is not sealed.
std::vector<book::Command> small_book() {
  std::vector<book::Command> commands = book::book_commands();
  std::erase_if(commands, [](const book::Command& command) {
    return std::holds_alternative<book::CreateApiKey>(command);
  });
  return commands;
}

struct Answered {
  Timestamp time;
  Sequence sequence;
  std::string live;
};

// A random life on a journal in the folder; after each turn the lender looks. Some turns leave no
// record, some moments lie between two records.
std::vector<Answered> live_and_remember(const std::string& state_dir, std::uint64_t seed,
                                        int steps) {
  std::vector<Answered> answers;
  auto journal = journal::SqliteJournal::open(journal_path(state_dir));
  EXPECT_TRUE(journal) << describe(journal.error());
  if (!journal) return answers;
  engine::RandomWorld world(**journal, seed);
  // Something to value from the first moment on.
  (void)turn(world.processor(), {engine::Submission(small_book())}, world.now());
  const snapshot::Store store = snapshots_of(state_dir);
  for (int i = 0; i < steps; ++i) {
    world.pass(1);  // two turns of one millisecond would be one moment
    world.step();
    if (i % 4 == 0) {
      world.pass(500);
      (void)turn(world.processor(), {}, world.now());
    }
    const auto book = world.processor().publish();
    answers.push_back({world.now(), world.processor().sequence(), texts_of(*book, world.now())});
    if (world.random().chance(10)) {
      const auto hash = world.processor().chain_hash();
      EXPECT_TRUE(store.write({world.processor().standing(), *hash}));
    }
    if (world.random().chance(5)) {
      auto start = store.newest(**journal, std::nullopt, {});
      world.restart(start ? std::move(*start) : engine::Standing());
    }
  }
  return answers;
}

TEST(PointInTime, EveryMomentAnswersAsItDidThen) {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const TestFolder folder;
    const std::vector<Answered> answers = live_and_remember(folder.path(""), seed, 120);
    const server::Past past = past_of(folder.path(""));
    int valued = 0;
    for (const Answered& then : answers) {
      const auto by_time = past(then.time);
      const auto by_record = past(then.sequence);
      ASSERT_TRUE(by_time && by_record);
      ASSERT_EQ(by_time->sequence, then.sequence) << "seed " << seed << " time " << then.time.ms;
      ASSERT_EQ(texts_of(*by_time, then.time), then.live) << "seed " << seed;
      ASSERT_EQ(texts_of(*by_record, then.time), then.live) << "seed " << seed;
      if (then.live.find("\"ltv\"") != std::string::npos) ++valued;
    }
    EXPECT_GT(valued, 10) << "seed " << seed << ": units that could be valued";
  }
}

// --- A server that runs

class RunningServer : public testing::Test {
 protected:
  RunningServer() { start(); }

  void start() {
    auto opened = open_state({folder_.path("state"), false, true}, {});
    ASSERT_TRUE(opened) << describe(opened.error());
    state_.emplace(std::move(*opened));
    engine_ = std::make_unique<engine::Engine>(*state_->processor, clock_,
                                               [](const Error&) { FAIL() << "the journal"; });
    engine_->start();
    ltv_ = std::make_unique<server::LtvAsOf>(
        *engine_, [this] { return clock_.now(); }, past_of(folder_.path("state")));
    server_ = std::make_unique<net::Server>(
        net::ServerSettings{},
        [this](const net::Request& request, net::Reply& reply) { ltv_->handle(request, reply); });
    ASSERT_TRUE(server_->start());
  }
  void stop() {
    server_.reset();
    engine_->stop();
    ltv_.reset();
    engine_.reset();
    state_.reset();
  }
  // The engine's thread has stopped by then, and starts again.
  void snapshot_after_stop() {
    engine_->stop();
    const engine::Processor& processor = *state_->processor;
    const auto hash = processor.chain_hash();
    ASSERT_TRUE(hash && snapshots_of(folder_.path("state")).write({processor.standing(), *hash}));
    engine_->start();
  }
  Digest digest() {
    engine_->stop();
    const Digest digest = book::digest_of(state_->processor->book());
    engine_->start();
    return digest;
  }
  void run(std::vector<book::Command> commands) {
    const auto done = engine_->execute(std::move(commands));
    ASSERT_TRUE(done) << describe(done.error().error);
  }
  std::string ask(const std::string& query) {
    net::ClientRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/ltv-details" + query;
    const auto response = net::fetch(request);
    EXPECT_TRUE(response && response->status == 200) << (response ? response->body : "");
    return response ? response->body : "";
  }
  void set_price(Price price) {
    run({book::UpdatePrices{{{model::PriceKind::kMarginIndex, book::kBtc.value, price, now_},
                             {model::PriceKind::kAssetIndex, book::kBtc.value, price, now_}}}});
  }
  void pass(std::int64_t ms) {
    now_ = now_ + ms;
    clock_.set(now_);
  }

  TestFolder folder_;
  Timestamp now_ = book::kNow;
  engine::TestClock clock_{book::kNow};
  std::optional<State> state_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<server::LtvAsOf> ltv_;
  std::unique_ptr<net::Server> server_;
};

TEST_F(RunningServer, TellsWhatItAnsweredBeforeARestartAndASnapshot) {
  run(small_book());
  run({book::SetLiability{book::kUnit, {book::kUsdt, "2200"_amount, "100"_amount}}});
  std::vector<std::pair<Timestamp, std::string>> answers;
  for (int day = 0; day < 6; ++day) {
    pass(10'000);
    set_price(Price::whole(100 + 7 * day));
    pass(1'500);  // between two records
    answers.emplace_back(now_, ask(""));
    if (day == 2) {
      stop();
      start();
    }
    if (day == 4) {
      stop();
      start();
      snapshot_after_stop();
    }
  }
  for (const auto& [time, live] : answers) {
    EXPECT_THAT(live, HasSubstr("\"updateTime\":" + std::to_string(time.ms)));
    EXPECT_EQ(ask("?asOf=" + std::to_string(time.ms)), live);
    EXPECT_EQ(ask("?asOf=" + engine::iso_time(time)), live);
    // The same without the server's help, while it runs.
    const auto offline = past_ltv({folder_.path("state"), engine::iso_time(time), {}, true});
    ASSERT_TRUE(offline) << describe(offline.error());
    EXPECT_EQ(*offline, live + "\n");
  }
  EXPECT_NE(answers.front().second.substr(0, 400), answers.back().second.substr(0, 400));
}

TEST_F(RunningServer, ReplayToldFromStartAndFromASnapshotIsTheSame) {
  run(small_book());
  pass(1'000);
  set_price("120"_price);
  snapshot_after_stop();
  pass(1'000);
  set_price("130"_price);
  const std::string state = folder_.path("state");
  const auto told = replay_book({state, "", false, ""});
  ASSERT_TRUE(told) << describe(told.error());
  EXPECT_THAT(*told, HasSubstr("record  3 of 3\n"));
  EXPECT_THAT(*told, HasSubstr("digest  " + to_hex(book::digest_of(state_->processor->book()))));
  EXPECT_EQ(*told, *replay_book({state, "", true, ""}));
  const std::string then = folder_.path("then.json");
  EXPECT_THAT(*replay_book({state, engine::iso_time(now_ + -1), false, then}),
              HasSubstr("record  2 of 3\n"));
  EXPECT_THAT(content_of(then), HasSubstr("\"120\""));
  EXPECT_THAT(*replay_book({state, "seq:1", false, ""}), HasSubstr("record  1 of 3\n"));
  EXPECT_THAT(*replay_book({state, "1", false, ""}), HasSubstr("record  0 of 3\n"));
  EXPECT_EQ(error_of(replay_book({state, "seq:4", false, ""})), "OUT_OF_RANGE");
  EXPECT_EQ(error_of(replay_book({state, "then", false, ""})), "MALFORMED");
  EXPECT_NE(error_of(replay_book({folder_.path("nothing"), "", false, ""})), "");
  const auto again = redecide_journal({state, "", false, ""});
  ASSERT_TRUE(again) << describe(again.error());
  EXPECT_EQ(again->text, "3 records, 0 differences\n");
  EXPECT_FALSE(again->differs);
}

TEST_F(RunningServer, ADamagedSnapshotChangesNothing) {
  run(small_book());
  snapshot_after_stop();
  const std::string path = folder_.path("state") + "/snapshots/1.snapshot";
  std::string bytes = content_of(path);
  bytes[bytes.size() / 2] ^= 1;
  (void)folder_.file("state/snapshots/1.snapshot", bytes);
  const Digest before = digest();
  stop();
  start();
  EXPECT_EQ(state_->snapshot, Sequence{0});
  EXPECT_EQ(digest(), before);
}

TEST_F(RunningServer, AJournalThatEndsBeforeItsSnapshotIsRefused) {
  run(small_book());
  snapshot_after_stop();
  stop();
  const std::string state = folder_.path("state");
  std::filesystem::remove(journal_path(state));
  const auto refused = open_state({state, false, true}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kJournal);
  EXPECT_THAT(refused.error().detail, HasSubstr("delete the snapshots above record 0"));
  std::filesystem::remove_all(state + "/snapshots");
  start();
}

TEST_F(RunningServer, StartsAtItsSnapshot) {
  run(small_book());
  snapshot_after_stop();
  const Digest before = digest();
  stop();
  start();
  EXPECT_EQ(state_->snapshot, Sequence{1});
  EXPECT_EQ(digest(), before);
}

TEST(PastLtv, AMomentInTheFutureIsNone) {
  const TestFolder folder;
  const Timestamp ahead = SystemClock().now() + 86'400'000;  // of a clock that was set back since
  {
    auto journal = journal::SqliteJournal::open(journal_path(folder.path("")));
    ASSERT_TRUE(journal);
    engine::Processor processor(**journal);
    (void)engine::turn(processor, {engine::Submission(small_book())}, ahead);
  }
  const auto error_at = [&](const std::string& moment) {
    return error_of(past_ltv({folder.path(""), moment, {}, false}));
  };
  EXPECT_EQ(error_at("2999-01-01T00:00:00Z"), "OUT_OF_RANGE");
  EXPECT_EQ(error_at(std::to_string(ahead.ms + 1)), "OUT_OF_RANGE");
  EXPECT_EQ(error_at(std::to_string(ahead.ms)), "") << "the newest record is there";
  EXPECT_EQ(error_of(past_ltv({"nowhere", "soon", {}, false})), "MALFORMED");
}

TEST(Redecide, AnAlteredOutcomeIsToldInWords) {
  const TestFolder folder;
  auto journal = journal::SqliteJournal::open(journal_path(folder.path("")));
  ASSERT_TRUE(journal);
  engine::TestJournal made;
  engine::Processor processor(made);
  (void)engine::turn(processor, {{book::book_commands()}}, book::kNow);
  (void)engine::turn(processor, {{book::FundPool{book::kUsdt, "5"_amount}}}, book::kNow + 1'000);
  auto caused = book::decode_with_causes(made.records[1].payload);
  ASSERT_TRUE(caused);
  std::get<book::PoolFunded>(caused->events.at(0)).delta = "6"_amount;
  made.records[1].payload = book::encode(caused->events, caused->causes);
  for (const engine::Record& record : made.records) ASSERT_TRUE((*journal)->append(record));
  const auto told = redecide_journal({folder.path(""), "", false, ""});
  ASSERT_TRUE(told) << describe(told.error());
  EXPECT_TRUE(told->differs);
  EXPECT_EQ(told->text,
            "record 2  2025-07-10T08:45:06.623Z\n"
            "  cause    FundPool: USDT, 5\n"
            "  journal  PoolFunded: USDT, 6\n"
            "  today    PoolFunded: USDT, 5\n"
            "2 records, 1 differences\n");
}

}  // namespace
}  // namespace plimsoll::app
