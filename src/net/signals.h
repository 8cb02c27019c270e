// Waiting for the operator: SIGINT and SIGTERM ask to stop, SIGHUP to read files again.
//
// Nothing runs in signal context: the signals are blocked and read from a descriptor by whoever
// waits.
#pragma once

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace plimsoll::net {

enum class Wakeup : std::uint8_t {
  kStop,    // SIGINT or SIGTERM
  kReload,  // SIGHUP
  kWoken,   // SignalWatch::wake()
};

class SignalWatch {
 public:
  // From here on the three signals wait for wait(). They are blocked for the calling thread and for
  // the threads it starts afterwards, so make it in main, first.
  SignalWatch();
  // Signals that nobody waited for take their usual effect now. On the thread that made it.
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  // Blocks until one arrives. Several stops before a wait() may be told as one.
  [[nodiscard]] Wakeup wait();
  // Nothing if none arrived in time.
  [[nodiscard]] std::optional<Wakeup> wait_for(std::chrono::milliseconds time_limit);
  // From any thread: wait() returns kWoken, the next time if nobody waits now.
  void wake();

 private:
  [[nodiscard]] std::optional<Wakeup> poll(int time_limit_ms);

  int signals_;
  int wakes_;
  sigset_t mask_before_{};
};

}  // namespace plimsoll::net
