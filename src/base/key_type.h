// How the requests of an API key are signed: one vocabulary for the book, which stores keys, and
// for the layer that verifies them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/check.h"

namespace plimsoll {

enum class KeyType : std::uint8_t { kHmac, kRsa, kEd25519 };  // the order is the journal's format
[[nodiscard]] constexpr int enum_size(KeyType) { return 3; }

// "HMAC", "RSA", "ED25519".
[[nodiscard]] constexpr std::string_view key_type_name(KeyType type) {
  switch (type) {
    case KeyType::kHmac: return "HMAC";
    case KeyType::kRsa: return "RSA";
    case KeyType::kEd25519: return "ED25519";
  }
  CHECK_MSG(false, "a key type without a name");
}

}  // namespace plimsoll
