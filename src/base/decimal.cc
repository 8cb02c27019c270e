#include "base/decimal.h"

#include <algorithm>

#include "base/limits.h"

namespace plimsoll {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The parts of a decimal: digits before and after the point, and the exponent.
struct Parts {
  bool negative = false;
  std::string_view integer;
  std::string_view fraction;
  int exponent = 0;
};

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// More digits than any text has: an exponent beyond it changes nothing any more.
constexpr int kMaxExponent = 1000;

// "e-08" and its like, after the 'e'.
bool take_exponent(std::string_view text, int& exponent) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::string_view digits = take_digits(text);
  if (digits.empty() || !text.empty()) return false;
  for (const char c : digits) exponent = std::min(exponent * 10 + (c - '0'), kMaxExponent);
  if (negative) exponent = -exponent;
  return true;
}

bool split(std::string_view text, DecimalForm form, Parts& parts) {
  const bool lenient = form == DecimalForm::kScientific;
  if (!text.empty() && (text.front() == '-' || (lenient && text.front() == '+'))) {
    parts.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  parts.integer = take_digits(text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
    const bool both_sides = !parts.integer.empty() && !parts.fraction.empty();
    if (!both_sides && !lenient) return false;
  }
  if (parts.integer.empty() && parts.fraction.empty()) return false;
  if (lenient && !text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    return take_exponent(text.substr(1), parts.exponent);
  }
  return text.empty();
}

}  // namespace

Result<Int128> parse_decimal(std::string_view text, int decimals, DecimalForm form) {
  if (text.size() > static_cast<std::size_t>(kMaxDecimalText)) {
    return fail(ErrorCode::kMalformed, "decimal longer than the limit");
  }
  Parts parts;
  if (!split(text, form, parts)) return fail(ErrorCode::kMalformed, "not a decimal number");

  // Digit i of integer+fraction has the weight 10^(point - i - 1).
  const int point = static_cast<int>(parts.integer.size()) + parts.exponent + decimals;
  Int128 raw = 0;
  int index = 0;
  for (const std::string_view digits : {parts.integer, parts.fraction}) {
    for (const char c : digits) {
      const bool kept = index < point;
      if (!kept && c != '0')
        return fail(ErrorCode::kTooPrecise, "more than " + std::to_string(decimals) + " decimals");
      if (kept && (!multiply_checked(raw, 10, raw) ||
                   __builtin_add_overflow(raw, static_cast<Int128>(c - '0'), &raw))) {
        return fail(ErrorCode::kOutOfRange, "number too large");
      }
      ++index;
    }
  }
  for (; index < point && raw != 0; ++index) {
    if (!multiply_checked(raw, 10, raw)) return fail(ErrorCode::kOutOfRange, "number too large");
  }
  return parts.negative ? -raw : raw;
}

namespace {

// Writes the digits of the magnitude backwards, ending at `end`; returns their start. At least
// `width` digits.
char* write_digits(char* end, Uint128 value, int width) {
  char* cursor = end;
  // 64-bit division is several times cheaper than 128-bit, and almost every number fits it.
  while ((value >> 64) != 0) {
    *--cursor = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  }
  auto low = static_cast<std::uint64_t>(value);
  while (low != 0) {
    *--cursor = static_cast<char>('0' + static_cast<int>(low % 10));
    low /= 10;
  }
  while (end - cursor < width) *--cursor = '0';
  return cursor;
}

void append_decimal(std::string& out, Int128 raw, int decimals, bool trim) {
  char digits[kMaxPrintedDecimal];
  char* const end = digits + sizeof(digits);
  const char* const begin = write_digits(end, magnitude(raw), decimals + 1);
  const char* const point = end - decimals;
  const char* last = end;
  if (trim) {
    while (last > point && last[-1] == '0') --last;
  }
  if (raw < 0) out.push_back('-');
  out.append(begin, point);
  if (last > point) {
    out.push_back('.');
    out.append(point, last);
  }
}

}  // namespace

void append_trimmed(std::string& out, Int128 raw, int decimals) {
  append_decimal(out, raw, decimals, true);
}
void append_padded(std::string& out, Int128 raw, int decimals) {
  append_decimal(out, raw, decimals, false);
}

}  // namespace plimsoll
