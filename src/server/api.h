// Api: from a request's bytes to its answer. The order of the checks is the precedence of the
// errors:
//
//   route and method         404, 405
//   forwarded address        400 -1013, when a trusted proxy's header does not read
//   API key header           -2014
//   key, address, permission -2015, one answer for all, and for a key that is over or revoked
//   weight limit             -1003; what counts for an address counts here, refused requests too;
//                            for the account count those it signed, and it is looked at here
//                            whether one more is within its limit
//   duplicate parameters     -1101
//   timestamp, recvWindow    -1102, -1131, then -1021
//   failures before          -1003; wrong signatures from this address (signature_throttle.h)
//   signature                -1102, -1022; RSA and Ed25519 on workers, HMAC in place
//   the endpoint's handler   its own parameters, the role, the business
//
// Reads run against the newest published picture, on the I/O thread; nothing waits for the engine.
// Mutations go into the engine's inbox with the marks by which a repeat is known, and are answered
// when their record is durable. Records are read on workers, once the history has reached the
// picture. handle() may run on any number of I/O threads at once.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "auth/secret_box.h"
#include "engine/engine.h"
#include "history/follower.h"
#include "net/server.h"
#include "server/client_address.h"
#include "server/handlers.h"
#include "server/health.h"
#include "server/key_ring.h"
#include "server/signature_throttle.h"
#include "server/weight_limiter.h"
#include "server/worker_pool.h"
#include "wire/endpoints.h"
#include "wire/timing.h"

namespace plimsoll::server {

struct ApiSettings {
  wire::Weights weights;
  WeightLimiterSettings limits;
  SignatureThrottleSettings signatures;
  std::vector<auth::IpRange> trusted_proxies;  // who may say whom a request is for
  bool maintenance = false;                    // what /sapi/v1/system/status says
  std::int64_t stale_after_ms = 60'000;        // a price older than this makes /health say so
  bool public_details = false;  // handle() answers /metrics, and says what is wrong in /health
  int verify_threads = 1;
  std::size_t verify_queue = 10'000;  // as many as connections: each has one request under way
  int query_threads = 1;              // read records
  std::size_t query_queue = 1'000;
  std::int64_t history_wait_ms = 2'000;  // for the history to reach what was answered before
  wire::NumericStyle style;
};

class Api {
 public:
  using NowMicroseconds = std::function<std::int64_t()>;
  using FeedReport = std::function<FeedStatus()>;

  // `history` follows the engine's journal.
  Api(engine::Engine& engine, const history::HistoryFollower& history, auth::MasterKey master,
      ApiSettings settings, NowMicroseconds now, FeedReport feed);

  void handle(const net::Request& request, net::Reply& reply);

  // Seals what the lender's listener makes.
  [[nodiscard]] const auth::MasterKey& master_key() const { return keys_.master(); }
  // Any thread: what /health and /metrics answer. The brief health is up to a second old.
  [[nodiscard]] net::Response health(HealthDetail detail) const;
  [[nodiscard]] net::Response metrics() const;

 private:
  struct SignedCall;

  void answer_open(const wire::Endpoint& endpoint, const net::Request& request,
                   const net::IpAddress& client, net::Reply& reply);
  void answer_signed(const wire::Endpoint& endpoint, const net::Request& request,
                     const net::IpAddress& client, net::Reply& reply);
  void write_open(const wire::Endpoint& endpoint, const net::Request& request, std::int64_t now_us,
                  std::string& body) const;
  [[nodiscard]] HealthInput health_input(const engine::Published& book) const;

  // Charges what the endpoint counts for a client of this kind, if anything, and writes the
  // used-weight headers. kTooManyRequests.
  [[nodiscard]] Result<void> charge(const wire::Endpoint& endpoint, const Client& client,
                                    std::int64_t now_us, net::Response& response);
  [[nodiscard]] Result<std::shared_ptr<const ReadyKey>> identify(const engine::Published& book,
                                                                 const wire::Endpoint& endpoint,
                                                                 const net::Request& request,
                                                                 const net::IpAddress& client,
                                                                 std::int64_t now_us);
  // Everything between the key and the signature. `call` is filled as far as it got.
  [[nodiscard]] Result<void> read_signed(const net::Request& request, std::int64_t now_us,
                                         SignedCall& call);
  // kTooManyRequests: too many signatures of this key or address were wrong in this minute.
  [[nodiscard]] Result<void> may_try(SignedCall& call, std::int64_t now_us);
  // Whether the account may spend what the call costs; it is charged by verify().
  [[nodiscard]] Result<void> afford(SignedCall& call, std::int64_t now_us);
  // The used-weight header of an account that was not charged.
  void tell_weight(SignedCall& call);
  // The signature, the account's charge, and then the time again.
  [[nodiscard]] Result<void> verify(SignedCall& call, std::int64_t now_us);
  void travel(SignedCall& call, const net::Request& request, net::Reply& reply);
  // Sees to it that `reply` is sent, now or later.
  void run_and_send(const std::shared_ptr<SignedCall>& call,
                    const std::shared_ptr<net::DeferredReply>& reply);
  // Success: the reply will be sent from the engine's thread, or from a worker.
  [[nodiscard]] Result<void> submit(const std::shared_ptr<SignedCall>& call,
                                    const std::shared_ptr<net::DeferredReply>& reply,
                                    CommandHandler handler, std::int64_t now_us);
  [[nodiscard]] Result<void> query(const std::shared_ptr<SignedCall>& call,
                                   const std::shared_ptr<net::DeferredReply>& reply,
                                   HistoryHandler handler);
  [[nodiscard]] Result<void> run_read(SignedCall& call, ReadHandler handler,
                                      std::int64_t now_us) const;
  [[nodiscard]] Result<void> with_caller(
      const SignedCall& call, std::int64_t now_us,
      const std::function<Result<void>(const Call&)>& handle) const;
  void finish(SignedCall& call, const Result<void>& result);

  [[nodiscard]] net::Response refuse(net::Response response, const Error& error) const;
  void count(std::size_t endpoint, int status);

  engine::Engine& engine_;
  const history::HistoryFollower& history_;
  KeyRing keys_;
  const ApiSettings settings_;
  const NowMicroseconds now_;
  const FeedReport feed_;
  const std::string description_;  // what /openapi.json answers
  WeightLimiter limiter_;
  SignatureThrottle throttle_;

  mutable std::mutex brief_mutex_;
  mutable std::optional<net::Response> brief_;  // the brief health, and when it was found
  mutable std::int64_t brief_at_us_ = 0;

  // Answered requests: known endpoints, then unknown paths; by status.
  static constexpr std::array<int, 9> kStatuses = {200, 400, 401, 404, 405, 429, 500, 503, 0};
  std::array<std::array<std::atomic<std::uint64_t>, kStatuses.size()>, wire::kEndpointCount + 1>
      answered_{};

  // Last: their threads use everything above.
  WorkerPool queries_;
  WorkerPool workers_;
};

}  // namespace plimsoll::server
