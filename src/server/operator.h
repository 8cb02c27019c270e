// The operators' calls: what the lender asks of, and tells, a running server. They have a listener
// of their own, and every caller has a token and a role (operator_access.h, operator_roles.h).
//
//   GET  /health            open: "ok" or "degraded"; with a token, why
//   GET  /health/...        open, as on the public listener
//   GET  /whoami            the caller
//   GET  /metrics           Prometheus text format
//   GET  /ledger            where the money of every asset stands; sums are zero
//   GET  /ltv-details       what ltv-details answers, or answered at a past moment (ltv_as_of.h)
//   GET  /orders            sale orders and transfers that wait for a report
//   GET  /audit             who changed what and why, newest first
//   GET  /operators         who may do what
//   POST /commands          one command as JSON (bookfile/read_command.h); what it makes that only
//                           its receiver may have - a secret, a token - is in the answer, once
//
// What a command changes stands in one record with who gave it and why. handle() may run on any
// number of I/O threads at once.
#pragma once

#include <functional>
#include <string>

#include "engine/engine.h"
#include "history/follower.h"
#include "net/server.h"
#include "server/api.h"
#include "server/ltv_as_of.h"
#include "server/operator_access.h"
#include "server/operator_roles.h"
#include "server/worker_pool.h"

namespace plimsoll::server {

class Operator {
 public:
  using Now = std::function<Timestamp()>;

  // `history` follows the engine's journal; `api` answers for the health, and its master key seals
  // the secrets of new API keys. Without `past`, /ltv-details knows now only.
  Operator(engine::Engine& engine, const history::HistoryFollower& history, Api& api, Now now,
           Past past = {}, SecurityLog log = {});

  void handle(const net::Request& request, net::Reply& reply);

 private:
  struct Caller {
    std::shared_ptr<const engine::Published> book;
    std::shared_ptr<const model::Operator> who;
  };
  // The call, if the request is one and its caller may make it.
  [[nodiscard]] Result<const OperatorCall*> admit(const net::Request& request, Caller& caller);
  void answer(const OperatorCall& call, const Caller& caller, const net::Request& request,
              net::Reply& reply);
  void answer_audit(const net::Request& request, net::Reply& reply);
  void run_command(const Caller& caller, const net::Request& request, net::Reply& reply);

  engine::Engine& engine_;
  const history::HistoryFollower& history_;
  Api& api_;
  const Now now_;
  LtvAsOf ltv_;
  OperatorAccess access_;
  WorkerPool queries_;  // last: its thread uses everything above
};

}  // namespace plimsoll::server
