#include "auth/api_key.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace plimsoll::auth {
namespace {

constexpr std::array kPermissions{Permission::kRead, Permission::kTrade,
                                  Permission::kInternalTransfer};
constexpr std::array kKeyTypes{KeyType::kHmac, KeyType::kRsa, KeyType::kEd25519};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

Result<void> check_api_key_form(std::string_view api_key) {
  if (api_key.size() < kMinApiKeyLength || api_key.size() > kMaxApiKeyLength ||
      !std::all_of(api_key.begin(), api_key.end(), is_letter_or_digit)) {
    return fail(ErrorCode::kApiKeyMalformed, "an API key has 16 to 128 letters and digits");
  }
  return {};
}

Result<KeyType> parse_key_type(std::string_view name) {
  for (const KeyType type : kKeyTypes) {
    if (name == key_type_name(type)) return type;
  }
  return fail(ErrorCode::kMalformed, "a key type is one of HMAC, RSA, ED25519");
}

std::string_view permission_name(Permission permission) {
  switch (permission) {
    case Permission::kRead: return "READ";
    case Permission::kTrade: return "TRADE";
    case Permission::kInternalTransfer: return "INTERNAL_TRANSFER";
  }
  CHECK_MSG(false, "a permission without a name");
}

Result<Permission> parse_permission(std::string_view name) {
  for (const Permission permission : kPermissions) {
    if (name == permission_name(permission)) return permission;
  }
  return fail(ErrorCode::kMalformed, "a permission is one of READ, TRADE, INTERNAL_TRANSFER");
}

Result<Permissions> Permissions::parse(std::string_view text) {
  Permissions permissions;
  if (text.empty()) return permissions;
  while (true) {
    const std::size_t comma = text.find(',');
    ASSIGN_OR_RETURN(const Permission permission, parse_permission(text.substr(0, comma)));
    permissions = permissions.with(permission);
    if (comma == std::string_view::npos) return permissions;
    text.remove_prefix(comma + 1);
  }
}

Result<Permissions> Permissions::from_bits(std::uint8_t bits) {
  Permissions permissions;
  for (const Permission permission : kPermissions) {
    if ((bits & static_cast<std::uint8_t>(permission)) != 0)
      permissions = permissions.with(permission);
  }
  if (permissions.bits_ != bits) {
    return fail(ErrorCode::kOutOfRange,
                "permission bits without a meaning: " + std::to_string(bits & ~permissions.bits_));
  }
  return permissions;
}

std::string Permissions::to_text() const {
  std::string text;
  for (const Permission permission : kPermissions) {
    if (!has(permission)) continue;
    if (!text.empty()) text.push_back(',');
    text += permission_name(permission);
  }
  return text;
}

}  // namespace plimsoll::auth
