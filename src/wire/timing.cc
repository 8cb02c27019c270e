#include "wire/timing.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/decimal.h"
#include "base/limits.h"

namespace plimsoll::wire {
namespace {

constexpr std::string_view kTimestamp = "timestamp";
constexpr std::string_view kRecvWindow = "recvWindow";
constexpr std::int64_t kUsPerMs = 1000;
constexpr std::size_t kMicrosecondDigits = 16;

tl::unexpected<Error> malformed(std::string_view name) {
  return fail(ErrorCode::kParameterMalformed, std::string(name) + " is malformed",
              {std::string(name)});
}

}  // namespace

Result<std::int64_t> parse_timestamp(std::optional<std::string_view> text) {
  if (!text) {
    return fail(ErrorCode::kParameterMissing, "timestamp is missing", {std::string(kTimestamp)});
  }
  const bool digits_only =
      std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (!digits_only || error != std::errc{}) return malformed(kTimestamp);
  return text->size() >= kMicrosecondDigits ? number : number * kUsPerMs;
}

Result<std::int64_t> parse_recv_window(std::optional<std::string_view> text) {
  if (!text) return kDefaultRecvWindowMs * kUsPerMs;
  // Three decimals of a millisecond: the integer counts microseconds.
  const auto window_us = parse_decimal(*text, 3, DecimalForm::kScientific);
  const bool does_not_fit = !window_us && window_us.error().code == ErrorCode::kOutOfRange;
  const bool negative = text->starts_with('-');
  if ((!window_us && !does_not_fit) || negative || (window_us && *window_us == 0)) {
    return malformed(kRecvWindow);
  }
  if (does_not_fit || *window_us > kMaxRecvWindowMs * kUsPerMs) {
    return fail(ErrorCode::kRecvWindowTooLarge,
                "recvWindow is above " + std::to_string(kMaxRecvWindowMs) + " ms");
  }
  return static_cast<std::int64_t>(*window_us);
}

Result<Timing> read_timing(const RequestParameters& parameters) {
  ASSIGN_OR_RETURN(const std::int64_t timestamp_us, parse_timestamp(parameters.find(kTimestamp)));
  ASSIGN_OR_RETURN(const std::int64_t window_us, parse_recv_window(parameters.find(kRecvWindow)));
  return Timing{timestamp_us, window_us};
}

Result<void> check_timing(const Timing& timing, std::int64_t now_us) {
  if (timing.timestamp_us >= now_us + kMaxClockLeadMs * kUsPerMs) {
    return fail(ErrorCode::kTimestampTooEarly, "the timestamp is ahead of the server's time");
  }
  if (now_us - timing.timestamp_us > timing.recv_window_us) {
    return fail(ErrorCode::kTimestampTooOld, "the timestamp is outside of the recvWindow");
  }
  return {};
}

}  // namespace plimsoll::wire
