#include "server/api.h"

#include <algorithm>

#include "auth/api_key.h"
#include "auth/signed_payload.h"
#include "server/ltv_details.h"
#include "wire/error_table.h"
#include "wire/general.h"
#include "wire/headers.h"

namespace plimsoll::server {
namespace {

constexpr std::size_t kUnknownEndpoint = wire::kEndpointCount;

// The complete list of signed endpoints.
SignedHandler handler_of(wire::EndpointId id) {
  switch (id) {
    case wire::EndpointId::kLtvDetails: return answer_ltv_details;
    case wire::EndpointId::kPing:
    case wire::EndpointId::kServerTime:
    case wire::EndpointId::kSystemStatus: break;
  }
  CHECK_MSG(false, "an endpoint without a handler");
}

std::size_t index_of(const wire::Endpoint& endpoint) {
  return static_cast<std::size_t>(endpoint.id);
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

}  // namespace

// A signed request between its key and its answer. On a worker it owns what it needs.
struct Api::SignedCall {
  const wire::Endpoint* endpoint = nullptr;
  std::shared_ptr<const ReadyKey> key;
  wire::RequestParameters parameters;
  wire::Timing timing{};
  auth::SignedPayload payload;
  std::string owned_payload;  // on a worker: what `payload` points to
  std::string owned_signature;
  net::Response response;
};

Api::Api(const engine::Engine& engine, auth::MasterKey master, ApiSettings settings,
         NowMicroseconds now, FeedReport feed)
    : engine_(engine),
      keys_(std::move(master)),
      settings_(std::move(settings)),
      now_(std::move(now)),
      feed_(std::move(feed)),
      limiter_(settings_.limits),
      workers_(settings_.verify_threads, settings_.verify_queue) {}

void Api::handle(const net::Request& request, net::Reply& reply) {
  const wire::Route route = wire::find_route(request.method, request.path);
  if (route.kind == wire::Route::Kind::kFound) {
    if (wire::needs_signature(route.endpoint->security)) {
      answer_signed(*route.endpoint, request, reply);
    } else {
      answer_open(*route.endpoint, request, reply);
    }
    return;
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && (request.path == "/health" || request.path == "/metrics")) {
    return answer_operator(request.path == "/metrics", reply);
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
                      net::Reply& reply) {
  const std::int64_t now_us = now_();
  net::Response response;
  response.body = reply.spare_body();
  auto allowed = charge(endpoint, Client(request.remote), now_us, response);
  if (!allowed) {
    response = refuse(std::move(response), allowed.error());
  } else if (endpoint.id == wire::EndpointId::kPing) {
    wire::write_ping(response.body);
  } else if (endpoint.id == wire::EndpointId::kServerTime) {
    wire::write_server_time(response.body, now_us,
                            wire::time_unit(request.header(wire::kTimeUnitHeader)));
  } else {
    wire::write_system_status(response.body, settings_.maintenance
                                                 ? wire::SystemStatus::kMaintenance
                                                 : wire::SystemStatus::kNormal);
  }
  count(index_of(endpoint), response.status);
  reply.send(std::move(response));
}

void Api::answer_signed(const wire::Endpoint& endpoint, const net::Request& request,
                        net::Reply& reply) {
  const std::int64_t now_us = now_();
  // One per I/O thread, so that its buffers are warm.
  thread_local SignedCall call;
  call.endpoint = &endpoint;
  call.response = {};
  call.response.body = reply.spare_body();

  const auto book = engine_.published();
  const bool by_address = endpoint.limiter != wire::Limiter::kUid;
  Result<void> ready;
  if (by_address) ready = charge(endpoint, Client(request.remote), now_us, call.response);
  // The key's errors come before the limit's, though the request has been counted by then.
  auto key = identify(*book, endpoint, request);
  if (!key) {
    ready = tl::unexpected<Error>(std::move(key.error()));
  } else {
    call.key = std::move(*key);
    if (!by_address) {
      ready = charge(endpoint, Client(call.key->key->account), now_us, call.response);
    }
    if (ready) ready = read_signed(request, now_us, call);
  }
  if (!ready) {
    call.response = refuse(std::move(call.response), ready.error());
  } else if (call.key->verifier.is_slow()) {
    auto owned = std::make_shared<SignedCall>(std::move(call));
    owned->owned_payload = owned->payload.payload;
    owned->owned_signature = owned->payload.signature;
    owned->payload = {owned->owned_payload, owned->owned_signature};
    auto later = std::make_shared<net::DeferredReply>(reply.defer());
    std::function<void()> work = [this, owned, later] {
      verify_and_run(*owned);
      later->send(std::move(owned->response));
    };
    if (workers_.post(work)) return;
    owned->response = refuse(std::move(owned->response), Error{ErrorCode::kBusy, {}, {}});
    count(index_of(endpoint), owned->response.status);
    return later->send(std::move(owned->response));
  } else {
    verify_and_run(call);
    return reply.send(std::move(call.response));
  }
  count(index_of(endpoint), call.response.status);
  reply.send(std::move(call.response));
}

Result<void> Api::charge(const wire::Endpoint& endpoint, const Client& client, std::int64_t now_us,
                         net::Response& response) {
  const Charge charged = limiter_.charge(client, endpoint, settings_.weights.of(endpoint.id),
                                         Timestamp{now_us / 1000});
  const std::string used = std::to_string(charged.used);
  for (const std::string_view name : wire::used_weight_headers(endpoint.limiter)) {
    response.add_header(name, used);
  }
  if (charged.allowed) return {};
  response.add_header(wire::kRetryAfterHeader, std::to_string(charged.retry_after_seconds));
  return tl::unexpected<Error>(too_much_weight(charged));
}

Result<std::shared_ptr<const ReadyKey>> Api::identify(const engine::Published& book,
                                                      const wire::Endpoint& endpoint,
                                                      const net::Request& request) {
  const auto text = request.header(wire::kApiKeyHeader);
  if (!text) return fail(ErrorCode::kApiKeyMalformed);
  RETURN_IF_ERROR(auth::check_api_key_form(*text));
  // Unknown key, wrong address and missing permission give one answer: none of them is told apart.
  const auto found = book.directory->keys.find(*text);
  if (found == book.directory->keys.end()) return fail(ErrorCode::kApiKeyRejected);
  ASSIGN_OR_RETURN(std::shared_ptr<const ReadyKey> key, keys_.ready(found->second));
  if (!key->allowed.allows(auth::IpAddress::v6(request.remote.bytes)) ||
      !permits(key->key->permissions, endpoint.permission)) {
    return fail(ErrorCode::kApiKeyRejected);
  }
  return key;
}

Result<void> Api::read_signed(const net::Request& request, std::int64_t now_us, SignedCall& call) {
  thread_local auth::PayloadCutter cutter;
  RETURN_IF_ERROR(call.parameters.read(request.query, request.body));
  auto payload = cutter.cut(request.query, request.body);
  const bool unsigned_yet = !payload && payload.error().code == ErrorCode::kParameterMissing;
  if (!payload && !unsigned_yet) return tl::unexpected<Error>(std::move(payload.error()));
  ASSIGN_OR_RETURN(call.timing, wire::read_timing(call.parameters));
  RETURN_IF_ERROR(wire::check_timing(call.timing, now_us));
  if (!payload) return tl::unexpected<Error>(std::move(payload.error()));
  call.payload = *payload;
  return {};
}

void Api::verify_and_run(SignedCall& call) {
  const auto run = [&]() -> Result<void> {
    if (!call.key->verifier.verify(call.payload.payload, call.payload.signature)) {
      return fail(ErrorCode::kSignatureInvalid);
    }
    // Time passed while the request waited for a worker; the picture is the newest one again.
    const std::int64_t now_us = now_();
    RETURN_IF_ERROR(wire::check_timing(call.timing, now_us));
    const auto book = engine_.published();
    const model::Account* caller = book->directory->find_account(call.key->key->account);
    CHECK_MSG(caller != nullptr, "a key without its account");
    if (book->directory->find_key(call.key->key->key) == nullptr) {
      return fail(ErrorCode::kApiKeyRejected);
    }
    const Call context{*book, *caller, call.parameters, Timestamp{now_us / 1000}};
    return handler_of(call.endpoint->id)(context, call.response.body);
  };
  if (auto result = run(); !result) {
    call.response = refuse(std::move(call.response), result.error());
  }
  count(index_of(*call.endpoint), call.response.status);
}

net::Response Api::refuse(net::Response response, const Error& error) const {
  response.body.clear();
  response.status = wire::http_status(error);
  wire::append_error_body(response.body, error);
  return response;
}

void Api::answer_operator(bool metrics, net::Reply& reply) {
  const auto book = engine_.published();
  const HealthInput input{*book, engine_.counters(), feed_(), Timestamp{now_() / 1000},
                          settings_.stale_after_ms};
  if (!metrics) return reply.send(answer_health(input));
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
  reply.send(answer_metrics(input, requests));
}

void Api::count(std::size_t endpoint, int status) {
  const auto known = std::find(kStatuses.begin(), kStatuses.end() - 1, status);
  const auto index = static_cast<std::size_t>(known - kStatuses.begin());
  answered_[endpoint][index].fetch_add(1, std::memory_order_relaxed);
}

}  // namespace plimsoll::server
