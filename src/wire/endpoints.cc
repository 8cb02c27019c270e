#include "wire/endpoints.h"

#include <algorithm>

#include "base/check.h"

namespace plimsoll::wire {
namespace {

using Table = std::array<Endpoint, kEndpointCount>;

constexpr Table kTable = {{
    {EndpointId::kPing, "ping", Method::kGet, "/api/v3/ping", Security::kNone,
     RequiredPermission::kNone, Limiter::kApiIp, 1, "Test connectivity"},
    {EndpointId::kServerTime, "time", Method::kGet, "/api/v3/time", Security::kNone,
     RequiredPermission::kNone, Limiter::kApiIp, 1, "Server time"},
    {EndpointId::kSystemStatus, "system-status", Method::kGet, "/sapi/v1/system/status",
     Security::kNone, RequiredPermission::kNone, Limiter::kIp, 1, "Normal or under maintenance"},
    {EndpointId::kLtvDetails, "ltv-details", Method::kGet, "/sapi/v1/margin/loan-group/ltv-details",
     Security::kUserData, RequiredPermission::kRead, Limiter::kIp, 200,
     "How loaded the caller's risk units are, computed at the moment of the call"},
}};

// Paths in order of length, then of bytes: most comparisons of a search look at no byte, which
// matters because nearly all paths begin alike.
constexpr bool path_before(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

struct ByPath {
  constexpr bool operator()(const Endpoint* a, const Endpoint* b) const {
    if (a->path != b->path) return path_before(a->path, b->path);
    return a->method < b->method;
  }
  constexpr bool operator()(const Endpoint* a, std::string_view b) const {
    return path_before(a->path, b);
  }
  constexpr bool operator()(std::string_view a, const Endpoint* b) const {
    return path_before(a, b->path);
  }
};

using Sorted = std::array<const Endpoint*, kEndpointCount>;

constexpr Sorted sorted_by_path() {
  Sorted sorted{};
  for (std::size_t i = 0; i < kEndpointCount; ++i) sorted[i] = &kTable[i];
  std::sort(sorted.begin(), sorted.end(), ByPath{});
  return sorted;
}

constexpr Sorted kByPath = sorted_by_path();

constexpr bool in_order_of_ids() {
  for (std::size_t i = 0; i < kEndpointCount; ++i) {
    if (static_cast<std::size_t>(kTable[i].id) != i) return false;
  }
  return true;
}
static_assert(in_order_of_ids(), "endpoint() finds an endpoint by its place");
static_assert(std::adjacent_find(kByPath.begin(), kByPath.end(),
                                 [](const Endpoint* a, const Endpoint* b) {
                                   return !ByPath{}(a, b);
                                 }) == kByPath.end(),
              "an endpoint stands twice");

std::span<const Endpoint* const> with_path(std::string_view path) {
  const auto [first, last] = std::equal_range(kByPath.begin(), kByPath.end(), path, ByPath{});
  return {first, last};
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kPost: return "POST";
    case Method::kPut: return "PUT";
    case Method::kDelete: return "DELETE";
  }
  CHECK_MSG(false, "a method without a name");
}

std::span<const Endpoint, kEndpointCount> endpoints() { return kTable; }

const Endpoint& endpoint(EndpointId id) { return kTable[static_cast<std::size_t>(id)]; }

Route find_route(std::string_view method, std::string_view path) {
  const auto candidates = with_path(path);
  if (candidates.empty()) return {Route::Kind::kNotFound, nullptr};
  if (method == "HEAD") method = "GET";
  for (const Endpoint* candidate : candidates) {
    if (method_name(candidate->method) == method) return {Route::Kind::kFound, candidate};
  }
  return {Route::Kind::kMethodNotAllowed, nullptr};
}

std::string allowed_methods(std::string_view path) {
  std::string methods;
  for (const Endpoint* candidate : with_path(path)) {
    if (!methods.empty()) methods += ", ";
    methods += method_name(candidate->method);
    if (candidate->method == Method::kGet) methods += ", HEAD";
  }
  return methods;
}

Weights::Weights() {
  for (const Endpoint& known : kTable) weights_[static_cast<std::size_t>(known.id)] = known.weight;
}

Result<void> Weights::set(std::string_view endpoint_name, std::int64_t weight) {
  const auto* const found = std::find_if(kTable.begin(), kTable.end(), [&](const Endpoint& known) {
    return known.name == endpoint_name;
  });
  if (found == kTable.end()) {
    return fail(ErrorCode::kSetting, "no endpoint is called '" + std::string(endpoint_name) + "'");
  }
  if (weight < 0 || weight > kMaxWeight) {
    return fail(ErrorCode::kSetting, "the weight of " + std::string(endpoint_name) +
                                         " lies between 0 and " + std::to_string(kMaxWeight));
  }
  weights_[static_cast<std::size_t>(found->id)] = static_cast<int>(weight);
  return {};
}

}  // namespace plimsoll::wire
