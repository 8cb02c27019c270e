// The names of the HTTP headers that belong to the API.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/check.h"
#include "wire/endpoints.h"

namespace plimsoll::wire {

// Requests.
inline constexpr std::string_view kApiKeyHeader = "X-MBX-APIKEY";
inline constexpr std::string_view kTimeUnitHeader = "X-MBX-TIME-UNIT";
// The caller's own id of a mutation, where the parameter clientTranId is absent.
inline constexpr std::string_view kClientTranIdHeader = "X-Client-Tran-Id";

// Answers.
inline constexpr std::string_view kRetryAfterHeader = "Retry-After";  // whole seconds, not a date

namespace detail {
inline constexpr std::array<std::string_view, 2> kApiIpHeaders = {"X-MBX-USED-WEIGHT-1M",
                                                                  "X-MBX-USED-WEIGHT"};
inline constexpr std::array<std::string_view, 1> kIpHeaders = {"X-SAPI-USED-IP-WEIGHT-1M"};
inline constexpr std::array<std::string_view, 1> kUidHeaders = {"X-SAPI-USED-UID-WEIGHT-1M"};
}  // namespace detail

// The headers that tell a client its used weight; the value is a plain decimal integer.
[[nodiscard]] constexpr std::span<const std::string_view> used_weight_headers(Limiter limiter) {
  switch (limiter) {
    case Limiter::kApiIp: return detail::kApiIpHeaders;
    case Limiter::kIp: return detail::kIpHeaders;
    case Limiter::kUid: return detail::kUidHeaders;
  }
  CHECK_MSG(false, "a limiter without headers");
}

}  // namespace plimsoll::wire
