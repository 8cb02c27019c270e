// GET /health and GET /metrics: what the operator's eyes see. Without anything secret or personal;
// but they tell of the lender's business, so strangers are told "ok" or "degraded" and no more.
//
// /health answers 200 with "ok", or 503 with "degraded" and the reasons: units without a needed
// price, units valued with a stale one or held back by it, a feed that stands still, a history that
// is not written, a clock that the book does not follow. Prices are as old as the book finds them:
// while the clock is behind it, by the book's time.
// /metrics is the Prometheus text format.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "net/http.h"

namespace plimsoll::server {

// What the feed says of itself. Empty `description`: there is none, prices come by command only.
struct FeedStatus {
  std::string description;
  std::string state;  // "playing", "ended", "failed"; empty: there is no feed
  std::uint64_t accepted = 0;
  std::vector<std::pair<std::string, std::uint64_t>> refused;  // by reason
  std::string last_refusal;                                    // for people
  std::string failure;  // why the feed has ended, if it failed
};

struct HealthInput {
  const engine::Published& book;
  const engine::Engine::Counters& engine;
  FeedStatus feed;
  Timestamp now;
  std::int64_t stale_after_ms = 0;
  std::string history_failure = {};  // why records cannot be read now
};

// The units the operator should look at.
struct PriceHealth {
  std::size_t active_units = 0;
  std::vector<GroupId> missing;  // cannot be valued
  std::vector<GroupId> stale;    // valued with a price older than stale_after_ms
  // At the liquidation line or being liquidated, and waiting for fresh prices
  // (liquidation_price_age_ms).
  std::vector<GroupId> held_back;
  // How many stand how; kClosed is not among them.
  std::map<model::UnitState, std::size_t> states;
  std::int64_t oldest_ms = 0;  // age of the oldest price in use
};
[[nodiscard]] PriceHealth price_health(const HealthInput& input);

enum class HealthDetail : std::uint8_t { kBrief, kFull };
[[nodiscard]] net::Response answer_health(const HealthInput& input,
                                          HealthDetail detail = HealthDetail::kFull);

// `requests`: answered requests by endpoint name and HTTP status.
struct RequestCount {
  std::string endpoint;
  int status = 0;
  std::uint64_t count = 0;
};
[[nodiscard]] net::Response answer_metrics(const HealthInput& input,
                                           const std::vector<RequestCount>& requests);

}  // namespace plimsoll::server
