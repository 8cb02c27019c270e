#include "auth/base64.h"

#include <sodium.h>

namespace plimsoll::auth {

std::optional<std::size_t> base64_decode(std::string_view text, std::span<std::uint8_t> out) {
  const std::size_t full_size = text.size();
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  if (text.size() != full_size && full_size % 4 != 0) return std::nullopt;
  std::size_t size = 0;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0) {
    return std::nullopt;
  }
  return size;
}

std::string base64_encode(std::span<const std::uint8_t> bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // libsodium ends it with a NUL
  return text;
}

}  // namespace plimsoll::auth
