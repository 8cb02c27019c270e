// Time is an argument: the core reads no clock. Unix milliseconds, UTC.
#pragma once

#include <compare>
#include <cstdint>

namespace plimsoll {

struct Timestamp {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

[[nodiscard]] constexpr Timestamp operator+(Timestamp time, std::int64_t milliseconds) {
  return Timestamp{time.ms + milliseconds};
}
[[nodiscard]] constexpr std::int64_t operator-(Timestamp later, Timestamp earlier) {
  return later.ms - earlier.ms;
}

}  // namespace plimsoll
