// The endpoints of the API as data: what exists, who may call it, what it takes, costs and refuses;
// and the way from a request's method and path to one of them. What is said of an endpoint here is
// what the server does and what write_openapi() describes.
//
// A new endpoint is one more EndpointId and one more line of the table; nothing else here changes.
// All functions are pure and may run on any thread; those on the way of a request allocate nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace plimsoll::wire {

// In the order of the table.
enum class EndpointId : std::uint8_t {
  kPing,
  kServerTime,
  kSystemStatus,
  kLtvDetails,
  kLoanGroup,
  kLoanGroups,
  kCloseLoanGroup,
  kEditMember,
  kActivated,
  kClosed,
  kBorrow,
  kRepay,
  kBorrowRepay,
  kInterestHistory,
  kMaxBorrowable,
  kRebateBalance,
  kRebateRecords,
  kForceLiquidation,
  kTransferOut,
  kLiquidationTransfers,
  kUniversalTransfer,
  kUniversalTransferHistory,
  kOpenApi,
};
inline constexpr std::size_t kEndpointCount = 23;

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

[[nodiscard]] constexpr bool counts_accounts(Limiter limiter) { return limiter == Limiter::kUid; }

struct Weight {
  Limiter limiter;
  int weight;
};

enum class ParameterType : std::uint8_t { kLong, kDecimal, kString, kBoolean, kEnum };
enum class Presence : std::uint8_t { kOptional, kMandatory };

// A parameter of the business; timestamp, recvWindow and signature belong to every signed call.
struct Parameter {
  std::string_view name;
  ParameterType type;
  Presence presence;
  std::string_view description;
  std::span<const std::string_view> literals = {};  // of an ENUM: everything it may be
};

struct Endpoint {
  EndpointId id;
  std::string_view name;  // short and unique: for settings, metrics and logs
  Method method;
  std::string_view path;
  Security security;
  RequiredPermission permission;
  Limiter limiter;
  int weight;                // as documented; Weights holds the one in force
  std::string_view summary;  // one sentence
  std::string_view callers;  // the roles that get more than an empty answer or a refusal
  std::span<const Parameter> parameters = {};
  std::span<const ErrorCode> errors = {};    // beyond common_errors()
  std::optional<Weight> second_charge = {};  // counted as well, by another limiter
};

// Not safe to repeat blindly: takes clientTranId, as a parameter or as kClientTranIdHeader.
[[nodiscard]] constexpr bool is_mutation(const Endpoint& endpoint) {
  return endpoint.method != Method::kGet;
}

// Whether a signed call of the endpoint takes a parameter of this name: one of its own, or of those
// that belong to every signed call.
[[nodiscard]] bool takes_parameter(const Endpoint& endpoint, std::string_view name);

// What a call of any open, or of any signed endpoint can be refused for.
[[nodiscard]] std::span<const ErrorCode> common_errors(Security security);

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

// The value of the Allow header that a 405 carries: "GET, HEAD, DELETE". Empty for an unknown path.
[[nodiscard]] std::string allowed_methods(std::string_view path);

// The weight of every endpoint in force. Documented weights change from year to year (ltv-details
// was 3000 before it was 200), so each can be set to what a client was built against; a second
// charge is always the documented one.
class Weights {
 public:
  Weights();  // the documented ones

  [[nodiscard]] int of(EndpointId id) const { return weights_[static_cast<std::size_t>(id)]; }
  // What a call costs the address or the account it comes from; nothing if it is not counted there.
  [[nodiscard]] std::optional<Weight> of_address(const Endpoint& endpoint) const;
  [[nodiscard]] std::optional<Weight> of_account(const Endpoint& endpoint) const;
  // kSetting if there is no endpoint of this name or the weight is not between 0 and kMaxWeight.
  [[nodiscard]] Result<void> set(std::string_view endpoint_name, std::int64_t weight);

 private:
  [[nodiscard]] std::optional<Weight> charge(const Endpoint& endpoint, bool of_account) const;

  std::array<int, kEndpointCount> weights_{};
};

// Above every limit per minute: such an endpoint cannot be called at all.
inline constexpr std::int64_t kMaxWeight = 1'000'000;

}  // namespace plimsoll::wire
