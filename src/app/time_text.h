// Points in time as people write them on the command line. UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace plimsoll::app {

// "2027-01-31", "2027-01-31T08:00Z", "2027-01-31T08:00:00Z" (1970 to 9999), or Unix milliseconds.
// kMalformed.
[[nodiscard]] Result<Timestamp> parse_time(std::string_view text);

// The same, or a span from `now` on: "90d", "12h", "30m". kMalformed.
[[nodiscard]] Result<Timestamp> parse_expiry(std::string_view text, Timestamp now);

// "2027-01-31T08:00:00Z".
[[nodiscard]] std::string time_text(Timestamp time);

// "until 2027-01-31T08:00:00Z", "OVER since ..." from that moment on, "for ever".
[[nodiscard]] std::string expiry_text(std::optional<Timestamp> expires, Timestamp now);

}  // namespace plimsoll::app
