// The market of a running server: the demo's tape moves the book, and a tape that cannot be played
// is said before anything starts.
#include "app/market.h"

#include <gmock/gmock.h>

#include <thread>

#include "app/demo.h"
#include "app/testing.h"

namespace plimsoll::app {
namespace {

using testing::HasSubstr;

// An engine over the demo book.
struct Running {
  Running() {
    EXPECT_TRUE(seed_demo(state, SystemClock().now()));
    engine.emplace(*state.processor, clock, [](const Error&) {});
    engine->start();
  }
  template <class Condition>
  bool eventually(Condition condition) const {
    for (int i = 0; i < 10'000; ++i) {
      if (condition(engine->counters())) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }
  State state = memory_state();
  SystemClock clock;
  std::optional<engine::Engine> engine;
};

Settings settings_with(const SettingTexts& texts) {
  const std::vector<SettingSource> sources{{"flag", texts}};
  const auto settings = make_settings(sources);
  EXPECT_TRUE(settings) << describe(settings.error());
  return *settings;
}

TEST(Market, TheDemoTapeMovesTheBook) {
  Running running;
  const auto before = running.engine->published();
  const auto market = Market::start(
      settings_with({{"demo", "true"}, {"speed", "max"}, {"loop", "false"}}), *running.engine);
  ASSERT_TRUE(market) << describe(market.error());
  EXPECT_TRUE(running.eventually([](const auto& counters) { return counters.prices > 100; }));
  const server::FeedStatus status = (*market)->status();
  EXPECT_THAT(status.description, HasSubstr("demo tape, "));
  EXPECT_THAT(status.description, HasSubstr(" held prices"));
  EXPECT_EQ(status.failure, "");
  EXPECT_GT(status.accepted, 0u);
  EXPECT_EQ(running.engine->counters().prices_unknown, 0u) << "the mapping names known assets only";
  EXPECT_NE(running.engine->published()->board, before->board);
}

TEST(Market, WithoutATapeThereIsNoFeed) {
  Running running;
  const auto market = Market::start(settings_with({}), *running.engine);
  ASSERT_TRUE(market);
  EXPECT_EQ((*market)->status().description, "");
  EXPECT_EQ(running.engine->counters().prices, 0u);
}

TEST(Market, HeldPricesAreSentAgain) {
  Running running;
  const auto market = Market::start(settings_with({{"hold-prices", "true"}}), *running.engine);
  ASSERT_TRUE(market) << describe(market.error());
  EXPECT_TRUE(running.eventually([](const auto& counters) { return counters.prices > 0; }));
}

TEST(Market, ATapeThatCannotBePlayedIsSaidAtOnce) {
  Running running;
  const TestFolder folder;
  const auto error = [&](const std::string& path) {
    return error_of(Market::start(settings_with({{"tape", path}}), *running.engine));
  };
  EXPECT_EQ(error(folder.path("none.csv")), "FILE");
  EXPECT_NE(error(folder.file("junk.csv", "this is no tape\nat all\n")), "");
}

}  // namespace
}  // namespace plimsoll::app
