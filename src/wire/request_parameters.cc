#include "wire/request_parameters.h"

#include <algorithm>
#include <charconv>

#include "base/decimal.h"
#include "base/limits.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace plimsoll::wire {
namespace {

constexpr std::string_view kSignature = "signature";

tl::unexpected<Error> malformed(std::string_view name) {
  return fail(ErrorCode::kParameterMalformed, "parameter " + std::string(name) + " is malformed",
              {std::string(name)});
}

Result<std::string_view> as_text(std::string_view name, std::string_view value) {
  if (value.empty() || value == "undefined") return malformed(name);
  return value;
}

Result<std::int64_t> as_integer(std::string_view name, std::string_view value) {
  std::string_view digits = value;
  if (digits.starts_with('+')) {  // from_chars takes a minus only
    digits.remove_prefix(1);
    if (digits.starts_with('-')) return malformed(name);
  }
  std::int64_t number = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number);
  if (error != std::errc{} || end != last || number > kMaxId || number < -kMaxId) {
    return malformed(name);
  }
  return number;
}

Result<Amount> as_decimal(std::string_view name, std::string_view value) {
  const auto number = parse_number<Amount>(value, DecimalForm::kScientific);
  if (number) return *number;
  if (number.error().code != ErrorCode::kTooPrecise) return malformed(name);
  return fail(ErrorCode::kTooPrecise,
              "parameter " + std::string(name) + ": " + number.error().detail);
}

bool equal_ignoring_case(std::string_view value, std::string_view upper_case) {
  return std::equal(
      value.begin(), value.end(), upper_case.begin(), upper_case.end(),
      [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 32) : a) == b; });
}

Result<bool> as_boolean(std::string_view name, std::string_view value) {
  if (equal_ignoring_case(value, "TRUE")) return true;
  if (equal_ignoring_case(value, "FALSE")) return false;
  return malformed(name);
}

template <class T>
using Read = Result<T> (*)(std::string_view name, std::string_view value);

template <class T>
Result<std::optional<T>> get_optional(const RequestParameters& parameters, std::string_view name,
                                      Read<T> read) {
  const auto value = parameters.find(name);
  if (!value) return std::optional<T>();
  RETURN_IF_ERROR(as_text(name, *value));
  ASSIGN_OR_RETURN(T result, read(name, *value));
  return std::optional<T>(result);
}

template <class T>
Result<T> get(const RequestParameters& parameters, std::string_view name, Read<T> read) {
  ASSIGN_OR_RETURN(const std::optional<T> value, get_optional(parameters, name, read));
  if (value) return *value;
  return fail(ErrorCode::kParameterMissing, "parameter " + std::string(name) + " is missing",
              {std::string(name)});
}

}  // namespace

Result<void> RequestParameters::read(std::string_view query, std::string_view body) {
  auto done = read_both(query, body);
  if (!done) pairs_.clear();
  return done;
}

Result<void> RequestParameters::read_signed(std::string_view query, std::string_view body,
                                            const Endpoint& endpoint) {
  RETURN_IF_ERROR(read(query, body));
  const auto is_signed = [&](const Pair& pair) { return name_of(pair) != kSignature; };
  const auto first = std::find_if(pairs_.begin() + body_begin_, pairs_.end(), is_signed);
  if (!in_two_parts_ || first == pairs_.end() || takes_parameter(endpoint, name_of(*first))) {
    return {};
  }
  pairs_.clear();
  return fail(ErrorCode::kIllegalCharacters,
              "beside a query, a body begins with a parameter of the endpoint");
}

Result<void> RequestParameters::read_both(std::string_view query, std::string_view body) {
  text_.clear();
  pairs_.clear();
  text_.reserve(query.size() + body.size());  // decoding never lengthens a text
  in_two_parts_ = !query.empty() && !body.empty();
  RETURN_IF_ERROR(read_part(query));
  body_begin_ = static_cast<std::ptrdiff_t>(pairs_.size());
  return read_part(body);
}

// The same pieces as parse_form() sees, in one buffer instead of two strings each.
Result<void> RequestParameters::read_part(std::string_view part) {
  const std::size_t part_begin = pairs_.size();
  while (!part.empty()) {
    const std::size_t end = std::min(part.find('&'), part.size());
    const std::string_view piece = part.substr(0, end);
    part.remove_prefix(std::min(end + 1, part.size()));
    if (!piece.empty()) RETURN_IF_ERROR(read_pair(piece, part_begin));
  }
  return {};
}

Result<void> RequestParameters::read_pair(std::string_view piece, std::size_t part_begin) {
  if (pairs_.size() == kMaxParameters) {
    return fail(ErrorCode::kTooManyParameters,
                "more than " + std::to_string(kMaxParameters) + " parameters");
  }
  const std::size_t equals = std::min(piece.find('='), piece.size());
  if (in_two_parts_ && (equals == 0 || equals == piece.size())) {
    return fail(ErrorCode::kIllegalCharacters,
                "with a query and a body, every parameter has a name and a =");
  }
  const std::string_view name = piece.substr(0, equals);
  const std::string_view value = piece.substr(std::min(equals + 1, piece.size()));
  if (name != kSignature && value.find('=') != std::string_view::npos) {
    return fail(ErrorCode::kIllegalCharacters, "a = of a value is sent as %3D");
  }
  Pair pair{};
  pair.name_begin = static_cast<std::uint32_t>(text_.size());
  RETURN_IF_ERROR(percent_decode_append(name, PlusSign::kSpace, text_));
  pair.value_begin = static_cast<std::uint32_t>(text_.size());
  RETURN_IF_ERROR(percent_decode_append(value, PlusSign::kSpace, text_));
  pair.value_end = static_cast<std::uint32_t>(text_.size());
  if (!is_plain_text(name_of(pair)) || !is_plain_text(value_of(pair))) {
    return fail(ErrorCode::kIllegalCharacters,
                "a parameter has a control character or is not UTF-8");
  }
  for (std::size_t i = part_begin; i < pairs_.size(); ++i) {
    if (name_of(pairs_[i]) == name_of(pair)) {
      return fail(ErrorCode::kParameterDuplicate, "a parameter stands twice in one part");
    }
  }
  pairs_.push_back(pair);
  return {};
}

std::string_view RequestParameters::name_of(const Pair& pair) const {
  return std::string_view(text_).substr(pair.name_begin, pair.value_begin - pair.name_begin);
}

std::string_view RequestParameters::value_of(const Pair& pair) const {
  return std::string_view(text_).substr(pair.value_begin, pair.value_end - pair.value_begin);
}

const RequestParameters::Pair* RequestParameters::first_named(std::string_view name) const {
  // The query stands first, so it wins.
  for (const Pair& pair : pairs_) {
    if (name_of(pair) == name) return &pair;
  }
  return nullptr;
}

std::optional<std::string_view> RequestParameters::find(std::string_view name) const {
  const Pair* pair = first_named(name);
  if (pair == nullptr) return std::nullopt;
  return value_of(*pair);
}

Result<std::string_view> RequestParameters::text(std::string_view name) const {
  return get<std::string_view>(*this, name, as_text);
}
Result<std::optional<std::string_view>> RequestParameters::optional_text(
    std::string_view name) const {
  return get_optional<std::string_view>(*this, name, as_text);
}
Result<std::int64_t> RequestParameters::integer(std::string_view name) const {
  return get<std::int64_t>(*this, name, as_integer);
}
Result<std::optional<std::int64_t>> RequestParameters::optional_integer(
    std::string_view name) const {
  return get_optional<std::int64_t>(*this, name, as_integer);
}
Result<Amount> RequestParameters::decimal(std::string_view name) const {
  return get<Amount>(*this, name, as_decimal);
}
Result<std::optional<Amount>> RequestParameters::optional_decimal(std::string_view name) const {
  return get_optional<Amount>(*this, name, as_decimal);
}
Result<bool> RequestParameters::boolean(std::string_view name) const {
  return get<bool>(*this, name, as_boolean);
}
Result<std::optional<bool>> RequestParameters::optional_boolean(std::string_view name) const {
  return get_optional<bool>(*this, name, as_boolean);
}

}  // namespace plimsoll::wire
