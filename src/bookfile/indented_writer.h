// JSON for people and for files that are compared: two blanks a level, every element on its own
// line, empty lists and objects closed at once.
//
// The caller keeps the order of the grammar. Texts are the names of the book format, whose rules
// leave out quotes, backslashes and control characters: nothing is escaped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/time.h"

namespace plimsoll::bookfile {

class IndentedWriter {
 public:
  explicit IndentedWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name) {
    text(name);
    out_.append(": ");
    after_key_ = true;
  }

  void text(std::string_view value) {
    place();
    out_.push_back('"');
    out_.append(value);
    out_.push_back('"');
  }
  void integer(std::int64_t value) {
    place();
    out_.append(std::to_string(value));
  }
  void boolean(bool value) {
    place();
    out_.append(value ? "true" : "false");
  }
  // In quotes, without zeros at the end.
  template <class Number>
  void decimal(Number value) {
    place();
    out_.push_back('"');
    append_trimmed(out_, value);
    out_.push_back('"');
  }

  // Members of an object.
  void text(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  void integer(std::string_view name, std::int64_t value) {
    key(name);
    integer(value);
  }
  void time(std::string_view name, Timestamp value) { integer(name, value.ms); }
  void boolean(std::string_view name, bool value) {
    key(name);
    boolean(value);
  }
  template <class Number>
  void decimal(std::string_view name, Number value) {
    key(name);
    decimal(value);
  }

 private:
  // Before a value: behind its key, or on a line of its own.
  void place() {
    if (!after_key_ && depth_ > 0) {
      if (!is_first_) out_.push_back(',');
      break_line();
    }
    after_key_ = false;
    is_first_ = false;
  }
  void open(char bracket) {
    place();
    out_.push_back(bracket);
    ++depth_;
    is_first_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (!is_first_) break_line();
    out_.push_back(bracket);
    is_first_ = false;
  }
  void break_line() {
    out_.push_back('\n');
    out_.append(2 * depth_, ' ');
  }

  std::string& out_;
  std::size_t depth_ = 0;
  bool is_first_ = true;
  bool after_key_ = false;
};

}  // namespace plimsoll::bookfile
