// Plays a source in its own rhythm: a thread that waits until a moment of the tape is due and hands
// its ticks to the sink.
//
// Tick times are moved so that the tape's first moment is `start_time`; distances between moments
// stay those of the tape, whatever the speed. Times never go back, also not from lap to lap.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "feed/source.h"

namespace plimsoll::feed {

// Ticks of one moment beyond this number go in several batches: bounds what is held for a tape on
// which time stands still.
inline constexpr std::size_t kMaxBatchTicks = 10'000;

struct PlayerSettings {
  // Tape time per wall time: 1 is real time, 60 a minute per second.
  static constexpr std::int64_t kAsFastAsTheSink = 0;
  std::int64_t speed = 1;
  bool loop = false;     // again from the beginning, until stopped
  Timestamp start_time;  // what the tape's first moment becomes
};

// The wall clock, and how to wait: at most `ms`, less when stop is requested.
struct Pace {
  std::function<Timestamp()> now;
  std::function<void(std::int64_t ms, const std::stop_token& stop)> sleep;
};
// Really waits.
[[nodiscard]] Pace paced_by(std::function<Timestamp()> now);

struct PlayerStatus {
  enum class State : std::uint8_t {
    kPlaying,
    kEnded,    // the source has ended
    kStopped,  // by stop()
    kFailed,   // the source: see `error`
  };
  State state = State::kPlaying;
  std::optional<Error> error;
  std::uint64_t laps = 0;  // begun
  std::uint64_t batches = 0;
  std::uint64_t ticks = 0;
  Timestamp latest;  // of the ticks handed over
};

// Owned by one thread; `status` may be called by any.
class Player {
 public:
  // Called on the player's thread with ticks of one moment, never empty. It may block.
  using Sink = std::function<void(std::vector<model::PriceTick>)>;

  // Starts to play. A source that yields nothing in a whole lap ends, also with `loop`.
  Player(std::unique_ptr<TickSource> source, PlayerSettings settings, Pace pace, Sink sink);
  ~Player() = default;  // stops
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  // Ends a wait at once; returns when the sink has returned. Not to be called from the sink.
  void stop();
  // Until the source has ended or failed.
  void wait();

  [[nodiscard]] PlayerStatus status() const;

 private:
  void run(const std::stop_token& stop);
  [[nodiscard]] Result<bool> play_lap(const std::stop_token& stop);
  void deliver(std::vector<model::PriceTick>& batch, const std::stop_token& stop);
  void wait_until_due(Timestamp moment, const std::stop_token& stop) const;
  [[nodiscard]] Timestamp moved(Timestamp tape_time);
  void end(PlayerStatus::State state, std::optional<Error> error);

  std::unique_ptr<TickSource> source_;
  PlayerSettings settings_;
  Pace pace_;
  Sink sink_;

  // The player's thread only.
  Timestamp started_;                     // wall clock
  std::optional<Timestamp> lap_on_tape_;  // the lap's first moment on the tape
  Timestamp lap_start_;                   // and moved
  Timestamp latest_;                      // moved; the newest so far
  std::int64_t step_ms_ = 1'000;          // between the last two moments; then between two laps

  mutable std::mutex mutex_;
  PlayerStatus status_;  // under mutex_

  std::jthread thread_;  // last: joined before anything else goes
};

}  // namespace plimsoll::feed
