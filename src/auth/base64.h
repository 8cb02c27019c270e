// Base64 with the standard alphabet (RFC 4648 section 4), as signatures and raw keys carry it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plimsoll::auth {

// Bytes written to `out`, or nothing when `text` is not base64 or does not fit. Padding is complete
// or absent; white space and the URL alphabet are refused, and so are bits left over behind the
// last byte: one text, one meaning.
[[nodiscard]] std::optional<std::size_t> base64_decode(std::string_view text,
                                                       std::span<std::uint8_t> out);

[[nodiscard]] std::string base64_encode(std::span<const std::uint8_t> bytes);

}  // namespace plimsoll::auth
