#include "app/start_progress.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>

namespace plimsoll::app {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr milliseconds kTellEvery(2'000);
constexpr milliseconds kListenEvery(100);

}  // namespace

StartProgress::StartProgress(std::string task, server::Front& front, net::SignalWatch& signals)
    : task_(std::move(task)), front_(front), signals_(signals) {
  front_.starting(task_);
}

void StartProgress::operator()(Sequence done, Sequence last) {
  ++records_;
  front_.progress(done, last);
  const Clock::time_point now = Clock::now();
  if (now - listened_ >= kListenEvery) {
    listened_ = now;
    if (signals_.wait_for(milliseconds(0)) == net::Wakeup::kStop) {
      spdlog::info("stopped while {}, at record {} of {}; nothing was changed", task_, done.value,
                   last.value);
      spdlog::shutdown();
      std::_Exit(0);
    }
  }
  if (now - told_ < kTellEvery) return;
  told_ = now;
  const auto ms = std::max<std::int64_t>(duration_cast<milliseconds>(now - begun_).count(), 1);
  spdlog::info("{}: record {} of {}, {} records/s", task_, done.value, last.value,
               records_ * 1000 / static_cast<std::uint64_t>(ms));
}

void StartProgress::finish() const {
  if (records_ == 0) return;
  const auto ms =
      std::max<std::int64_t>(duration_cast<milliseconds>(Clock::now() - begun_).count(), 1);
  spdlog::info("{}: done, {} records in {}.{:03} s, {} records/s", task_, records_, ms / 1000,
               ms % 1000, records_ * 1000 / static_cast<std::uint64_t>(ms));
}

}  // namespace plimsoll::app
