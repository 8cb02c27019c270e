// What an API key may look like, what it may do, and from where: the vocabulary other modules share
// about keys.
//
// Standard library only; no cryptography. All types are plain values, all functions pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "auth/ip_range.h"
#include "base/error.h"
#include "base/key_type.h"

namespace plimsoll::auth {

inline constexpr std::size_t kMinApiKeyLength = 16;   // shorter could be guessed
inline constexpr std::size_t kMaxApiKeyLength = 128;  // the exchange's have 64

// The X-MBX-APIKEY header's form: kMinApiKeyLength to kMaxApiKeyLength of [A-Za-z0-9], otherwise
// kApiKeyMalformed. Says nothing about whether the key exists.
[[nodiscard]] Result<void> check_api_key_form(std::string_view api_key);

using plimsoll::key_type_name;
using plimsoll::KeyType;
[[nodiscard]] Result<KeyType> parse_key_type(std::string_view name);

enum class Permission : std::uint8_t { kRead = 1, kTrade = 2, kInternalTransfer = 4 };

// "READ", "TRADE", "INTERNAL_TRANSFER"
[[nodiscard]] std::string_view permission_name(Permission permission);
[[nodiscard]] Result<Permission> parse_permission(std::string_view name);

class Permissions {
 public:
  constexpr Permissions() = default;  // none
  constexpr Permissions(std::initializer_list<Permission> list) {
    for (const Permission permission : list) bits_ = with(permission).bits_;
  }

  // Names separated by commas, in any order; empty text is none. kMalformed for an unknown name.
  [[nodiscard]] static Result<Permissions> parse(std::string_view text);
  // What bits() gave; kOutOfRange for bits without a meaning.
  [[nodiscard]] static Result<Permissions> from_bits(std::uint8_t bits);

  [[nodiscard]] constexpr bool has(Permission permission) const {
    return (bits_ & static_cast<std::uint8_t>(permission)) != 0;
  }
  [[nodiscard]] constexpr Permissions with(Permission permission) const {
    Permissions more;
    more.bits_ = static_cast<std::uint8_t>(bits_ | static_cast<std::uint8_t>(permission));
    return more;
  }
  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
  [[nodiscard]] std::string to_text() const;  // "READ,TRADE"

  friend constexpr bool operator==(const Permissions&, const Permissions&) = default;

 private:
  std::uint8_t bits_ = 0;
};

}  // namespace plimsoll::auth
