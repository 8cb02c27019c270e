#include "bookfile/reading.h"

#include <charconv>

#include "base/decimal.h"
#include "base/limits.h"

namespace plimsoll::bookfile {
namespace {

std::string decimal_form(int decimals) {
  return "a decimal with at most " + std::to_string(decimals) + " decimals";
}

// Whether there are more digits behind the point than `decimals`, zeros included.
bool is_too_precise(std::string_view text, int decimals) {
  const std::size_t point = text.find('.');
  return point != std::string_view::npos &&
         text.size() - point - 1 > static_cast<std::size_t>(decimals);
}

}  // namespace

Value Reading::root() { return {*this, 0}; }

std::string Value::path() const {
  const std::string path = reading_->text().path_of(index_);
  return absent_ ? member_path(path, name_) : path;
}

void Value::refuse(std::string_view expected, std::string_view found) const {
  if (reading_->failed()) return;
  reading_->complain(path() + ": expected " + std::string(expected) + ", found " +
                     std::string(found));
}

std::string Value::found() const {
  if (absent_) return "nothing";
  switch (node().kind) {
    case JsonKind::kNull: return "null";
    case JsonKind::kBoolean:
    case JsonKind::kNumber: return printable(node().text);
    case JsonKind::kString: return '"' + printable(node().text) + '"';
    case JsonKind::kArray: return "an array";
    case JsonKind::kObject: return "an object";
  }
  CHECK_MSG(false, "a JSON kind without words");
}

std::string_view Value::string(std::string_view expected) const {
  if (is(JsonKind::kString)) return text();
  refuse(expected);
  return {};
}

bool Value::boolean() const {
  if (!is(JsonKind::kBoolean)) refuse("true or false");
  return text() == "true";
}

std::int64_t Value::integer(std::int64_t least, std::int64_t most) const {
  std::int64_t value = 0;
  const char* const end = text().data() + text().size();
  const bool whole = is(JsonKind::kNumber) && std::from_chars(text().data(), end, value) ==
                                                  std::from_chars_result{end, std::errc{}};
  if (whole && least <= value && value <= most) return value;
  refuse(least == most
             ? std::to_string(least)
             : "an integer from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

Timestamp Value::time() const {
  if (!is(JsonKind::kNumber)) refuse("Unix milliseconds");
  return Timestamp{integer(0, kMaxTimeMs)};
}

std::int64_t Value::span() const { return integer(0, kMaxSpanMs); }

Int128 Value::decimal_raw(int decimals, Bound bound) const {
  const auto raw = is(JsonKind::kString) && !is_too_precise(text(), decimals)
                       ? parse_decimal(text(), decimals, DecimalForm::kPlain)
                       : Result<Int128>(fail(ErrorCode::kMalformed));
  if (!raw) {
    const bool too_large = raw.error().code == ErrorCode::kOutOfRange;
    refuse(too_large               ? "a smaller number"
           : is(JsonKind::kNumber) ? decimal_form(decimals) + ", in quotes"
                                   : decimal_form(decimals));
    return 0;
  }
  if (bound == Bound::kNotNegative && *raw < 0) refuse("a decimal that is not negative");
  if (bound == Bound::kPositive && *raw <= 0) refuse("a decimal greater than 0");
  if (bound == Bound::kShare && (*raw < 0 || *raw > power_of_ten(decimals))) {
    refuse("a ratio from 0 to 1");
  }
  return *raw;
}

Object::Object(const Value& value) : value_(value) {
  if (!value.is(JsonKind::kObject)) value.refuse("an object");
}

Value Object::operator[](std::string_view name) {
  names_.push_back(name);
  if (value_.is(JsonKind::kObject)) {
    const JsonText& text = value_.reading().text();
    const std::uint32_t end = text.node(value_.index()).end;
    std::uint64_t mark = 1;
    for (std::uint32_t i = value_.index() + 1; i < end; i = text.node(i).end, mark <<= 1) {
      if (text.node(i).name != name) continue;
      asked_ |= mark;
      return {value_.reading(), i};
    }
  }
  return Value::absent(value_.reading(), value_.index(), name);
}

void Object::close() const {
  if (!value_.is(JsonKind::kObject) || value_.reading().failed()) return;
  const JsonText& text = value_.reading().text();
  const std::uint32_t end = text.node(value_.index()).end;
  std::uint64_t mark = 1;
  for (std::uint32_t i = value_.index() + 1; i < end; i = text.node(i).end, mark <<= 1) {
    if ((asked_ & mark) != 0) continue;
    std::string names;
    for (const std::string_view name : names_)
      names += (names.empty() ? "" : ", ") + std::string(name);
    return Value(value_.reading(), i).refuse("no member but " + names, "this one");
  }
}

}  // namespace plimsoll::bookfile
