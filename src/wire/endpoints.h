// The endpoints of the API as data: what exists, who may call it, what it costs; and the way from a
// request's method and path to one of them.
//
// A new endpoint is one more EndpointId and one more line of the table; nothing else here changes.
// All functions are pure, allocate nothing and may run on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace plimsoll::wire {

// In the order of the table.
enum class EndpointId : std::uint8_t { kPing, kServerTime, kSystemStatus, kLtvDetails };
inline constexpr std::size_t kEndpointCount = 4;

enum class Method : std::uint8_t { kGet, kPost, kPut, kDelete };
[[nodiscard]] std::string_view method_name(Method method);  // "GET"

// What the documentation prints behind an endpoint's title.
enum class Security : std::uint8_t {
  kNone,        // open
  kMarketData,  // API key
  kUserStream,  // API key
  kUserData,    // API key and signature
  kTrade,       // API key and signature
  kMargin,      // API key and signature
};
[[nodiscard]] constexpr bool needs_api_key(Security security) {
  return security != Security::kNone;
}
[[nodiscard]] constexpr bool needs_signature(Security security) {
  return security == Security::kUserData || security == Security::kTrade ||
         security == Security::kMargin;
}

// What the API key must be allowed to do.
enum class RequiredPermission : std::uint8_t { kNone, kRead, kTrade, kInternalTransfer };

// Which counter a request's weight goes to; every counter starts again with each UTC minute.
enum class Limiter : std::uint8_t {
  kApiIp,  // per IP, all endpoints below /api together
  kIp,     // per IP and endpoint
  kUid,    // per account and endpoint
};

struct Endpoint {
  EndpointId id;
  std::string_view name;  // short and unique: for settings, metrics and logs
  Method method;
  std::string_view path;
  Security security;
  RequiredPermission permission;
  Limiter limiter;
  int weight;  // as documented; Weights holds the one in force
  std::string_view summary;
};

[[nodiscard]] std::span<const Endpoint, kEndpointCount> endpoints();
[[nodiscard]] const Endpoint& endpoint(EndpointId id);

struct Route {
  enum class Kind : std::uint8_t {
    kFound,
    kMethodNotAllowed,  // the path exists, with other methods: 405
    kNotFound,          // 404
  };
  Kind kind = Kind::kNotFound;
  const Endpoint* endpoint = nullptr;  // null unless found
};

// `method` as sent, case-sensitive; HEAD is answered like GET (RFC 9110). `path` is compared byte
// for byte, without decoding.
[[nodiscard]] Route find_route(std::string_view method, std::string_view path);

// The value of the Allow header that a 405 carries: "GET, HEAD". Empty for an unknown path.
[[nodiscard]] std::string allowed_methods(std::string_view path);

// The weight of every endpoint in force. Documented weights change from year to year (ltv-details
// was 3000 before it was 200), so each can be set to what a client was built against.
class Weights {
 public:
  Weights();  // the documented ones

  [[nodiscard]] int of(EndpointId id) const { return weights_[static_cast<std::size_t>(id)]; }
  // kSetting if there is no endpoint of this name or the weight is not between 0 and kMaxWeight.
  [[nodiscard]] Result<void> set(std::string_view endpoint_name, std::int64_t weight);

 private:
  std::array<int, kEndpointCount> weights_{};
};

// Above every limit per minute: such an endpoint cannot be called at all.
inline constexpr std::int64_t kMaxWeight = 1'000'000;

}  // namespace plimsoll::wire
