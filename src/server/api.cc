#include "server/api.h"

#include <algorithm>
#include <utility>

#include "auth/api_key.h"
#include "auth/signed_payload.h"
#include "server/request_marks.h"
#include "server/requests.h"
#include "wire/error_table.h"
#include "wire/general.h"
#include "wire/headers.h"
#include "wire/openapi.h"

namespace plimsoll::server {
namespace {

constexpr std::size_t kUnknownEndpoint = wire::kEndpointCount;
constexpr std::int64_t kBriefHealthUs = 1'000'000;

std::string description_of_the_api() {
  std::string description;
  wire::write_openapi(description);
  return description;
}

std::size_t index_of(const wire::Endpoint& endpoint) {
  return static_cast<std::size_t>(endpoint.id);
}

// The verbs know assets by id; the caller knows the one it named.
Error named_asset(Error error, const wire::RequestParameters& parameters) {
  if (error.code != ErrorCode::kUnknownAsset || !error.arguments.empty()) return error;
  for (const std::string_view name : {"assetName", "asset"}) {
    if (const auto asset = parameters.find(name)) error.arguments = {upper(*asset)};
  }
  return error;
}

bool permits(const model::Permissions& permissions, wire::RequiredPermission required) {
  switch (required) {
    case wire::RequiredPermission::kNone: return true;
    case wire::RequiredPermission::kRead: return permissions.read;
    case wire::RequiredPermission::kTrade: return permissions.trade;
    case wire::RequiredPermission::kInternalTransfer: return permissions.internal_transfer;
  }
  CHECK_MSG(false, "a permission nobody can have");
}

void add_used_weight(net::Response& response, wire::Limiter limiter, const Charge& charge) {
  const std::string used = std::to_string(charge.used);
  for (const std::string_view name : wire::used_weight_headers(limiter)) {
    response.add_header(name, used);
  }
}

// The same of a call that may be over its limit.
Result<void> add_used_or_refuse(net::Response& response, wire::Limiter limiter,
                                const Charge& charge) {
  add_used_weight(response, limiter, charge);
  if (charge.allowed) return {};
  // Two counters that are both over start again at the same moment: it is told once.
  if (response.header_lines().find(wire::kRetryAfterHeader) == std::string::npos) {
    response.add_header(wire::kRetryAfterHeader, std::to_string(charge.retry_after_seconds));
  }
  return tl::unexpected<Error>(too_much_weight(charge));
}

}  // namespace

// A signed request between its key and its answer. Once it leaves its I/O thread it owns what it
// needs.
struct Api::SignedCall {
  const wire::Endpoint* endpoint = nullptr;
  net::IpAddress client;
  std::shared_ptr<const ReadyKey> key;
  wire::RequestParameters parameters;
  wire::Timing timing{};
  auth::SignedPayload payload;
  bool weighed = false;       // the account's used weight stands in the response
  std::string owned_payload;  // once it travels: what `payload` points to
  std::string owned_signature;
  std::optional<std::string> id_header;  // X-Client-Tran-Id
  net::Response response;
};

Api::Api(engine::Engine& engine, const history::HistoryFollower& history, auth::MasterKey master,
         ApiSettings settings, NowMicroseconds now, FeedReport feed)
    : engine_(engine),
      history_(history),
      keys_(std::move(master)),
      settings_(std::move(settings)),
      now_(std::move(now)),
      feed_(std::move(feed)),
      description_(description_of_the_api()),
      limiter_(settings_.limits),
      throttle_(settings_.signatures),
      queries_(settings_.query_threads, settings_.query_queue),
      workers_(settings_.verify_threads, settings_.verify_queue) {}

void Api::handle(const net::Request& request, net::Reply& reply) {
  const wire::Route route = wire::find_route(request.method, request.path);
  if (route.kind == wire::Route::Kind::kFound) {
    const auto client = client_address(request, settings_.trusted_proxies);
    if (!client) {
      net::Response response;
      response.status = 400;
      response.body = wire::transport_error_body(400);
      count(index_of(*route.endpoint), response.status);
      return reply.send(std::move(response));
    }
    if (wire::needs_signature(route.endpoint->security)) {
      answer_signed(*route.endpoint, request, *client, reply);
    } else {
      answer_open(*route.endpoint, request, *client, reply);
    }
    return;
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && request.path == "/health") {
    return reply.send(
        health(settings_.public_details ? HealthDetail::kFull : HealthDetail::kBrief));
  }
  if (reads && request.path == "/metrics" && settings_.public_details) {
    return reply.send(metrics());
  }
  net::Response response;
  response.body = reply.spare_body();
  const bool method_wrong = route.kind == wire::Route::Kind::kMethodNotAllowed;
  if (method_wrong) response.add_header("Allow", wire::allowed_methods(request.path));
  response =
      refuse(std::move(response),
             Error{method_wrong ? ErrorCode::kMethodNotAllowed : ErrorCode::kNotFound, {}, {}});
  count(kUnknownEndpoint, response.status);
  reply.send(std::move(response));
}

void Api::answer_open(const wire::Endpoint& endpoint, const net::Request& request,
                      const net::IpAddress& client, net::Reply& reply) {
  const std::int64_t now_us = now_();
  net::Response response;
  response.body = reply.spare_body();
  auto allowed = charge(endpoint, Client(client), now_us, response);
  if (!allowed) {
    response = refuse(std::move(response), allowed.error());
  } else {
    write_open(endpoint, request, now_us, response.body);
  }
  count(index_of(endpoint), response.status);
  reply.send(std::move(response));
}

void Api::write_open(const wire::Endpoint& endpoint, const net::Request& request,
                     std::int64_t now_us, std::string& body) const {
  if (endpoint.id == wire::EndpointId::kPing) {
    wire::write_ping(body);
  } else if (endpoint.id == wire::EndpointId::kServerTime) {
    wire::write_server_time(body, now_us, wire::time_unit(request.header(wire::kTimeUnitHeader)));
  } else if (endpoint.id == wire::EndpointId::kOpenApi) {
    body += description_;
  } else {
    wire::write_system_status(body, settings_.maintenance ? wire::SystemStatus::kMaintenance
                                                          : wire::SystemStatus::kNormal);
  }
}

void Api::answer_signed(const wire::Endpoint& endpoint, const net::Request& request,
                        const net::IpAddress& client, net::Reply& reply) {
  const std::int64_t now_us = now_();
  // One per I/O thread, so that its buffers are warm.
  thread_local SignedCall call;
  call.endpoint = &endpoint;
  call.client = client;
  call.key = nullptr;
  call.weighed = false;
  call.response = {};
  call.response.body = reply.spare_body();

  const auto book = engine_.published();
  Result<void> ready = charge(endpoint, Client(client), now_us, call.response);
  // The key's errors come before the limit's, though the request has been counted by then.
  auto key = identify(*book, endpoint, request, client, now_us);
  if (!key) {
    ready = tl::unexpected<Error>(std::move(key.error()));
  } else {
    call.key = std::move(*key);
    if (ready) ready = afford(call, now_us);
    if (ready) ready = read_signed(request, now_us, call);
    if (ready) ready = may_try(call, now_us);
  }
  if (!ready) {
    tell_weight(call);
    call.response = refuse(std::move(call.response), ready.error());
  } else {
    const Handler handler = handler_of(endpoint.id);
    const auto* read = std::get_if<ReadHandler>(&handler);
    if (read == nullptr || call.key->verifier.is_slow()) {
      return travel(call, request, reply);
    }
    const std::int64_t later_us = now_();
    Result<void> answered = verify(call, later_us);
    if (answered) answered = run_read(call, *read, later_us);
    finish(call, answered);
    return reply.send(std::move(call.response));
  }
  count(index_of(endpoint), call.response.status);
  reply.send(std::move(call.response));
}

// A call that leaves its I/O thread: to a worker for its signature, to the engine, to the history.
void Api::travel(SignedCall& call, const net::Request& request, net::Reply& reply) {
  auto owned = std::make_shared<SignedCall>(std::move(call));
  call = {};
  owned->owned_payload = owned->payload.payload;
  owned->owned_signature = owned->payload.signature;
  owned->payload = {owned->owned_payload, owned->owned_signature};
  if (const auto id = request.header(wire::kClientTranIdHeader)) {
    owned->id_header = request.repeats(wire::kClientTranIdHeader) ? "" : *id;  // two are none
  }
  auto later = std::make_shared<net::DeferredReply>(reply.defer());
  if (!owned->key->verifier.is_slow()) return run_and_send(owned, later);
  std::function<void()> work = [this, owned, later] { run_and_send(owned, later); };
  if (workers_.post(work)) return;
  finish(*owned, fail(ErrorCode::kBusy));
  later->send(std::move(owned->response));
}

Result<void> Api::charge(const wire::Endpoint& endpoint, const Client& client, std::int64_t now_us,
                         net::Response& response) {
  const auto cost = client.is_address() ? settings_.weights.of_address(endpoint)
                                        : settings_.weights.of_account(endpoint);
  if (!cost) return {};
  return add_used_or_refuse(
      response, cost->limiter,
      limiter_.charge(client, endpoint, cost->weight, Timestamp{now_us / 1000}));
}

// Nothing is counted for an account before the signature shows that it is the one who asks: its
// key's name is no secret, and must not be enough to use up what its owner has.
Result<void> Api::afford(SignedCall& call, std::int64_t now_us) {
  const auto cost = settings_.weights.of_account(*call.endpoint);
  if (!cost) return {};
  const Charge charged = limiter_.look(Client(call.key->key->account), *call.endpoint, cost->weight,
                                       Timestamp{now_us / 1000});
  if (charged.allowed) return {};
  call.weighed = true;
  return add_used_or_refuse(call.response, cost->limiter, charged);
}

void Api::tell_weight(SignedCall& call) {
  const auto cost = settings_.weights.of_account(*call.endpoint);
  if (!call.key || !cost || std::exchange(call.weighed, true)) return;
  add_used_weight(
      call.response, cost->limiter,
      limiter_.look(Client(call.key->key->account), *call.endpoint, 0, Timestamp{now_() / 1000}));
}

Result<std::shared_ptr<const ReadyKey>> Api::identify(const engine::Published& book,
                                                      const wire::Endpoint& endpoint,
                                                      const net::Request& request,
                                                      const net::IpAddress& client,
                                                      std::int64_t now_us) {
  const auto text = request.header(wire::kApiKeyHeader);
  // Two fields are one list (RFC 9110, 5.3), which is no key.
  if (!text || request.repeats(wire::kApiKeyHeader)) return fail(ErrorCode::kApiKeyMalformed);
  RETURN_IF_ERROR(auth::check_api_key_form(*text));
  // Unknown key, wrong address, missing permission and a key that is over give one answer, on one
  // way with the same work: none of them is told apart.
  const auto found = book.directory->keys.find(*text);
  const bool known = found != book.directory->keys.end();
  ASSIGN_OR_RETURN(std::shared_ptr<const ReadyKey> key,
                   keys_.ready(known ? found->second : keys_.decoy()));
  const bool here = key->allowed.allows(auth::IpAddress::v6(client.bytes));
  const bool permitted = permits(key->key->permissions, endpoint.permission);
  const bool over = key->key->is_over(Timestamp{now_us / 1000});
  if (!known || !here || !permitted || over) return fail(ErrorCode::kApiKeyRejected);
  return key;
}

Result<void> Api::read_signed(const net::Request& request, std::int64_t now_us, SignedCall& call) {
  thread_local auth::PayloadCutter cutter;
  RETURN_IF_ERROR(call.parameters.read_signed(request.query, request.body, *call.endpoint));
  auto payload = cutter.cut(request.query, request.body);
  const bool unsigned_yet = !payload && payload.error().code == ErrorCode::kParameterMissing;
  if (!payload && !unsigned_yet) return tl::unexpected<Error>(std::move(payload.error()));
  ASSIGN_OR_RETURN(call.timing, wire::read_timing(call.parameters));
  RETURN_IF_ERROR(wire::check_timing(call.timing, now_us));
  if (!payload) return tl::unexpected<Error>(std::move(payload.error()));
  call.payload = *payload;
  return {};
}

Result<void> Api::may_try(SignedCall& call, std::int64_t now_us) {
  const int wait =
      throttle_.wait_seconds(call.key->key->key, call.client, Timestamp{now_us / 1000});
  if (wait == 0) return {};
  call.response.add_header(wire::kRetryAfterHeader, std::to_string(wait));
  return fail(ErrorCode::kTooManyRequests, "too many wrong signatures");
}

Result<void> Api::verify(SignedCall& call, std::int64_t now_us) {
  if (!call.key->verifier.verify(call.payload.payload, call.payload.signature)) {
    throttle_.note_failure(call.key->key->key, call.client, Timestamp{now_us / 1000});
    return fail(ErrorCode::kSignatureInvalid);
  }
  call.weighed = true;
  RETURN_IF_ERROR(charge(*call.endpoint, Client(call.key->key->account), now_us, call.response));
  // Time passed while the request waited for a worker.
  return wire::check_timing(call.timing, now_us);
}

Result<void> Api::with_caller(const SignedCall& call, std::int64_t now_us,
                              const std::function<Result<void>(const Call&)>& handle) const {
  const auto book = engine_.published();
  const model::Account* caller = book->directory->find_account(call.key->key->account);
  CHECK_MSG(caller != nullptr, "a key without its account");
  // Time passed since the key was looked up: it may be revoked, or over.
  const model::ApiKey* key = book->directory->find_key(call.key->key->key);
  if (key != call.key->key.get() || key->is_over(Timestamp{now_us / 1000})) {
    return fail(ErrorCode::kApiKeyRejected);
  }
  return handle(Call{*book, *caller, call.parameters, Timestamp{now_us / 1000}, settings_.style});
}

Result<void> Api::run_read(SignedCall& call, ReadHandler handler, std::int64_t now_us) const {
  return with_caller(call, now_us,
                     [&](const Call& context) { return handler(context, call.response.body); });
}

void Api::run_and_send(const std::shared_ptr<SignedCall>& call,
                       const std::shared_ptr<net::DeferredReply>& reply) {
  const std::int64_t now_us = now_();
  // Others of this key may have failed while this one waited for its worker.
  Result<void> result = may_try(*call, now_us);
  if (result) result = verify(*call, now_us);
  if (result) {
    const Handler handler = handler_of(call->endpoint->id);
    if (const auto* command = std::get_if<CommandHandler>(&handler)) {
      result = submit(call, reply, *command, now_us);
      if (result) return;  // answered by the engine
    } else if (const auto* history = std::get_if<HistoryHandler>(&handler)) {
      result = query(call, reply, *history);
      if (result) return;  // answered by a worker
    } else {
      result = run_read(*call, std::get<ReadHandler>(handler), now_us);
    }
  }
  finish(*call, result);
  reply->send(std::move(call->response));
}

Result<void> Api::submit(const std::shared_ptr<SignedCall>& call,
                         const std::shared_ptr<net::DeferredReply>& reply, CommandHandler handler,
                         std::int64_t now_us) {
  return with_caller(*call, now_us, [&](const Call& context) -> Result<void> {
    ASSIGN_OR_RETURN(const auto client_id, client_id_of(call->parameters, call->id_header));
    ASSIGN_OR_RETURN(Order order, handler(context));
    const Timestamp sent{call->timing.timestamp_us / 1000};
    engine::Submission submission(
        {std::move(order.command)},
        marks_of({.endpoint = call->endpoint->name,
                  .key = call->key->key->key,
                  .account = context.caller.uid,
                  .payload = call->payload.payload,
                  .client_id = client_id,
                  .parameters = call->parameters,
                  .sent = sent,
                  .now = context.now,
                  .memory_ms = context.book.parameters->general.request_memory_ms}));
    submission.key = call->key->key->key;
    submission.sent = sent;
    return engine_.submit(std::move(submission), [this, call, reply, order = std::move(order)](
                                                     const engine::SubmissionResult& result) {
      Result<void> answered;
      if (result) {
        order.answer(result->outcome, call->response.body);
      } else {
        answered = tl::unexpected<Error>(named_asset(result.error().error, call->parameters));
      }
      finish(*call, answered);
      reply->send(std::move(call->response));
    });
  });
}

Result<void> Api::query(const std::shared_ptr<SignedCall>& call,
                        const std::shared_ptr<net::DeferredReply>& reply, HistoryHandler handler) {
  const auto patience = std::chrono::milliseconds(settings_.history_wait_ms);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::function<void()> work = [this, call, reply, handler, deadline] {
    const auto run = [&](const Call& context) -> Result<void> {
      // What was answered before this call is in the records it reads.
      if (!history_.wait_until(context.book.sequence, deadline)) {
        return fail(ErrorCode::kBusy, "the history is behind");
      }
      return handler(context, history_.store(), call->response.body);
    };
    const Result<void> answered = with_caller(*call, now_(), run);
    if (!answered && answered.error().code == ErrorCode::kDamaged) {
      history_.note_damage(answered.error());
    }
    finish(*call, answered);
    reply->send(std::move(call->response));
  };
  if (queries_.post(work)) return {};
  return fail(ErrorCode::kBusy);
}

void Api::finish(SignedCall& call, const Result<void>& result) {
  tell_weight(call);
  if (!result) call.response = refuse(std::move(call.response), result.error());
  count(index_of(*call.endpoint), call.response.status);
}

net::Response Api::refuse(net::Response response, const Error& error) const {
  response.body.clear();
  response.status = wire::http_status(error);
  if (error.code == ErrorCode::kBusy) {
    response.add_header(wire::kRetryAfterHeader, net::kRetryAfterSeconds);
  }
  wire::append_error_body(response.body, error);
  return response;
}

HealthInput Api::health_input(const engine::Published& book) const {
  const auto trouble = history_.trouble();
  return {book,
          engine_.counters(),
          feed_(),
          Timestamp{now_() / 1000},
          settings_.stale_after_ms,
          trouble ? describe(*trouble) : std::string()};
}

// Anybody may ask for the brief answer, and it takes the value of every unit: it is at most a
// second old.
net::Response Api::health(HealthDetail detail) const {
  if (detail == HealthDetail::kFull) {
    return answer_health(health_input(*engine_.published()), detail);
  }
  const std::lock_guard lock(brief_mutex_);
  const std::int64_t now_us = now_();
  if (!brief_ || now_us < brief_at_us_ || now_us - brief_at_us_ >= kBriefHealthUs) {
    brief_ = answer_health(health_input(*engine_.published()), detail);
    brief_at_us_ = now_us;
  }
  return *brief_;
}

net::Response Api::metrics() const {
  const auto book = engine_.published();
  std::vector<RequestCount> requests;
  for (std::size_t i = 0; i < answered_.size(); ++i) {
    for (std::size_t j = 0; j < kStatuses.size(); ++j) {
      const std::uint64_t number = answered_[i][j].load(std::memory_order_relaxed);
      if (number == 0) continue;
      requests.push_back(
          {i == kUnknownEndpoint ? "unknown" : std::string(wire::endpoints()[i].name), kStatuses[j],
           number});
    }
  }
  net::Response response = answer_metrics(health_input(*book), requests);
  response.body += throttle_.metrics();
  return response;
}

void Api::count(std::size_t endpoint, int status) {
  const auto known = std::find(kStatuses.begin(), kStatuses.end() - 1, status);
  const auto index = static_cast<std::size_t>(known - kStatuses.begin());
  answered_[endpoint][index].fetch_add(1, std::memory_order_relaxed);
}

}  // namespace plimsoll::server
