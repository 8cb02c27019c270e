// Appends JSON to a string: commas by itself, no memory of its own.
//
// The caller keeps the order of the grammar (a key before each value inside an object, every begin
// with its end); what it then gets is valid JSON whatever the texts hold. Decimals are exact:
// digits go straight from the integer to the output. Not shared between threads.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/decimal.h"

namespace plimsoll::wire {

// Appends `text` quoted. Quotes, backslashes and control characters are escaped, UTF-8 passes
// through, and each maximal part of an invalid sequence becomes one U+FFFD (as browsers decode).
void append_json_text(std::string& out, std::string_view text);

// The name of a field: a literal of ours, checked and made ready by the compiler to be appended in
// one piece, together with what surrounds it.
class JsonKey {
 public:
  template <std::size_t kSize>
  // NOLINTNEXTLINE(google-explicit-constructor): literals are handed over as they are
  consteval JsonKey(const char (&name)[kSize]) {
    text_[size_++] = ',';
    text_[size_++] = '"';
    for (std::size_t i = 0; i + 1 < kSize; ++i) {
      const bool plain = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z') ||
                         (name[i] >= '0' && name[i] <= '9') || name[i] == '_';
      CHECK_MSG(plain, "this name would need escaping");  // while compiling: it does not compile
      text_[size_++] = name[i];
    }
    text_[size_++] = '"';
    text_[size_++] = ':';
  }

 private:
  friend class JsonWriter;
  std::array<char, 48> text_{};  // room for a name of 44; a longer one does not compile
  std::size_t size_ = 0;
};

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(const JsonKey& name) {
    const std::size_t skipped = after_value_ ? 0 : 1;  // the comma
    out_.append(name.text_.data() + skipped, name.size_ - skipped);
    after_value_ = false;
  }

  // A name that is not known while compiling, or not made of letters and digits alone.
  void key_text(std::string_view name) {
    separate();
    append_json_text(out_, name);
    out_.push_back(':');
    after_value_ = false;
  }

  void text(std::string_view value) {
    separate();
    append_json_text(out_, value);
  }
  void boolean(bool value) {
    separate();
    out_.append(value ? "true" : "false");
  }
  void integer(std::int64_t value) {
    separate();
    char digits[20];  // "-9223372036854775808"
    const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), value);
    out_.append(digits, static_cast<std::size_t>(end - digits));
  }

  // Money and ratios as text, without trailing zeros ("5") or with all decimals ("5.00000000").
  template <class Number>
  void decimal(Number value) {
    separate();
    if (value.is_zero()) {  // half of all figures: wallets without a debt or a margin
      out_.append("\"0\"", 3);
      return;
    }
    out_.push_back('"');
    append_trimmed(out_, value);
    out_.push_back('"');
  }
  template <class Number>
  void padded_decimal(Number value) {
    separate();
    out_.push_back('"');
    append_padded(out_, value);
    out_.push_back('"');
  }
  // Money as a JSON number: 0.00000833, never an exponent.
  template <class Number>
  void decimal_number(Number value) {
    separate();
    append_trimmed(out_, value);
  }
  template <class Number>
  void padded_decimal_number(Number value) {
    separate();
    append_padded(out_, value);
  }

  void text_field(const JsonKey& name, std::string_view value) {
    key(name);
    text(value);
  }
  void boolean_field(const JsonKey& name, bool value) {
    key(name);
    boolean(value);
  }
  void integer_field(const JsonKey& name, std::int64_t value) {
    key(name);
    integer(value);
  }
  template <class Number>
  void decimal_field(const JsonKey& name, Number value) {
    key(name);
    decimal(value);
  }
  template <class Number>
  void padded_decimal_field(const JsonKey& name, Number value) {
    key(name);
    padded_decimal(value);
  }
  template <class Number>
  void decimal_number_field(const JsonKey& name, Number value) {
    key(name);
    decimal_number(value);
  }

 private:
  // Before every value and key: a comma if something stands before it on the same level. One flag
  // is enough: whatever was closed is a value, whatever was opened is empty.
  void separate() {
    if (after_value_) out_.push_back(',');
    after_value_ = true;
  }
  void open(char bracket) {
    separate();
    out_.push_back(bracket);
    after_value_ = false;
  }
  void close(char bracket) {
    out_.push_back(bracket);
    after_value_ = true;
  }

  std::string& out_;
  bool after_value_ = false;
};

}  // namespace plimsoll::wire
