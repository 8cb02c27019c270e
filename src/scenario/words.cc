#include "scenario/words.h"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "base/decimal.h"

namespace plimsoll::scenario {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kLongestMs = 10 * 366 * kDayMs;  // of one span; longer ones are slips
constexpr std::int64_t kFirstYear = 1970;
constexpr std::int64_t kLastYear = 9999;

std::vector<std::string> split(std::string_view line, std::string_view separators) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(separators, at)) != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(separators, at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

// Digits only.
std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.front() == '-') return std::nullopt;
  return value;
}

std::optional<std::int64_t> unit_of_time(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1'000;
  if (unit == "m") return 60'000;
  if (unit == "h") return 3'600'000;
  if (unit == "d") return kDayMs;
  return std::nullopt;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = whole_number(text.substr(0, digits));
    text.remove_prefix(digits);
    const std::size_t letters = std::min(text.find_first_of("0123456789"), text.size());
    const auto unit = unit_of_time(text.substr(0, letters));
    text.remove_prefix(letters);
    if (!count || !unit || *count > (kLongestMs - total) / *unit) return std::nullopt;
    total += *count * *unit;
  }
  return total;
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
  const auto parts = split(text, ":");
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  const auto hours = whole_number(parts[0]);
  const auto minutes = whole_number(parts[1]);
  const auto seconds = parse_decimal(parts.size() == 3 ? parts[2] : "0", 3, DecimalForm::kPlain);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds < 0 ||
      *seconds >= 60'000) {
    return std::nullopt;
  }
  return (*hours * 60 + *minutes) * 60'000 + static_cast<std::int64_t>(*seconds);
}

std::optional<Timestamp> parse_date(std::string_view text) {
  const auto parts = split(text, "-");
  if (parts.size() != 3) return std::nullopt;
  const auto year = whole_number(parts[0]);
  const auto month = whole_number(parts[1]);
  const auto day = whole_number(parts[2]);
  if (!year || !month || !day) return std::nullopt;
  if (*year < kFirstYear || *year > kLastYear || *month > 12 || *day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp{std::chrono::sys_days(date).time_since_epoch().count() * kDayMs};
}

}  // namespace

Words::Words(std::string_view line) : words_(split(line, " \t\r")) {}

std::string_view Words::peek() const {
  return at_end() || error_ ? std::string_view() : std::string_view(words_[next_]);
}

bool Words::take(std::string_view word) {
  if (peek() != word || word.empty()) return false;
  ++next_;
  return true;
}

std::string Words::word(std::string_view what) {
  if (error_) return {};
  if (at_end()) {
    fail_with(what, {});
    return {};
  }
  return words_[next_++];
}

void Words::need(std::string_view word) {
  if (!take(word)) fail_with("'" + std::string(word) + "'", peek());
}

void Words::need_end() {
  if (!at_end()) fail_with("the end of the line", peek());
}

template <class Number>
Number Words::number(std::string_view what) {
  const std::string text = word(what);
  if (error_) return {};
  const auto parsed = parse_number<Number>(text);
  if (!parsed) fail_with(what, text);
  return parsed.value_or(Number{});
}

Amount Words::amount() { return number<Amount>("an amount"); }
Price Words::price() { return number<Price>("a price"); }
Ratio Words::ratio() { return number<Ratio>("a ratio"); }
Rate Words::rate() { return number<Rate>("a daily rate"); }

std::int64_t Words::integer(std::string_view what) {
  const std::string text = word(what);
  if (error_) return {};
  const auto value = whole_number(text);
  if (!value) fail_with(what, text);
  return value.value_or(0);
}

bool Words::yes_or_no() {
  const std::string text = word("'yes' or 'no'");
  if (text != "yes" && text != "no") fail_with("'yes' or 'no'", text);
  return text == "yes";
}

std::int64_t Words::duration() {
  constexpr std::string_view kWhat = "a span of time as '1h30m' or '90s'";
  const std::string text = word(kWhat);
  if (error_) return {};
  const auto span = parse_duration(text);
  if (!span) fail_with(kWhat, text);
  return span.value_or(0);
}

std::int64_t Words::time_of_day() {
  constexpr std::string_view kWhat = "a time as '14:00'";
  const std::string text = word(kWhat);
  if (error_) return {};
  const auto time = parse_time_of_day(text);
  if (!time) fail_with(kWhat, text);
  return time.value_or(0);
}

Timestamp Words::date() {
  constexpr std::string_view kWhat = "a date as '2026-01-05'";
  const std::string text = word(kWhat);
  if (error_) return {};
  const auto date = parse_date(text);
  if (!date) fail_with(kWhat, text);
  return date.value_or(Timestamp{});
}

void Words::fail_with(std::string_view expected, std::string_view found) {
  if (error_) return;
  error_ = "expected " + std::string(expected) + ", found ";
  *error_ += found.empty() ? "the end of the line" : "'" + std::string(found) + "'";
}

bool is_date(std::string_view word) { return parse_date(word).has_value(); }

std::string time_text(Timestamp time) {
  const std::int64_t of_day = time.ms % kDayMs;
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(time.ms / kDayMs))};
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(of_day / 3'600'000), static_cast<int>(of_day / 60'000 % 60));
  std::string result = text;
  const std::int64_t rest = of_day % 60'000;
  if (rest == 0) return result;
  std::snprintf(text, sizeof text, ":%02d", static_cast<int>(rest / 1000));
  result += text;
  if (rest % 1000 == 0) return result;
  std::snprintf(text, sizeof text, ".%03d", static_cast<int>(rest % 1000));
  return result + text;
}

std::optional<ErrorCode> error_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::kCrypto); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (error_name(code) == name) return code;
  }
  return std::nullopt;
}

std::string normal_text(std::string_view text) {
  std::string normal;
  for (const std::string& word : split(text, " \t\r")) {
    if (!normal.empty()) normal += ' ';
    const auto raw = parse_decimal(word, Value::kDecimals, DecimalForm::kPlain);
    if (raw) {
      append_trimmed(normal, *raw, Value::kDecimals);
    } else {
      normal += word;
    }
  }
  return normal;
}

}  // namespace plimsoll::scenario
