// Pulse: whether the engine still finishes turns. A disk that hangs does not fail: it keeps the
// engine in its turn, and every request waits. The watcher asks for a turn now and then and looks
// whether one was finished since.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "engine/engine.h"

namespace plimsoll::server {

class Pulse {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Longer than the journal waits for somebody else's lock before it fails.
  static constexpr std::chrono::milliseconds kPatience{8'000};

  explicit Pulse(engine::Engine& engine) : engine_(engine) {}

  // By one thread, every second or so.
  void beat(Time now);

  // Any thread: how long the engine has owed a turn; zero while that is not worth a word.
  [[nodiscard]] std::chrono::milliseconds overdue() const {
    return std::chrono::milliseconds(overdue_ms_.load());
  }

 private:
  engine::Engine& engine_;
  bool asked_ = false;
  Time asked_at_;
  std::uint64_t turns_ = 0;  // finished when it was asked
  std::atomic<std::int64_t> overdue_ms_{0};
};

}  // namespace plimsoll::server
