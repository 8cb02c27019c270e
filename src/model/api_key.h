// API keys: who may ask, and what for. The material is opaque here: for HMAC the sealed secret, for
// RSA and Ed25519 the public key. Only the auth layer understands it.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/ids.h"
#include "base/key_type.h"
#include "base/time.h"

namespace plimsoll::model {

using plimsoll::key_type_name;
using plimsoll::KeyType;

struct Permissions {
  bool read = true;
  bool trade = false;
  bool internal_transfer = false;

  static constexpr auto fields() {
    return std::tuple(&Permissions::read, &Permissions::trade, &Permissions::internal_transfer);
  }
  friend bool operator==(const Permissions&, const Permissions&) = default;
};

struct ApiKey {
  std::string key;  // the value of X-MBX-APIKEY
  Uid account;
  KeyType type = KeyType::kHmac;
  Permissions permissions;
  std::vector<std::string> allowed_addresses;  // addresses or CIDR ranges; empty: any
  std::string label;                           // for people
  std::string material;
  Timestamp created;
  std::optional<Timestamp> expires;  // refused from this moment on; absent: never

  [[nodiscard]] bool is_over(Timestamp now) const { return expires && *expires <= now; }

  static constexpr auto fields() {
    return std::tuple(&ApiKey::key, &ApiKey::account, &ApiKey::type, &ApiKey::permissions,
                      &ApiKey::allowed_addresses, &ApiKey::label, &ApiKey::material,
                      &ApiKey::created, &ApiKey::expires);
  }
  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

}  // namespace plimsoll::model
