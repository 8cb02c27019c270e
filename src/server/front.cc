#include "server/front.h"

#include "base/check.h"
#include "wire/error_table.h"
#include "wire/headers.h"
#include "wire/json_writer.h"

namespace plimsoll::server {
namespace {

constexpr std::string_view kRetryAfterSeconds = "2";

bool reads(const net::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

net::Response state_answer(std::string_view status, std::string_view reason) {
  net::Response response;
  response.status = reason.empty() ? 200 : 503;
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.text_field("status", status);
  json.text_field("reason", reason);
  json.end_object();
  return response;
}

net::Response not_yet(std::string body) {
  net::Response response;
  response.status = 503;
  response.add_header(wire::kRetryAfterHeader, kRetryAfterSeconds);
  response.body = std::move(body);
  return response;
}

std::string operator_refusal(std::string_view reason) {
  std::string body;
  wire::JsonWriter json(body);
  json.begin_object();
  json.text_field("error", error_name(ErrorCode::kBusy));
  json.text_field("detail", reason);
  json.end_object();
  return body;
}

}  // namespace

void Front::starting(std::string what) {
  const std::lock_guard lock(mutex_);
  what_ = std::move(what);
  done_ = 0;
  last_ = 0;
}

void Front::progress(Sequence done, Sequence last) {
  last_.store(last.value, std::memory_order_relaxed);
  done_.store(done.value, std::memory_order_relaxed);
}

void Front::ready(net::Handler public_calls, net::Handler operator_calls, const Pulse* pulse) {
  CHECK_MSG(stage_ == Stage::kStarting, "a server becomes ready once");
  served_ = {std::move(public_calls), std::move(operator_calls), pulse};
  stage_.store(Stage::kReady, std::memory_order_release);
}

void Front::stopping() {
  // Without handlers there is nothing to stop, and requests still go nowhere.
  Stage ready = Stage::kReady;
  stage_.compare_exchange_strong(ready, Stage::kStopping);
}

std::string Front::progress_so_far() const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t last = last_.load(std::memory_order_relaxed);
  if (last == 0) return what_;
  return what_ + ": record " + std::to_string(done_.load(std::memory_order_relaxed)) + " of " +
         std::to_string(last);
}

std::string Front::reason() const {
  switch (stage_.load(std::memory_order_acquire)) {
    case Stage::kStarting: return progress_so_far();
    case Stage::kStopping: return "stopping";
    case Stage::kReady: break;
  }
  const auto overdue =
      served_.pulse == nullptr ? std::chrono::milliseconds(0) : served_.pulse->overdue();
  if (overdue.count() == 0) return {};
  return "the engine has not finished a turn for " + std::to_string(overdue.count() / 1000) +
         " s; does the journal's disk hang?";
}

bool Front::answered_probe(const net::Request& request, net::Reply& reply) const {
  if (!reads(request)) return false;
  if (request.path == "/health/live") {
    reply.send(state_answer("alive", {}));
    return true;
  }
  if (request.path != "/health/ready") return false;
  const std::string why = reason();
  reply.send(state_answer(why.empty() ? "ready" : "unready", why));
  return true;
}

void Front::handle(const net::Request& request, net::Reply& reply) const {
  if (answered_probe(request, reply)) return;
  if (stage_.load(std::memory_order_acquire) != Stage::kStarting) {
    return served_.public_calls(request, reply);
  }
  // The operator's eyes ask the same question by its older name.
  if (reads(request) && request.path == "/health") {
    return reply.send(state_answer("starting", progress_so_far()));
  }
  reply.send(not_yet(wire::error_body(Error{ErrorCode::kBusy, {}, {}})));
}

void Front::handle_operator(const net::Request& request, net::Reply& reply) const {
  if (answered_probe(request, reply)) return;
  if (stage_.load(std::memory_order_acquire) != Stage::kStarting) {
    return served_.operator_calls(request, reply);
  }
  if (reads(request) && request.path == "/health") {
    return reply.send(state_answer("starting", progress_so_far()));
  }
  reply.send(not_yet(operator_refusal(progress_so_far())));
}

}  // namespace plimsoll::server
