// Front: what the listeners ask from the first moment of the process to its last. It answers
// GET /health/live and /health/ready itself and hands everything else on once there is somebody to
// answer it; until then, and for as long as the book is being recovered, the rest is 503.
//
//   GET /health/live   200 as long as the process answers; says nothing of anything else
//   GET /health/ready  200 when requests are answered as they should be, else 503 and the reasons:
//                      opening, recovering (with the record it is at), stopping, an engine that
//                      does not finish a turn
//
// What makes /health say "degraded" does not make the server unready: with an old price, without a
// price, without a feed or a history every answer is either right or an error that says so, and
// another instance would know no better.
//
// Any thread may call anything, at any time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "net/server.h"
#include "server/pulse.h"

namespace plimsoll::server {

class Front {
 public:
  // Until ready(): what the process is busy with, as /health/ready tells it.
  void starting(std::string what);
  // And how far it is. Cheap enough to be called for every record.
  void progress(Sequence done, Sequence last);
  // From here on requests reach these handlers, on connections that were there before too. What
  // they refer to must outlive the listeners' threads. `pulse` may be null: nobody watches.
  void ready(net::Handler public_calls, net::Handler operator_calls, const Pulse* pulse);
  // The end has begun: unready, though requests are still answered.
  void stopping();

  // Of the public listener, and of the lender's.
  void handle(const net::Request& request, net::Reply& reply) const;
  void handle_operator(const net::Request& request, net::Reply& reply) const;

  // Why the server is not ready; empty: it is. "recovering the book: record 3 of 10".
  [[nodiscard]] std::string reason() const;

 private:
  struct Served {
    net::Handler public_calls;
    net::Handler operator_calls;
    const Pulse* pulse = nullptr;
  };
  enum class Stage : std::uint8_t { kStarting, kReady, kStopping };

  // Whether it was one of the two probes.
  [[nodiscard]] bool answered_probe(const net::Request& request, net::Reply& reply) const;
  [[nodiscard]] std::string progress_so_far() const;

  std::atomic<Stage> stage_{Stage::kStarting};
  Served served_;                       // written before `stage_` leaves kStarting, then read only
  mutable std::mutex mutex_;            // of `what_`
  std::string what_ = "starting";       // under mutex_
  std::atomic<std::uint64_t> done_{0};  // of `last_`; both 0: not known
  std::atomic<std::uint64_t> last_{0};
};

}  // namespace plimsoll::server
