#include "feed/player.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>

#include "base/check.h"

namespace plimsoll::feed {

Pace paced_by(std::function<Timestamp()> now) {
  const auto sleep = [](std::int64_t ms, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any woken;
    // cppcheck-suppress localMutex; only the stop token wakes it
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, std::chrono::milliseconds(ms), [] { return false; });
  };
  return Pace{std::move(now), sleep};
}

Player::Player(std::unique_ptr<TickSource> source, PlayerSettings settings, Pace pace, Sink sink)
    : source_(std::move(source)),
      settings_(settings),
      pace_(std::move(pace)),
      sink_(std::move(sink)),
      lap_start_(settings.start_time),
      latest_(settings.start_time) {
  CHECK(settings_.speed >= 0);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Player::stop() {
  thread_.request_stop();
  wait();
}

void Player::wait() {
  if (thread_.joinable()) thread_.join();
}

PlayerStatus Player::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Player::run(const std::stop_token& stop) {
  started_ = pace_.now();
  while (true) {
    const Result<bool> played = play_lap(stop);
    if (!played) return end(PlayerStatus::State::kFailed, played.error());
    if (stop.stop_requested()) return end(PlayerStatus::State::kStopped, std::nullopt);
    if (!*played || !settings_.loop) return end(PlayerStatus::State::kEnded, std::nullopt);
    if (const Result<void> rewound = source_->rewind(); !rewound)
      return end(PlayerStatus::State::kFailed, rewound.error());
    lap_on_tape_.reset();
    lap_start_ = latest_ + step_ms_;
  }
}

void Player::end(PlayerStatus::State state, std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  status_.state = state;
  status_.error = std::move(error);
}

// Plays the source to its end; false when there was nothing in it.
Result<bool> Player::play_lap(const std::stop_token& stop) {
  std::vector<model::PriceTick> batch;
  bool any = false;
  while (!stop.stop_requested()) {
    ASSIGN_OR_RETURN(std::optional<model::PriceTick> tick, source_->next());
    if (tick.has_value()) tick->time = moved(tick->time);
    const bool full = batch.size() == kMaxBatchTicks;
    if (!batch.empty() && (!tick || tick->time != batch.back().time || full)) deliver(batch, stop);
    if (!tick) break;
    if (!any) {
      const std::lock_guard lock(mutex_);
      ++status_.laps;
    }
    any = true;
    batch.push_back(std::move(*tick));
  }
  return any;
}

Timestamp Player::moved(Timestamp tape_time) {
  if (!lap_on_tape_) lap_on_tape_ = tape_time;
  const Timestamp moment = std::max(lap_start_ + (tape_time - *lap_on_tape_), latest_);
  if (moment > latest_ && tape_time > *lap_on_tape_) step_ms_ = moment - latest_;
  latest_ = moment;
  return moment;
}

void Player::deliver(std::vector<model::PriceTick>& batch, const std::stop_token& stop) {
  const Timestamp moment = batch.back().time;
  if (settings_.speed != PlayerSettings::kAsFastAsTheSink) wait_until_due(moment, stop);
  if (stop.stop_requested()) return;
  const std::size_t ticks = batch.size();
  sink_(std::exchange(batch, {}));
  const std::lock_guard lock(mutex_);
  ++status_.batches;
  status_.ticks += ticks;
  status_.latest = moment;
}

void Player::wait_until_due(Timestamp moment, const std::stop_token& stop) const {
  // Long waits in parts: no deadline overflows, and a corrected wall clock is noticed.
  constexpr std::int64_t kLongestSleepMs = 60'000;
  const Timestamp due = started_ + (moment - settings_.start_time) / settings_.speed;
  while (!stop.stop_requested()) {
    const std::int64_t wait_ms = due - pace_.now();
    if (wait_ms <= 0) return;
    pace_.sleep(std::min(wait_ms, kLongestSleepMs), stop);
  }
}

}  // namespace plimsoll::feed
