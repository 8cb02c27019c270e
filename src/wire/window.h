// The span of time that a request for a history asks for.
//
// Every endpoint has the same two parameters and its own rules, so a policy says what differs. No
// clock is read: now is an argument. All functions are pure and may run on any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/time.h"
#include "wire/request_parameters.h"

namespace plimsoll::wire {

// All in days. A start that is absent lies `default_days` before the end, an end that is absent is
// now.
struct WindowPolicy {
  int default_days = 0;
  int max_days = 0;  // a longer span is an error
  // A start without an end that lies further back is moved here, before max_days is looked at.
  std::optional<int> open_end_days = std::nullopt;
  // A start further than this before the end is moved there, after max_days was looked at.
  std::optional<int> clamp_days = std::nullopt;
};

// borrow-repay: depends on whether the request names an asset.
inline constexpr WindowPolicy kBorrowRepayWindow{7, 100, {}, 7};
inline constexpr WindowPolicy kBorrowRepayOfAssetWindow{7, 100, {}, 30};
inline constexpr WindowPolicy kInterestWindow{7, 100, 30, {}};
// Rebate records, liquidations and their transfers.
inline constexpr WindowPolicy kRecordsWindow{7, 100};
inline constexpr WindowPolicy kUniversalTransferWindow{7, 7};

struct TimeWindow {
  Timestamp start;
  Timestamp end;

  // Both ends belong to it.
  [[nodiscard]] constexpr bool contains(Timestamp time) const {
    return start <= time && time <= end;
  }
  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

// The times as sent: milliseconds, or microseconds from 16 digits on, which are cut to the
// millisecond they lie in. kIllegalArgument for a negative time and a start after the end;
// kWindowTooLong (argument: the maximum in hours).
[[nodiscard]] Result<TimeWindow> time_window(const WindowPolicy& policy,
                                             std::optional<std::int64_t> start_time,
                                             std::optional<std::int64_t> end_time, Timestamp now);

// The same from the parameters `startTime` and `endTime`; kParameterMalformed for what is no
// integer.
[[nodiscard]] Result<TimeWindow> read_window(const WindowPolicy& policy,
                                             const RequestParameters& parameters, Timestamp now);

}  // namespace plimsoll::wire
