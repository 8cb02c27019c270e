#include "server/health.h"

#include <algorithm>

#include "risk/price_age.h"
#include "wire/json_writer.h"

namespace plimsoll::server {
namespace {

void write_ids(wire::JsonWriter& json, const wire::JsonKey& name, const std::vector<GroupId>& ids) {
  json.key(name);
  json.begin_array();
  for (const GroupId id : ids) json.integer(id.value);
  json.end_array();
}

std::uint64_t total_refused(const FeedStatus& feed) {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : feed.refused) total += count;
  return total;
}

// What a step of the clock back may be without anybody being told.
constexpr std::int64_t kSmallStepMs = 5'000;
constexpr std::string_view kClockIsRight = "ok";

// The time by which the book judges how old a price is.
Timestamp judging_time(const HealthInput& input) { return std::max(input.now, input.book.time); }

// Whether old prices keep the unit from being liquidated.
bool is_held_back(const HealthInput& input, const risk::UnitView& view,
                  const risk::Assessment& assessment) {
  const bool due = view.unit.state == model::UnitState::kLiquidating ||
                   assessment.at_or_above(assessment.lines.liquidation);
  return due &&
         risk::has_old_price(view, *input.book.board, *input.book.parameters, judging_time(input));
}

// One metric of the text format.
void metric(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}
void sample(std::string& out, std::string_view name, std::string_view labels, std::uint64_t value) {
  out.append(name);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(std::to_string(value)).append("\n");
}
void single(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            std::uint64_t value) {
  metric(out, name, type, help);
  sample(out, name, "", value);
}

}  // namespace

namespace {

std::string_view clock_text(const HealthInput& input) {
  switch (input.book.standing) {
    case engine::ClockStanding::kGood:
      return input.book.time - input.now <= kSmallStepMs
                 ? kClockIsRight
                 : "behind the newest record: the book's time stands still until it has caught up";
    case engine::ClockStanding::kBehind: return "charging the hours that were missed";
    case engine::ClockStanding::kRefused: break;
  }
  return "more than a year ahead of the newest record: nothing is done until it is set right";
}

}  // namespace

PriceHealth price_health(const HealthInput& input) {
  PriceHealth health;
  risk::Assessment assessment;
  for (const auto& [parent, ids] : input.book.directory->active_units) {
    for (const GroupId id : ids) {
      const risk::UnitView view = input.book.directory->find_unit(id)->view();
      ++health.active_units;
      ++health.states[view.unit.state];
      if (risk::assess_into(view, *input.book.board, *input.book.parameters, assessment)) {
        health.missing.push_back(id);
      } else if (is_held_back(input, view, assessment)) {
        health.held_back.push_back(id);
      }
      const auto oldest = risk::oldest_price(view, *input.book.board, *input.book.parameters);
      if (!oldest) continue;
      const std::int64_t age = judging_time(input) - *oldest;
      health.oldest_ms = std::max(health.oldest_ms, age);
      if (age > input.stale_after_ms) health.stale.push_back(id);
    }
  }
  return health;
}

net::Response answer_health(const HealthInput& input, HealthDetail detail) {
  const PriceHealth prices = price_health(input);
  const std::string_view clock = clock_text(input);
  const bool good = prices.missing.empty() && prices.stale.empty() && prices.held_back.empty() &&
                    input.feed.failure.empty() && input.history_failure.empty() &&
                    clock == kClockIsRight;
  net::Response response;
  response.status = good ? 200 : 503;
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.text_field("status", good ? "ok" : "degraded");
  if (detail == HealthDetail::kBrief) {
    json.end_object();
    return response;
  }
  json.key("time");
  json.integer(input.now.ms);
  json.key("sequence");
  json.integer(static_cast<std::int64_t>(input.book.sequence.value));
  json.key("activeUnits");
  json.integer(static_cast<std::int64_t>(prices.active_units));
  json.key("unitStates");
  json.begin_array();
  for (const auto& [state, number] : prices.states) {
    json.begin_object();
    json.text_field("state", model::unit_state_name(state));
    json.integer_field("units", static_cast<std::int64_t>(number));
    json.end_object();
  }
  json.end_array();
  write_ids(json, "unitsWithoutPrice", prices.missing);
  write_ids(json, "unitsWithStalePrice", prices.stale);
  write_ids(json, "unitsHeldBack", prices.held_back);
  json.key("oldestPriceMs");
  json.integer(prices.oldest_ms);
  json.key("staleAfterMs");
  json.integer(input.stale_after_ms);
  json.key("feed");
  json.begin_object();
  json.text_field("source", input.feed.description);
  json.text_field("state", input.feed.state);
  json.key("accepted");
  json.integer(static_cast<std::int64_t>(input.feed.accepted));
  json.key("refused");
  json.integer(static_cast<std::int64_t>(total_refused(input.feed)));
  json.text_field("lastRefusal", input.feed.last_refusal);
  json.text_field("failure", input.feed.failure);
  json.end_object();
  json.text_field("historyFailure", input.history_failure);
  json.text_field("clock", clock);
  json.end_object();
  return response;
}

net::Response answer_metrics(const HealthInput& input, const std::vector<RequestCount>& requests) {
  const PriceHealth prices = price_health(input);
  net::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  std::string& out = response.body;
  single(out, "plimsoll_journal_sequence", "counter", "Newest durable record.",
         input.book.sequence.value);
  single(out, "plimsoll_units_active", "gauge", "Active risk units.", prices.active_units);
  metric(out, "plimsoll_units", "gauge", "Active risk units by state.");
  for (const auto& [state, number] : prices.states) {
    sample(out, "plimsoll_units", "state=\"" + std::string(model::unit_state_name(state)) + "\"",
           number);
  }
  single(out, "plimsoll_units_without_price", "gauge", "Units that cannot be valued.",
         prices.missing.size());
  single(out, "plimsoll_units_with_stale_price", "gauge", "Units valued with a stale price.",
         prices.stale.size());
  single(out, "plimsoll_units_held_back", "gauge", "Liquidations that wait for fresh prices.",
         prices.held_back.size());
  single(out, "plimsoll_oldest_price_milliseconds", "gauge", "Age of the oldest price in use.",
         static_cast<std::uint64_t>(std::max<std::int64_t>(prices.oldest_ms, 0)));
  single(out, "plimsoll_engine_turns_total", "counter", "Turns of the engine.", input.engine.turns);
  metric(out, "plimsoll_submissions_total", "counter", "Submissions by outcome.");
  sample(out, "plimsoll_submissions_total", "outcome=\"accepted\"", input.engine.accepted);
  sample(out, "plimsoll_submissions_total", "outcome=\"refused\"", input.engine.refused);
  sample(out, "plimsoll_submissions_total", "outcome=\"busy\"", input.engine.busy);
  metric(out, "plimsoll_prices_total", "counter", "Price ticks by outcome, at the engine.");
  sample(out, "plimsoll_prices_total", "outcome=\"applied\"", input.engine.prices);
  sample(out, "plimsoll_prices_total", "outcome=\"conflated\"", input.engine.prices_conflated);
  sample(out, "plimsoll_prices_total", "outcome=\"unknown\"", input.engine.prices_unknown);
  single(out, "plimsoll_feed_playing", "gauge", "1 while a feed brings prices, else 0.",
         input.feed.state == "playing" ? 1 : 0);
  single(out, "plimsoll_feed_accepted_total", "counter", "Prices the guard let through.",
         input.feed.accepted);
  metric(out, "plimsoll_feed_refused_total", "counter", "Prices the guard refused, by reason.");
  for (const auto& [reason, count] : input.feed.refused) {
    sample(out, "plimsoll_feed_refused_total", "reason=\"" + reason + "\"", count);
  }
  metric(out, "plimsoll_http_requests_total", "counter", "Answered requests.");
  for (const RequestCount& request : requests) {
    sample(
        out, "plimsoll_http_requests_total",
        "endpoint=\"" + request.endpoint + "\",status=\"" + std::to_string(request.status) + "\"",
        request.count);
  }
  return response;
}

}  // namespace plimsoll::server
