// Reading a JSON document strictly: values by name and kind, and the first thing that is wrong.
//
// A Reading remembers the first complaint; whatever is read after it are harmless defaults. So a
// reader is written straight down and asks once, at its end. A complaint says where, what was
// expected and what was found: `units[0].groupId: expected an integer, found "1"`.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "base/time.h"
#include "bookfile/json_text.h"
#include "bookfile/schema.h"

namespace plimsoll::bookfile {

class Value;

class Reading {
 public:
  // Complaints carry `code`. The text must outlive the reading.
  Reading(const JsonText& text, ErrorCode code) : text_(text), code_(code) {}

  [[nodiscard]] const JsonText& text() const { return text_; }
  [[nodiscard]] Value root();

  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] Result<void> outcome() const {
    return error_ ? Result<void>(tl::unexpected<Error>(*error_)) : Result<void>();
  }
  // Kept if it is the first.
  void complain(std::string detail) { complain(Error{code_, std::move(detail), {}}); }
  void complain(Error error) {
    if (!error_) error_ = std::move(error);
  }

 private:
  const JsonText& text_;
  ErrorCode code_;
  std::optional<Error> error_;
};

// What a decimal must be besides having no more decimals than its kind.
enum class Bound : std::uint8_t { kNone, kNotNegative, kPositive, kShare };

// A value of the document, or a member that is absent: reading that one is a complaint too.
class Value {
 public:
  Value(Reading& reading, std::uint32_t index) : reading_(&reading), index_(index) {}
  [[nodiscard]] static Value absent(Reading& reading, std::uint32_t object, std::string_view name) {
    Value value(reading, object);
    value.absent_ = true;
    value.name_ = name;
    return value;
  }

  [[nodiscard]] Reading& reading() const { return *reading_; }
  [[nodiscard]] std::uint32_t index() const { return index_; }
  [[nodiscard]] bool present() const { return !absent_; }
  [[nodiscard]] bool is(JsonKind kind) const { return !absent_ && node().kind == kind; }
  [[nodiscard]] bool is_empty_array() const {
    return is(JsonKind::kArray) && node().end == index_ + 1;
  }
  // The node's text: see JsonNode. Empty if absent.
  [[nodiscard]] std::string_view text() const { return absent_ ? std::string_view{} : node().text; }
  [[nodiscard]] std::string path() const;

  // "path: expected ..., found ...", the second with the value itself.
  void refuse(std::string_view expected, std::string_view found) const;
  void refuse(std::string_view expected) const { refuse(expected, found()); }
  // The value as messages show it.
  [[nodiscard]] std::string found() const;

  [[nodiscard]] std::string_view string(std::string_view expected) const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::int64_t integer(std::int64_t least, std::int64_t most) const;
  // Unix milliseconds.
  [[nodiscard]] Timestamp time() const;
  // A span of time in milliseconds.
  [[nodiscard]] std::int64_t span() const;
  // A plain decimal in quotes.
  template <class Number>
  [[nodiscard]] Number decimal(Bound bound) const {
    const Number number = Number::narrowed(decimal_raw(Number::kDecimals, bound));
    if (!number.fits()) refuse("a smaller number");
    return number;
  }
  // The enumerator whose name_of() stands here.
  template <class Enum>
  [[nodiscard]] Enum choice() const {
    const int count = enum_size(Enum{});
    std::string names;
    for (int i = 0; i < count; ++i) {
      const auto value = static_cast<Enum>(i);
      if (is(JsonKind::kString) && text() == name_of(value)) return value;
      if (i > 0) names += i + 1 < count ? ", " : " or ";
      names += name_of(value);
    }
    refuse(names);
    return Enum{};
  }

  // Calls `each` with the elements of an array, until one of them is refused.
  template <class Each>
  void for_each(Each&& each) const {
    if (!is(JsonKind::kArray)) return refuse("an array");
    const std::uint32_t end = node().end;
    for (std::uint32_t i = index_ + 1; i < end && !reading_->failed();
         i = reading_->text().node(i).end) {
      each(Value(*reading_, i));
    }
  }

 private:
  [[nodiscard]] const JsonNode& node() const { return reading_->text().node(index_); }
  [[nodiscard]] Int128 decimal_raw(int decimals, Bound bound) const;

  Reading* reading_;
  std::uint32_t index_;  // of the value; of its object if absent
  bool absent_ = false;
  std::string_view name_;  // of the absent member
};

// The members of a value that must be an object, asked for by name.
class Object {
 public:
  explicit Object(const Value& value);

  [[nodiscard]] Value operator[](std::string_view name);
  // Refuses the first member that nobody asked for.
  void close() const;

 private:
  Value value_;
  std::uint64_t asked_ = 0;  // by place; an object has at most kMaxJsonMembers
  std::vector<std::string_view> names_;
};

// Names or ids that may stand in a list once.
template <class Key>
class Once {
 public:
  // Refuses `value` if it gave this key before.
  void add(const Value& value, const Key& key) {
    if (!seen_.insert(key).second && !value.reading().failed()) {
      value.refuse("one that is not listed yet");
    }
  }

 private:
  std::set<Key> seen_;
};

}  // namespace plimsoll::bookfile
