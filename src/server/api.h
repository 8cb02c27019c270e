// Api: from a request's bytes to its answer. The order of the checks is the precedence of the
// errors (wire specification, 2.1):
//
//   route and method         404, 405
//   API key header           -2014
//   key, address, permission -2015, one answer for all three
//   weight limit             -1003; every request to a known endpoint counts, refused ones too
//   duplicate parameters     -1101
//   timestamp, recvWindow    -1102, -1131, then -1021
//   signature                -1102, -1022; RSA and Ed25519 on workers, HMAC in place
//   the endpoint's handler   its own parameters, the role, the business
//
// Handlers run against the newest published picture; nothing waits for the engine. handle() may run
// on any number of I/O threads at once.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>

#include "auth/secret_box.h"
#include "engine/engine.h"
#include "net/server.h"
#include "server/handler.h"
#include "server/health.h"
#include "server/key_ring.h"
#include "server/weight_limiter.h"
#include "server/worker_pool.h"
#include "wire/endpoints.h"
#include "wire/timing.h"

namespace plimsoll::server {

struct ApiSettings {
  wire::Weights weights;
  WeightLimiterSettings limits;
  bool maintenance = false;              // what /sapi/v1/system/status says
  std::int64_t stale_after_ms = 60'000;  // a price older than this makes /health say so
  int verify_threads = 1;
  std::size_t verify_queue = 10'000;  // as many as connections: each has one request under way
};

class Api {
 public:
  using NowMicroseconds = std::function<std::int64_t()>;
  using FeedReport = std::function<FeedStatus()>;

  Api(const engine::Engine& engine, auth::MasterKey master, ApiSettings settings,
      NowMicroseconds now, FeedReport feed);

  void handle(const net::Request& request, net::Reply& reply);

 private:
  struct SignedCall;

  void answer_open(const wire::Endpoint& endpoint, const net::Request& request, net::Reply& reply);
  void answer_signed(const wire::Endpoint& endpoint, const net::Request& request,
                     net::Reply& reply);
  void answer_operator(bool metrics, net::Reply& reply);

  // Charges the endpoint's counter and writes the used-weight headers. kTooManyRequests.
  [[nodiscard]] Result<void> charge(const wire::Endpoint& endpoint, const Client& client,
                                    std::int64_t now_us, net::Response& response);
  [[nodiscard]] Result<std::shared_ptr<const ReadyKey>> identify(const engine::Published& book,
                                                                 const wire::Endpoint& endpoint,
                                                                 const net::Request& request);
  // Everything between the key and the signature. `call` is filled as far as it got.
  [[nodiscard]] Result<void> read_signed(const net::Request& request, std::int64_t now_us,
                                         SignedCall& call);
  void verify_and_run(SignedCall& call);

  [[nodiscard]] net::Response refuse(net::Response response, const Error& error) const;
  void count(std::size_t endpoint, int status);

  const engine::Engine& engine_;
  KeyRing keys_;
  const ApiSettings settings_;
  const NowMicroseconds now_;
  const FeedReport feed_;
  WeightLimiter limiter_;

  // Answered requests: known endpoints, then unknown paths; by status.
  static constexpr std::array<int, 9> kStatuses = {200, 400, 401, 404, 405, 429, 500, 503, 0};
  std::array<std::array<std::atomic<std::uint64_t>, kStatuses.size()>, wire::kEndpointCount + 1>
      answered_{};

  WorkerPool workers_;  // last: its threads use everything above
};

}  // namespace plimsoll::server
