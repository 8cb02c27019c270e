// StartProgress: what a long start tells - the log every two seconds and at its end, /health/ready
// at any moment - and that it can be stopped: reading the journal changes nothing, so a SIGTERM
// ends the process there and then.
#pragma once

#include <chrono>
#include <string>

#include "base/ids.h"
#include "net/signals.h"
#include "server/front.h"

namespace plimsoll::app {

// Of one task, such as "recovering the book", by one thread.
class StartProgress {
 public:
  StartProgress(std::string task, server::Front& front, net::SignalWatch& signals);

  // After each record. Does not return when the process was asked to stop: it ends with 0.
  void operator()(Sequence done, Sequence last);
  // The task is done. Silent when it read nothing.
  void finish() const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string task_;
  server::Front& front_;
  net::SignalWatch& signals_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point told_ = begun_;
  Clock::time_point listened_ = begun_;  // for a signal
  std::uint64_t records_ = 0;
};

}  // namespace plimsoll::app
