// UTF-8, as far as strangers' text must be told apart from bytes that are no text.
#pragma once

#include <cstddef>
#include <string_view>

namespace plimsoll {

struct Utf8Sequence {
  std::size_t size;  // bytes, at least 1
  bool valid;
};

// The character at the front of `text`, which is not empty, or the longest beginning of one.
// Overlong forms, surrogates and everything above U+10FFFF are not valid.
[[nodiscard]] Utf8Sequence utf8_at_front(std::string_view text);

// Valid UTF-8 without control characters (below U+0020, and U+007F): what can be a name or a number
// that somebody typed.
[[nodiscard]] bool is_plain_text(std::string_view text);

}  // namespace plimsoll
