// GET /ltv-details?groupId=&parentEmail=&asOf= of the operators' listener: what ltv-details
// answers, or answered at a past moment.
//
// Without `asOf` it answers from the published picture. With it the book is rebuilt from snapshots
// and records, on one worker thread with a short queue, so that neither the engine nor an I/O
// thread waits; a full queue answers 503 at once. `updateTime` is the moment: the time that was
// asked for, or the time of the record.
#pragma once

#include <functional>
#include <memory>

#include "engine/engine.h"
#include "engine/moment.h"
#include "net/server.h"
#include "server/ltv_details.h"
#include "server/worker_pool.h"

namespace plimsoll::server {

// The book at a moment that is not in the future; called on a worker thread.
using Past = std::function<Result<engine::Published>(const engine::Moment& moment)>;

// The answer for a moment: of `past` there, with the moment as its time.
[[nodiscard]] Result<std::string> ltv_details_as_of(const Past& past, const engine::Moment& moment,
                                                    const WhichUnits& which);

class LtvAsOf {
 public:
  using Now = std::function<Timestamp()>;

  // Without `past` there is only now.
  LtvAsOf(const engine::Engine& engine, Now now, Past past);

  // Any I/O thread.
  void handle(const net::Request& request, net::Reply& reply);

 private:
  struct Question {
    WhichUnits which;
    std::optional<engine::Moment> moment;  // absent: now
  };
  [[nodiscard]] Result<Question> read(const net::Request& request) const;
  [[nodiscard]] Result<std::string> answer(const Question& question) const;

  const engine::Engine& engine_;
  Now now_;
  Past past_;
  WorkerPool worker_;  // last: its thread uses the others
};

}  // namespace plimsoll::server
