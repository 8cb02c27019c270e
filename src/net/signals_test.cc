// Waiting for signals: what arrives is told once, nothing is lost, nothing runs in signal context.
#include "net/signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

namespace plimsoll::net {
namespace {

using namespace std::chrono_literals;

TEST(SignalWatch, TellsStopFromReload) {
  SignalWatch watch;
  ::kill(::getpid(), SIGHUP);
  EXPECT_EQ(watch.wait(), Wakeup::kReload);
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(watch.wait(), Wakeup::kStop);
  ::kill(::getpid(), SIGINT);
  EXPECT_EQ(watch.wait(), Wakeup::kStop);
}

TEST(SignalWatch, WakesAWaiterFromAnotherThread) {
  SignalWatch watch;
  std::thread other([&] { watch.wake(); });
  EXPECT_EQ(watch.wait(), Wakeup::kWoken);
  other.join();
  EXPECT_EQ(watch.wait_for(0ms), std::nullopt);
}

TEST(SignalWatch, WaitsNoLongerThanAsked) {
  SignalWatch watch;
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(watch.wait_for(20ms), std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now() - before, 20ms);
}

TEST(SignalWatch, LeavesTheSignalsAsItFoundThem) {
  sigset_t before;
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  { const SignalWatch watch; }
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal)) << signal;
  }
}

}  // namespace
}  // namespace plimsoll::net
