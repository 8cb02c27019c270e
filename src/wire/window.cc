#include "wire/window.h"

#include <algorithm>
#include <string>

namespace plimsoll::wire {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kLeastMicroseconds = 1'000'000'000'000'000;  // 16 digits

Result<std::optional<Timestamp>> moment(std::optional<std::int64_t> sent) {
  if (!sent) return std::nullopt;
  if (*sent < 0) return fail(ErrorCode::kIllegalArgument, "a time lies before 1970");
  return Timestamp{*sent >= kLeastMicroseconds ? *sent / 1000 : *sent};
}

}  // namespace

Result<TimeWindow> time_window(const WindowPolicy& policy, std::optional<std::int64_t> start_time,
                               std::optional<std::int64_t> end_time, Timestamp now) {
  ASSIGN_OR_RETURN(const std::optional<Timestamp> start, moment(start_time));
  ASSIGN_OR_RETURN(const std::optional<Timestamp> end, moment(end_time));
  TimeWindow window{};
  window.end = end.value_or(now);
  const auto days_before_end = [&](int days) { return window.end + -(days * kDayMs); };
  window.start = start.value_or(days_before_end(policy.default_days));
  if (window.start > window.end) {
    return fail(ErrorCode::kIllegalArgument, "startTime is after endTime");
  }
  if (!end && policy.open_end_days) {
    window.start = std::max(window.start, days_before_end(*policy.open_end_days));
  }
  if (window.start < days_before_end(policy.max_days)) {
    return fail(ErrorCode::kWindowTooLong,
                "more than " + std::to_string(policy.max_days) + " days between the times",
                {std::to_string(policy.max_days * 24)});
  }
  if (policy.clamp_days) {
    window.start = std::max(window.start, days_before_end(*policy.clamp_days));
  }
  return window;
}

Result<TimeWindow> read_window(const WindowPolicy& policy, const RequestParameters& parameters,
                               Timestamp now) {
  ASSIGN_OR_RETURN(const auto start_time, parameters.optional_integer("startTime"));
  ASSIGN_OR_RETURN(const auto end_time, parameters.optional_integer("endTime"));
  return time_window(policy, start_time, end_time, now);
}

}  // namespace plimsoll::wire
