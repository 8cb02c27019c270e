// The operator's calls: what the lender asks of, and tells, a running server. They have a listener
// of their own, on the loopback, because whoever reaches it may do everything here.
//
//   GET  /health, /metrics  as on the public listener
//   GET  /ledger            where the money of every asset stands; sums are zero
//   GET  /orders            sale orders and transfers that wait for a report
//   POST /commands          one command as JSON (bookfile/read_command.h); a new API key's secret
//   is
//                           in the answer, and nowhere else
//
// handle() may run on any number of I/O threads at once.
#pragma once

#include <functional>
#include <string>

#include "auth/secret_box.h"
#include "engine/engine.h"
#include "net/server.h"

namespace plimsoll::server {

// JSON array: per asset its places and their sum.
[[nodiscard]] std::string ledger_report(const model::Parameters& parameters,
                                        const std::vector<book::AssetBalance>& balances);

class Operator {
 public:
  using Now = std::function<Timestamp()>;
  // Answers /health and /metrics.
  using Fallback = std::function<void(const net::Request& request, net::Reply& reply)>;

  // `master` seals the secrets of new API keys and outlives this.
  Operator(engine::Engine& engine, const auth::MasterKey& master, Now now, Fallback fallback)
      : engine_(engine), master_(master), now_(std::move(now)), fallback_(std::move(fallback)) {}

  void handle(const net::Request& request, net::Reply& reply);

 private:
  void answer_ledger(net::Reply& reply);
  void answer_orders(net::Reply& reply);
  void run_command(const net::Request& request, net::Reply& reply);

  engine::Engine& engine_;
  const auth::MasterKey& master_;
  Now now_;
  Fallback fallback_;
};

}  // namespace plimsoll::server
