// The answers of the general endpoints: ping, server time, system status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll::wire {

// The unit of times below /api; below /sapi they are always milliseconds.
enum class TimeUnit : std::uint8_t { kMillisecond, kMicrosecond };

// From the value of the X-MBX-TIME-UNIT header: MICROSECOND or microsecond; everything else means
// milliseconds.
[[nodiscard]] TimeUnit time_unit(std::optional<std::string_view> header);

enum class SystemStatus : std::uint8_t { kNormal, kMaintenance };

// Each appends one body.
void write_ping(std::string& out);                                             // {}
void write_server_time(std::string& out, std::int64_t now_us, TimeUnit unit);  // {"serverTime":N}
void write_system_status(std::string& out, SystemStatus status);  // {"status":0,"msg":"normal"}

}  // namespace plimsoll::wire
