#include "engine/moment.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace plimsoll::engine {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::int64_t kDayMs = 86'400'000;

std::optional<std::int64_t> digits(std::string_view text) {
  const bool all = !text.empty() && std::all_of(text.begin(), text.end(),
                                                [](char c) { return c >= '0' && c <= '9'; });
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  if (!all || std::from_chars(text.data(), end, value).ec != std::errc()) return std::nullopt;
  return value;
}

// A number of exactly `count` digits from the front of `text`, then `after`.
std::optional<std::int64_t> take(std::string_view& text, std::size_t count,
                                 std::string_view after) {
  if (text.size() < count || text.substr(count, after.size()) != after) return std::nullopt;
  const auto value = digits(text.substr(0, count));
  if (value) text.remove_prefix(count + after.size());
  return value;
}

// What follows the whole seconds: "Z", ".5Z", ".123Z".
std::optional<std::int64_t> take_fraction(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || text.size() > 5 || text.front() != '.' || text.back() != 'Z')
    return std::nullopt;
  text = text.substr(1, text.size() - 2);
  auto value = digits(text);
  for (std::size_t i = text.size(); value && i < 3; ++i) *value *= 10;
  return value;
}

std::optional<Timestamp> read_iso(std::string_view text) {
  const auto year = take(text, 4, "-");
  const auto month = year ? take(text, 2, "-") : std::nullopt;
  const auto day = month ? take(text, 2, "T") : std::nullopt;
  const auto hour = day ? take(text, 2, ":") : std::nullopt;
  const auto minute = hour ? take(text, 2, ":") : std::nullopt;
  const auto second = minute ? take(text, 2, "") : std::nullopt;
  const auto fraction = second ? take_fraction(text) : std::nullopt;
  if (!fraction || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t day_number = std::chrono::sys_days(date).time_since_epoch().count();
  return Timestamp{day_number * kDayMs + ((*hour * 60 + *minute) * 60 + *second) * 1000 +
                   *fraction};
}

std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

Result<Moment> read_moment(std::string_view text) {
  constexpr std::string_view kSequence = "seq:";
  if (text.starts_with(kSequence)) {
    if (const auto number = digits(text.substr(kSequence.size())))
      return Sequence{static_cast<std::uint64_t>(*number)};
  } else if (const auto ms = digits(text)) {
    return Timestamp{*ms};
  } else if (const auto time = read_iso(text)) {
    return *time;
  }
  return fail(ErrorCode::kMalformed, "not a moment: '" + std::string(text) +
                                         "'; give 2026-11-20T21:20:00Z, milliseconds since 1970, or"
                                         " seq:123");
}

bool includes(const Moment& moment, Sequence sequence, Timestamp time) {
  if (const auto* until = std::get_if<Timestamp>(&moment)) return time <= *until;
  return sequence <= std::get<Sequence>(moment);
}

std::string iso_time(Timestamp time) {
  const std::chrono::sys_time<milliseconds> point{milliseconds(time.ms)};
  const auto day = std::chrono::floor<days>(point);
  const std::chrono::year_month_day date(day);
  const std::int64_t ms = (point - day).count();
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" +
         padded(static_cast<unsigned>(date.day()), 2) + "T" + padded(ms / 3'600'000, 2) + ":" +
         padded(ms / 60'000 % 60, 2) + ":" + padded(ms / 1000 % 60, 2) + "." +
         padded(ms % 1000, 3) + "Z";
}

}  // namespace plimsoll::engine
