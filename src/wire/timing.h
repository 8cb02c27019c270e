// When a signed request is fresh: its timestamp and recvWindow.
//
// Everything is in microseconds, so what a client says is kept exactly. No clock is read: now is an
// argument. All functions are pure and may run on any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "wire/request_parameters.h"

namespace plimsoll::wire {

struct Timing {
  std::int64_t timestamp_us;
  std::int64_t recv_window_us;
};

// Decimal digits: milliseconds, or microseconds from 16 digits on. kParameterMissing if there is
// none, kParameterMalformed (argument "timestamp") for anything else.
[[nodiscard]] Result<std::int64_t> parse_timestamp(std::optional<std::string_view> text);

// Milliseconds with up to three decimals, greater than zero; 5000 if there is none.
// kRecvWindowTooLarge above 60000, kParameterMalformed (argument "recvWindow") otherwise.
[[nodiscard]] Result<std::int64_t> parse_recv_window(std::optional<std::string_view> text);

// The parameters `timestamp` and `recvWindow`, with the errors of both functions above.
[[nodiscard]] Result<Timing> read_timing(const RequestParameters& parameters);

// Whether the request may be executed at this moment: it leads the server by less than one second
// (else kTimestampTooEarly) and is no older than its window (else kTimestampTooOld). To be asked
// again right before execution when the request had to wait.
[[nodiscard]] Result<void> check_timing(const Timing& timing, std::int64_t now_us);

}  // namespace plimsoll::wire
