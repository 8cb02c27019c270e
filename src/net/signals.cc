#include "net/signals.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/check.h"

namespace plimsoll::net {

namespace {

const sigset_t kWatched = [] {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}();

}  // namespace

SignalWatch::SignalWatch()
    : signals_(::signalfd(-1, &kWatched, SFD_CLOEXEC | SFD_NONBLOCK)),
      wakes_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  CHECK_MSG(signals_ >= 0 && wakes_ >= 0, "no descriptors left to watch signals with");
  CHECK(pthread_sigmask(SIG_BLOCK, &kWatched, &mask_before_) == 0);
}

SignalWatch::~SignalWatch() {
  ::close(signals_);
  ::close(wakes_);
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

Wakeup SignalWatch::wait() {
  for (;;) {
    if (const auto wakeup = poll(-1)) return *wakeup;
  }
}

std::optional<Wakeup> SignalWatch::wait_for(std::chrono::milliseconds time_limit) {
  const auto deadline = std::chrono::steady_clock::now() + time_limit;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto wakeup = poll(static_cast<int>(std::clamp<long>(left.count(), 0, INT_MAX)));
    if (wakeup || left.count() <= 0) return wakeup;
  }
}

void SignalWatch::wake() {
  const std::uint64_t one = 1;
  CHECK(::write(wakes_, &one, sizeof one) == sizeof one);
}

std::optional<Wakeup> SignalWatch::poll(int time_limit_ms) {
  std::array<pollfd, 2> sources = {pollfd{signals_, POLLIN, 0}, pollfd{wakes_, POLLIN, 0}};
  ::poll(sources.data(), sources.size(), time_limit_ms);
  signalfd_siginfo received{};
  if (::read(signals_, &received, sizeof received) == sizeof received) {
    return received.ssi_signo == SIGHUP ? Wakeup::kReload : Wakeup::kStop;
  }
  std::uint64_t wakes = 0;
  if (::read(wakes_, &wakes, sizeof wakes) == sizeof wakes) return Wakeup::kWoken;
  return std::nullopt;
}

}  // namespace plimsoll::net
