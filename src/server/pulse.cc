#include "server/pulse.h"

namespace plimsoll::server {

void Pulse::beat(Time now) {
  const std::uint64_t turns = engine_.counters().turns;
  if (!asked_ || turns != turns_) {
    asked_ = true;
    asked_at_ = now;
    turns_ = turns;
    overdue_ms_ = 0;
    engine_.ask_for_turn();
    return;
  }
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(now - asked_at_);
  overdue_ms_ = waited > kPatience ? waited.count() : 0;
}

}  // namespace plimsoll::server
