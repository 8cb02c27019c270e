// Decimal text to exact numbers and back.
//
// Parsing never rounds: text with more decimals than the kind has is kTooPrecise (trailing zeros
// beyond them are harmless), text that does not fit is kOutOfRange, everything else that is not a
// decimal is kMalformed.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/numbers.h"

namespace plimsoll {

enum class DecimalForm : std::uint8_t {
  kPlain,       // "-12.50": optional '-', digits, optional point with digits on both sides of it
  kScientific,  // kPlain, and what HTTP clients send: "1e-08", "2.5E3", "1.", ".5"
};

// The integer value * 10^decimals. At most kMaxDecimalText characters.
[[nodiscard]] Result<Int128> parse_decimal(std::string_view text, int decimals, DecimalForm form);

template <class Number>
[[nodiscard]] Result<Number> parse_number(std::string_view text,
                                          DecimalForm form = DecimalForm::kPlain) {
  ASSIGN_OR_RETURN(const Int128 raw, parse_decimal(text, Number::kDecimals, form));
  const Number number = Number::narrowed(raw);
  if (!number.fits()) return fail(ErrorCode::kOutOfRange, "number too large");
  return number;
}

// Longest text of append_*: sign, 39 digits, point, one leading zero.
inline constexpr std::size_t kMaxPrintedDecimal = 48;

// Appends raw / 10^decimals: no exponent, no trailing zeros ("5", "0", "15.30718771").
void append_trimmed(std::string& out, Int128 raw, int decimals);
// The same with all decimals ("5.00000000").
void append_padded(std::string& out, Int128 raw, int decimals);

template <class Number>
void append_trimmed(std::string& out, Number number) {
  CHECK(number.fits());
  append_trimmed(out, number.raw(), Number::kDecimals);
}
template <class Number>
void append_padded(std::string& out, Number number) {
  CHECK(number.fits());
  append_padded(out, number.raw(), Number::kDecimals);
}
template <class Number>
[[nodiscard]] std::string trimmed(Number number) {
  std::string out;
  append_trimmed(out, number);
  return out;
}
template <class Number>
[[nodiscard]] std::string padded(Number number) {
  std::string out;
  append_padded(out, number);
  return out;
}

}  // namespace plimsoll
