#include "app/time_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <optional>

#include "base/limits.h"

namespace plimsoll::app {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

std::optional<std::int64_t> digits(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || text.front() == '-' || value < least || value > most) return std::nullopt;
  return value;
}

// "2027-01-31".
std::optional<std::int64_t> day_ms(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4), 1970, 9999);
  const auto month = digits(text.substr(5, 2), 1, 12);
  const auto day = digits(text.substr(8, 2), 1, 31);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDayMs;
}

// "08:00" or "08:00:00".
std::optional<std::int64_t> clock_ms(std::string_view text) {
  const bool seconds = text.size() == 8 && text[5] == ':';
  if ((text.size() != 5 && !seconds) || text[2] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, 2), 0, 23);
  const auto minute = digits(text.substr(3, 2), 0, 59);
  const auto second = digits(seconds ? text.substr(6, 2) : "0", 0, 59);
  if (!hour || !minute || !second) return std::nullopt;
  return *hour * kHourMs + *minute * kMinuteMs + *second * 1000;
}

std::optional<std::int64_t> time_ms(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.find('-') == std::string_view::npos) return digits(text, 0, kMaxId);
  const std::size_t t = text.find('T');
  const auto day = day_ms(text.substr(0, t));
  if (!day || t == std::string_view::npos) return day;
  if (!text.ends_with('Z')) return std::nullopt;
  const auto clock = clock_ms(text.substr(t + 1, text.size() - t - 2));
  if (!clock) return std::nullopt;
  return *day + *clock;
}

std::optional<std::int64_t> span_ms(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto count = digits(text.substr(0, text.size() - 1), 1, 1'000'000);
  if (!count) return std::nullopt;
  switch (text.back()) {
    case 'd': return *count * kDayMs;
    case 'h': return *count * kHourMs;
    case 'm': return *count * kMinuteMs;
    default: return std::nullopt;
  }
}

}  // namespace

Result<Timestamp> parse_time(std::string_view text) {
  if (const auto ms = time_ms(text)) return Timestamp{*ms};
  return fail(ErrorCode::kMalformed,
              "'" + std::string(text) +
                  "' is no time; expected one like 2027-01-31 or 2027-01-31T08:00:00Z");
}

Result<Timestamp> parse_expiry(std::string_view text, Timestamp now) {
  if (const auto span = span_ms(text)) return now + *span;
  if (const auto ms = time_ms(text)) return Timestamp{*ms};
  return fail(ErrorCode::kMalformed, "'" + std::string(text) +
                                         "' is neither a time like 2027-01-31T08:00:00Z nor a span "
                                         "like 90d, 12h or 30m");
}

std::string time_text(Timestamp time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(static_cast<std::time_t>(time.ms / 1000)));
}

std::string expiry_text(std::optional<Timestamp> expires, Timestamp now) {
  if (!expires) return "for ever";
  return (now < *expires ? "until " : "OVER since ") + time_text(*expires);
}

}  // namespace plimsoll::app
