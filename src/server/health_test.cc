// /health and /metrics: when it is ok, why it is not, and text that a scraper reads.
#include "server/health.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

#include "base/limits.h"
#include "book/test_life.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// book_commands() after one turn, with what /health looks at.
struct Watched {
  Timestamp now = book::kNow;

  Watched() { run(book::book_commands()); }
  void run(std::vector<book::Command> commands) {
    const auto results = engine::turn(processor, {std::move(commands)}, now);
    ASSERT_EQ(engine::outcome(results.at(0)), "accepted");
    picture = processor.publish();
  }
  void set_price(Timestamp time) {
    run({book::UpdatePrices{{{model::PriceKind::kMarginIndex, 0, "100"_price, time}}}});
  }
  [[nodiscard]] HealthInput input() const { return {*picture, counters, feed, now, 60'000}; }
  [[nodiscard]] net::Response health() const { return answer_health(input()); }

  engine::TestJournal journal;
  engine::Processor processor{journal};
  std::shared_ptr<const engine::Published> picture;
  engine::Engine::Counters counters;
  FeedStatus feed;
};

model::Asset sol() {
  model::Asset asset;
  asset.name = "SOL";
  asset.spot_ratio = "1"_ratio;
  return asset;
}

TEST(Health, FreshPricesAndNoFailureAreOk) {
  Watched watched;
  watched.feed.description = "a tape";
  watched.feed.state = "playing";
  watched.feed.accepted = 5;
  watched.feed.refused = {{"zero", 2}, {"jump", 1}};
  watched.feed.last_refusal = "BTC: zero";
  watched.now = book::kNow + 60'000;
  const net::Response response = watched.health();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(
      response.body,
      R"({"status":"ok","time":1752137165623,"sequence":1,"activeUnits":1,)"
      R"("unitStates":[{"state":"NORMAL","units":1}],)"
      R"("unitsWithoutPrice":[],"unitsWithStalePrice":[],"unitsHeldBack":[],"oldestPriceMs":60000,)"
      R"("staleAfterMs":60000,"feed":{"source":"a tape","state":"playing",)"
      R"("accepted":5,"refused":3,)"
      R"("lastRefusal":"BTC: zero","failure":""},"historyFailure":"","clock":"ok"})");
}

TEST(Health, AHistoryThatIsNotWrittenDegrades) {
  Watched watched;
  HealthInput input = watched.input();
  input.history_failure = "FILE: the disk is full";
  const net::Response response = answer_health(input);
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.body.find(R"("historyFailure":"FILE: the disk is full")"), std::string::npos);
}

TEST(Health, AStalePriceDegrades) {
  Watched watched;
  watched.now = book::kNow + 60'001;
  const net::Response response = watched.health();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr(R"("status":"degraded")"));
  EXPECT_THAT(response.body, HasSubstr(R"("unitsWithStalePrice":[5])"));
  EXPECT_THAT(response.body, HasSubstr(R"("oldestPriceMs":60001)"));
}

TEST(Health, AUnitThatOldPricesKeepFromLiquidationIsNamed) {
  Watched watched;
  watched.run({book::general_with(watched.processor.book(),
                                  [](auto& general) { general.liquidation_price_age_ms = 30'000; }),
               book::SetUnitLines{book::kUnit, {}}});
  watched.now = book::kNow + 30'001;
  EXPECT_THAT(price_health(watched.input()).held_back, IsEmpty()) << "it is far from its line";
  watched.run({book::SetLiability{book::kUnit, {book::kUsdt, "1000000"_amount, {}}}});
  EXPECT_THAT(price_health(watched.input()).held_back, ElementsAre(book::kUnit));
  EXPECT_EQ(watched.health().status, 503);
  EXPECT_THAT(watched.health().body, HasSubstr(R"("unitsHeldBack":[5])"));
}

TEST(Health, AClockThatIsNotBelievedDegrades) {
  Watched watched;
  const auto results = engine::turn(watched.processor, {{}}, book::kNow + kMaxClockLeapMs + 1);
  EXPECT_EQ(engine::outcome(results.at(0)), "0 BUSY");
  watched.picture = watched.processor.publish();
  EXPECT_EQ(watched.health().status, 503);
  EXPECT_THAT(watched.health().body, HasSubstr("more than a year ahead of the newest record"));
}

TEST(Health, AClockBehindTheBookDegrades) {
  Watched watched;
  watched.now = book::kNow + -5'000;
  EXPECT_EQ(watched.health().status, 200) << "a small step";
  EXPECT_THAT(watched.health().body, HasSubstr(R"("clock":"ok")"));
  watched.now = book::kNow + -5'001;
  EXPECT_EQ(watched.health().status, 503);
  EXPECT_THAT(watched.health().body, HasSubstr(R"("clock":"behind the newest record)"));
}

TEST(Health, BehindTheBookPricesAreAsOldAsTheBookFindsThem) {
  constexpr std::int64_t kDayMs = 86'400'000;
  Watched watched;
  watched.run({book::general_with(watched.processor.book(),
                                  [](auto& general) { general.liquidation_price_age_ms = 30'000; }),
               book::SetUnitLines{book::kUnit, {}}});
  watched.now = book::kNow + kDayMs;
  watched.run({book::SetLiability{book::kUnit, {book::kUsdt, "1000000"_amount, {}}}});
  watched.now = book::kNow + 1'000;
  const PriceHealth health = price_health(watched.input());
  EXPECT_THAT(health.held_back, ElementsAre(book::kUnit)) << "they look young by the clock";
  EXPECT_THAT(health.stale, ElementsAre(book::kUnit));
  EXPECT_EQ(health.oldest_ms, kDayMs);
}

TEST(Health, AMissingPriceDegrades) {
  Watched watched;
  watched.run(
      {book::DefineAsset{sol()}, book::SetLiability{book::kUnit, {AssetId{4}, "1"_amount, {}}}});
  const net::Response response = watched.health();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr(R"("unitsWithoutPrice":[5],"unitsWithStalePrice":[])"));
}

TEST(Health, AFailedFeedDegrades) {
  Watched watched;
  watched.feed.failure = "FILE: the tape has a hole";
  EXPECT_EQ(watched.health().status, 503);
  EXPECT_THAT(watched.health().body, HasSubstr(R"("failure":"FILE: the tape has a hole")"));
}

TEST(Health, OnlyPricesInUseCount) {
  Watched watched;
  watched.now = book::kNow + 60'001;
  watched.run({book::CloseUnit{book::kUnit}});
  EXPECT_EQ(watched.health().status, 200);
  EXPECT_EQ(price_health(watched.input()).active_units, 0u);
}

TEST(Health, APriceFromTheFutureIsNotOld) {
  Watched watched;
  watched.now = book::kNow + -5'000;
  const PriceHealth health = price_health(watched.input());
  EXPECT_EQ(health.oldest_ms, 0);
  EXPECT_THAT(health.stale, IsEmpty());
}

TEST(Health, UnitsAreNamedOneByOne) {
  Watched watched;
  watched.run({book::CreateUnit{GroupId{7},
                                book::kParent,
                                {{book::kLoose, model::MemberType::kCredit, false, true},
                                 {book::kFree, model::MemberType::kCollateral, true, false}},
                                {},
                                {},
                                {}}});
  watched.now = book::kNow + 60'001;
  watched.set_price(watched.now);  // BTC is unit 5's alone; USDT's asset index is both units'
  EXPECT_THAT(price_health(watched.input()).stale, ElementsAre(book::kUnit, GroupId{7}));
  watched.run({book::UpdatePrices{
      {{model::PriceKind::kAssetIndex, book::kUsdt.value, "100"_price, watched.now}}}});
  EXPECT_THAT(price_health(watched.input()).stale, IsEmpty());
  watched.set_price(book::kNow);
  EXPECT_THAT(price_health(watched.input()).stale, ElementsAre(book::kUnit));
}

// --- Metrics

// Samples by name and labels; fails on anything that is not the text format.
std::map<std::string, std::uint64_t> parsed(const std::string& text) {
  std::map<std::string, std::uint64_t> samples;
  std::set<std::string> typed;
  std::istringstream lines(text);
  EXPECT_TRUE(text.ends_with('\n'));
  std::string helped;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    std::string third;
    words >> first >> second >> third;
    if (first == "#" && second == "HELP") {
      helped = third;
    } else if (first == "#") {
      EXPECT_EQ(second, "TYPE") << line;
      EXPECT_EQ(third, helped) << "a type follows its help: " << line;
      EXPECT_TRUE(typed.insert(third).second) << "twice: " << line;
      std::string type;
      words >> type;
      EXPECT_TRUE(type == "counter" || type == "gauge") << line;
    } else {
      EXPECT_THAT(line, testing::MatchesRegex(
                            "[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})? [0-9]+"));
      EXPECT_TRUE(typed.contains(first.substr(0, first.find('{')))) << line;
      const std::size_t space = line.rfind(' ');
      EXPECT_TRUE(samples.emplace(line.substr(0, space), std::stoull(line.substr(space))).second)
          << "twice: " << line;
    }
  }
  return samples;
}

TEST(Metrics, EveryNumberIsThere) {
  Watched watched;
  watched.now = book::kNow + 60'001;
  watched.counters.turns = 11;
  watched.counters.accepted = 12;
  watched.counters.refused = 13;
  watched.counters.busy = 14;
  watched.counters.prices = 15;
  watched.counters.prices_conflated = 16;
  watched.counters.prices_unknown = 17;
  watched.feed.accepted = 18;
  watched.feed.refused = {{"zero", 19}, {"jump", 20}};
  const net::Response response =
      answer_metrics(watched.input(), {{"ltv-details", 200, 21}, {"unknown", 404, 22}});
  EXPECT_EQ(response.status, 200) << "also when health is degraded";
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  const std::map<std::string, std::uint64_t> expected{
      {"plimsoll_journal_sequence", 1},
      {"plimsoll_units_active", 1},
      {"plimsoll_units{state=\"NORMAL\"}", 1},
      {"plimsoll_units_without_price", 0},
      {"plimsoll_units_with_stale_price", 1},
      {"plimsoll_units_held_back", 0},
      {"plimsoll_oldest_price_milliseconds", 60'001},
      {"plimsoll_engine_turns_total", 11},
      {"plimsoll_submissions_total{outcome=\"accepted\"}", 12},
      {"plimsoll_submissions_total{outcome=\"refused\"}", 13},
      {"plimsoll_submissions_total{outcome=\"busy\"}", 14},
      {"plimsoll_prices_total{outcome=\"applied\"}", 15},
      {"plimsoll_prices_total{outcome=\"conflated\"}", 16},
      {"plimsoll_prices_total{outcome=\"unknown\"}", 17},
      {"plimsoll_feed_playing", 0},
      {"plimsoll_feed_accepted_total", 18},
      {"plimsoll_feed_refused_total{reason=\"zero\"}", 19},
      {"plimsoll_feed_refused_total{reason=\"jump\"}", 20},
      {"plimsoll_http_requests_total{endpoint=\"ltv-details\",status=\"200\"}", 21},
      {"plimsoll_http_requests_total{endpoint=\"unknown\",status=\"404\"}", 22},
  };
  EXPECT_EQ(parsed(response.body), expected);
}

TEST(Health, StrangersAreToldNoMoreThanOneWord) {
  TestApi api;
  EXPECT_EQ(api.send("/health").body, R"({"status":"ok"})");
  FeedStatus feed;
  feed.failure = "gone";
  api.set_feed(feed);
  api.set_time(kNowMs + 999);
  EXPECT_EQ(api.send("/health").status, 200) << "to value every unit for anybody has its limit";
  api.set_time(kNowMs + 1'000);
  EXPECT_EQ(api.send("/health").status, 503);
  EXPECT_EQ(api.send("/health").body, R"({"status":"degraded"})");
  EXPECT_EQ(status_and_code(api.send("/metrics")), "404 -1099");
}

TEST(Metrics, TheApiCountsWhatItAnswered) {
  TestApiOptions options;
  options.settings.public_details = true;
  TestApi api(options);
  EXPECT_EQ(api.ask(book::kParent).status, 200);
  EXPECT_EQ(api.ask(book::kParent, "groupId=x").status, 400);
  EXPECT_EQ(api.send(std::string(kLtvPath)).status, 401);
  EXPECT_EQ(api.send("/api/v3/ping").status, 200);
  EXPECT_EQ(api.send("/api/v3/ping").status, 200);
  EXPECT_EQ(api.send("/nowhere").status, 404);
  EXPECT_EQ(api.send("/api/v3/ping", {}, "PUT").status, 405);
  FeedStatus feed;
  feed.failure = "gone";
  api.set_feed(feed);
  EXPECT_EQ(api.send("/health").status, 503);
  auto samples = parsed(api.send("/metrics").body);
  const auto requests = [&](const std::string& endpoint, int status) {
    return samples["plimsoll_http_requests_total{endpoint=\"" + endpoint + "\",status=\"" +
                   std::to_string(status) + "\"}"];
  };
  EXPECT_EQ(requests("ltv-details", 200), 1u);
  EXPECT_EQ(requests("ltv-details", 400), 1u);
  EXPECT_EQ(requests("ltv-details", 401), 1u);
  EXPECT_EQ(requests("ping", 200), 2u);
  EXPECT_EQ(requests("unknown", 404), 1u);
  EXPECT_EQ(requests("unknown", 405), 1u);
  EXPECT_GT(samples["plimsoll_engine_turns_total"], 0u);
}

}  // namespace
}  // namespace plimsoll::server
