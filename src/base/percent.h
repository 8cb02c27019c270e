// Percent-encoding (RFC 3986) and HTML form pairs (`a=1&b=2`), strict and order-preserving.
//
// Decoding is strict: every '%' is followed by two hexadecimal digits, anything else is
// kIllegalCharacters. No byte is dropped or guessed, the bytes that come out are whatever the
// sender encoded (NUL included), and no error text repeats the input. Nothing here is shared: every
// function may be called from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace plimsoll {

// More pairs than any endpoint takes by far; keeps a hostile body from becoming a long list.
inline constexpr std::size_t kMaxFormPairs = 256;

// What '+' means: itself (URLs, base64 values) or a space (HTML forms).
enum class PlusSign { kLiteral, kSpace };

[[nodiscard]] Result<std::string> percent_decode(std::string_view text, PlusSign plus);

// Appends to `out`, whose capacity is thereby reused; after an error `out` is as it was.
[[nodiscard]] Result<void> percent_decode_append(std::string_view text, PlusSign plus,
                                                 std::string& out);

// Everything but RFC 3986 "unreserved" (letters, digits, "-._~") becomes %XX in upper case.
[[nodiscard]] std::string percent_encode(std::string_view bytes);

struct FormPair {
  std::string name;
  std::string value;
  friend bool operator==(const FormPair&, const FormPair&) = default;
};

// The pairs of a query or form body, decoded ('+' is a space), in the order they stand. Empty
// pieces ("a=1&&b=2") are skipped; a piece without '=' is a name with an empty value; a name that
// stands twice stays twice, for the caller to judge. Errors: kIllegalCharacters,
// kTooManyParameters.
[[nodiscard]] Result<std::vector<FormPair>> parse_form(std::string_view text);

}  // namespace plimsoll
