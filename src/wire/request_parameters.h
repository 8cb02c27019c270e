// The parameters of a request, out of its query and its form body.
//
// Any order, any mixture; a name in both parts counts as the query has it; a name twice inside one
// part is an error; names nobody asks for are ignored. A value that is empty or the word
// `undefined` (what JavaScript clients send for something absent) is malformed, whatever its type.
// All texts are form-decoded: '+' and %20 are both a space. What is then not UTF-8, or has a
// control character, is no text of a person or a program and is illegal.
//
// A request is signed as query and body with nothing between, so the place where one ends and the
// other begins is not signed, and must not matter. Where it is moved into a name or a value, a
// piece is left without a name or a '=', or the body begins with what was another's value; where it
// is moved out, a '=' comes to stand in a value. So a '=' of a value is sent as %3D (but in a
// signature, which is not part of what is signed); and where both parts are used every piece has a
// name and a '=', and the body begins with a name that the endpoint knows. No name of an endpoint
// is the end of another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/numbers.h"
#include "wire/endpoints.h"

namespace plimsoll::wire {

// In one request, both parts together; no endpoint takes a quarter of it. Keeps the comparison of
// all names with one another cheap.
inline constexpr std::size_t kMaxParameters = 64;

// Owns the decoded texts, so it outlives the request's bytes and may travel to another thread.
// Reading again reuses its memory.
class RequestParameters {
 public:
  // `query`: the bytes after '?'; `body`: a form body; either may be empty. Errors:
  // kParameterDuplicate, kTooManyParameters, kIllegalCharacters; there are no parameters then.
  [[nodiscard]] Result<void> read(std::string_view query, std::string_view body);
  // Of a signed call: query and body together mean what was signed, wherever the one ends.
  // kIllegalCharacters also for a body beside a query that begins with another name.
  [[nodiscard]] Result<void> read_signed(std::string_view query, std::string_view body,
                                         const Endpoint& endpoint);

  // The value as sent, be it empty; valid until the next read.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

  // Calls visit(name, value) for every parameter as it counts.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Pair& pair : pairs_) {
      // A name in both parts counts as the query has it, which stands first.
      if (first_named(name_of(pair)) == &pair) visit(name_of(pair), value_of(pair));
    }
  }

  // The getters below: kParameterMissing for an absent mandatory parameter, kParameterMalformed for
  // a value that is not of the type, both with the name as argument.

  [[nodiscard]] Result<std::string_view> text(std::string_view name) const;
  [[nodiscard]] Result<std::optional<std::string_view>> optional_text(std::string_view name) const;

  // LONG: decimal digits, optional sign, at most kMaxId either way.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] Result<std::optional<std::int64_t>> optional_integer(std::string_view name) const;

  // DECIMAL: plain or scientific ("1e-08"). More than 8 decimals are kTooPrecise, without argument:
  // its message wants the asset.
  [[nodiscard]] Result<Amount> decimal(std::string_view name) const;
  [[nodiscard]] Result<std::optional<Amount>> optional_decimal(std::string_view name) const;

  // BOOLEAN: TRUE or FALSE in any case.
  [[nodiscard]] Result<bool> boolean(std::string_view name) const;
  [[nodiscard]] Result<std::optional<bool>> optional_boolean(std::string_view name) const;

 private:
  // Name and value stand one behind the other in text_.
  struct Pair {
    std::uint32_t name_begin;
    std::uint32_t value_begin;
    std::uint32_t value_end;
  };
  [[nodiscard]] Result<void> read_both(std::string_view query, std::string_view body);
  [[nodiscard]] Result<void> read_part(std::string_view part);
  [[nodiscard]] Result<void> read_pair(std::string_view piece, std::size_t part_begin);
  // Null when absent.
  [[nodiscard]] const Pair* first_named(std::string_view name) const;
  [[nodiscard]] std::string_view name_of(const Pair& pair) const;
  [[nodiscard]] std::string_view value_of(const Pair& pair) const;

  std::string text_;
  bool in_two_parts_ = false;
  std::ptrdiff_t body_begin_ = 0;  // in pairs_
  std::vector<Pair> pairs_;        // the query's, then the body's
};

}  // namespace plimsoll::wire
