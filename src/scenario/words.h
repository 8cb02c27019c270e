// The words of one line, read from left to right. The first word that is not what was expected is
// remembered, and everything read after it is empty: a reader asks for the error once, at the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::scenario {

class Words {
 public:
  explicit Words(std::string_view line);

  [[nodiscard]] bool at_end() const { return next_ == words_.size(); }
  // The next word, without taking it; empty at the end.
  [[nodiscard]] std::string_view peek() const;
  // Takes the next word if it is this one.
  bool take(std::string_view word);

  // The next word; `what` is expected there.
  std::string word(std::string_view what);
  // Exactly this word.
  void need(std::string_view word);
  void need_end();

  Amount amount();
  Price price();
  Ratio ratio();
  Rate rate();
  std::int64_t integer(std::string_view what);
  bool yes_or_no();
  // "90s", "2m", "1h30m", "500ms", in milliseconds.
  std::int64_t duration();
  // "14:00", "14:00:30", "14:00:30.250": milliseconds of a day.
  std::int64_t time_of_day();
  // "2026-01-05": the day's first millisecond.
  Timestamp date();

  void fail_with(std::string_view expected, std::string_view found);
  [[nodiscard]] const std::optional<std::string>& error() const { return error_; }

 private:
  template <class Number>
  Number number(std::string_view what);

  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::optional<std::string> error_;
};

// Whether the word begins as a time of a day or a date does.
[[nodiscard]] bool is_date(std::string_view word);

// "2026-01-05 13:55", with seconds and milliseconds when there are any.
[[nodiscard]] std::string time_text(Timestamp time);

// The error of this name.
[[nodiscard]] std::optional<ErrorCode> error_named(std::string_view name);

// Numbers in their shortest form, single spaces: what two texts are compared by.
[[nodiscard]] std::string normal_text(std::string_view text);

}  // namespace plimsoll::scenario
