#include "app/market.h"

#include <algorithm>
#include <chrono>

#include "app/embedded.h"
#include "app/state.h"
#include "base/check.h"
#include "feed/fixed_prices.h"
#include "feed/tape.h"

namespace plimsoll::app {
namespace {

constexpr std::int64_t kHoldIntervalMs = 10'000;  // well below any sensible stale-after-ms

feed::Universe universe_of(const model::Parameters& parameters) {
  feed::Universe universe;
  for (const model::Asset& asset : parameters.assets) universe.assets.push_back(asset.name);
  for (const model::Contract& contract : parameters.contracts) {
    universe.contracts.push_back({contract.symbol, parameters.asset(contract.base_asset).name,
                                  parameters.asset(contract.margin_asset).name});
  }
  return universe;
}

std::vector<model::PriceTick> ticks_of(const engine::Published& book) {
  std::vector<model::PriceTick> ticks;
  const auto add = [&](model::PriceKind kind, const auto& things, auto name) {
    const model::PriceColumn& column = book.board->column(kind);
    for (std::size_t i = 0; i < things.size(); ++i) {
      if (column.at(i).is_zero()) continue;
      ticks.push_back({kind, name(things[i]), column.at(i), column.time_at(i)});
    }
  };
  const auto asset_name = [](const model::Asset& asset) { return asset.name; };
  add(model::PriceKind::kMarginIndex, book.parameters->assets, asset_name);
  add(model::PriceKind::kAssetIndex, book.parameters->assets, asset_name);
  add(model::PriceKind::kMark, book.parameters->contracts,
      [](const model::Contract& contract) { return contract.symbol; });
  return ticks;
}

Result<std::unique_ptr<feed::Tape>> open_tape(const Settings& settings) {
  if (settings.tape.empty()) {
    return feed::Tape::over("the demo's 2021-05-12 spot tape", embedded_demo_tape(),
                            feed::Venue::kSpot);
  }
  return feed::Tape::open(settings.tape);
}

std::string_view state_name(feed::PlayerStatus::State state) {
  switch (state) {
    case feed::PlayerStatus::State::kPlaying: return "playing";
    case feed::PlayerStatus::State::kEnded:
    case feed::PlayerStatus::State::kStopped: return "ended";
    case feed::PlayerStatus::State::kFailed: return "failed";
  }
  CHECK_MSG(false, "a player without a state");
}

// A player only measures how long it has played: a wall clock that is set back must not hold it up.
Timestamp steady_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Timestamp{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

// A price is as fresh as its arrival: at a high speed tape time runs ahead of the wall clock, and
// the wall clock may be set.
feed::Player::Sink dated_into(engine::Engine& engine) {
  return [&engine](std::vector<model::PriceTick> ticks) {
    const Timestamp now = SystemClock().now();
    for (model::PriceTick& tick : ticks) tick.time = now;
    engine.post_prices(std::move(ticks));
  };
}

}  // namespace

Result<void> Market::check(const Settings& settings) {
  if (settings.tape.empty()) return {};
  RETURN_IF_ERROR(open_tape(settings));
  return {};
}

Result<std::unique_ptr<Market>> Market::start(const Settings& settings, engine::Engine& engine) {
  std::unique_ptr<Market> market(new Market());
  const auto book = engine.published();
  const bool plays = settings.demo || !settings.tape.empty();
  if (plays) RETURN_IF_ERROR(market->play_tape(settings, engine));
  if (settings.demo || settings.hold_prices) RETURN_IF_ERROR(market->hold_prices(*book, engine));
  return market;
}

Result<void> Market::play_tape(const Settings& settings, engine::Engine& engine) {
  const auto book = engine.published();
  const feed::Mapping mapping(universe_of(*book->parameters), /*single_source=*/true);
  const feed::GuardSettings guard{
      .max_jump_factor = Ratio::narrowed((100 + settings.max_jump_percent) * (Ratio::kOne / 100))};
  // A look at the first moment tells which prices this tape moves.
  {
    ASSIGN_OR_RETURN(std::unique_ptr<feed::Tape> tape, open_tape(settings));
    const auto scratch = std::make_shared<feed::Intake>(mapping, guard);
    scratch->expect(ticks_of(*book));
    tape->skip_bad_lines([](const Error&) {});  // they are counted when it is played
    std::optional<Timestamp> first;
    for (;;) {
      ASSIGN_OR_RETURN(const std::optional<feed::Observation> seen, tape->next());
      if (!seen || (first && seen->time != *first)) break;
      first = seen->time;
      std::vector<model::PriceTick> ticks;
      scratch->take(*seen, ticks);
      for (model::PriceTick& tick : ticks) moved_.emplace_back(tick.kind, std::move(tick.name));
    }
  }
  ASSIGN_OR_RETURN(std::unique_ptr<feed::Tape> tape, open_tape(settings));
  description_ = settings.tape.empty() ? "demo tape" : settings.tape;
  intake_ = std::make_shared<feed::Intake>(mapping, guard);
  intake_->expect(ticks_of(*book));
  tape->skip_bad_lines([intake = intake_](const Error& error) { intake->refuse_line(error); });
  feed::PlayerSettings player;
  player.speed =
      settings.speed == "max" ? feed::PlayerSettings::kAsFastAsTheSink : std::stoll(settings.speed);
  player.loop = settings.loop;
  player.start_time = SystemClock().now();
  players_.push_back(std::make_unique<feed::Player>(
      std::make_unique<feed::GuardedSource>(std::move(tape), intake_), player,
      feed::paced_by(steady_now), dated_into(engine)));
  return {};
}

Result<void> Market::hold_prices(const engine::Published& book, engine::Engine& engine) {
  std::vector<model::PriceTick> ticks = ticks_of(book);
  std::erase_if(ticks, [&](const model::PriceTick& tick) {
    return std::find(moved_.begin(), moved_.end(), std::pair(tick.kind, tick.name)) != moved_.end();
  });
  if (ticks.empty()) return {};
  description_ +=
      (description_.empty() ? "" : ", ") + std::to_string(ticks.size()) + " held prices";
  ASSIGN_OR_RETURN(auto source, feed::FixedPrices::create(std::move(ticks), kHoldIntervalMs));
  feed::PlayerSettings player;
  player.start_time = SystemClock().now();
  players_.push_back(std::make_unique<feed::Player>(
      std::move(source), player, feed::paced_by(steady_now), dated_into(engine)));
  return {};
}

server::FeedStatus Market::status() const {
  server::FeedStatus status;
  status.description = description_;
  for (const auto& player : players_) {
    const feed::PlayerStatus played = player->status();
    if (played.error) status.failure = describe(*played.error);
  }
  if (intake_ == nullptr) return status;
  status.state = state_name(players_.front()->status().state);  // the tape's
  const feed::GuardCounters counters = intake_->snapshot();
  status.accepted = counters.accepted;
  for (std::size_t i = 0; i < feed::kRefusals; ++i) {
    status.refused.emplace_back(feed::refusal_name(static_cast<feed::Refusal>(i)),
                                counters.refused[i]);
  }
  if (counters.last) {
    const feed::LastRefusal& last = *counters.last;
    status.last_refusal =
        last.detail.starts_with(last.name) ? last.detail : last.name + ": " + last.detail;
  }
  return status;
}

}  // namespace plimsoll::app
