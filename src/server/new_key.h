// A new API key: its name, its material, and what only its owner may have. On the command line and
// on a running server alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/secret_box.h"
#include "book/verbs.h"
#include "wire/json_writer.h"

namespace plimsoll::server {

// Shown once; the book keeps neither. Empty: the owner has its half already. Wiped when destroyed.
struct OwnersHalf {
  std::string secret;       // HMAC
  std::string private_pem;  // Ed25519

  OwnersHalf() = default;
  OwnersHalf(OwnersHalf&&) = default;
  OwnersHalf& operator=(OwnersHalf&&) = default;
  OwnersHalf(const OwnersHalf&) = delete;
  OwnersHalf& operator=(const OwnersHalf&) = delete;
  ~OwnersHalf();
};

// Completes a key whose account, type, permissions, addresses, label and expiry are given, and as
// `material` the text of a public key or nothing: draws its name, makes what is missing - a secret
// (HMAC), a pair (Ed25519) - seals or checks the material, and writes addresses in their canonical
// form. kMalformed, kOutOfRange (addresses), kCrypto (a public key that is none), kSetting (a
// public key for HMAC, none for RSA).
[[nodiscard]] Result<OwnersHalf> complete_new_key(const auth::MasterKey& master,
                                                  model::ApiKey& key);

// The new key of a command, for its owner.
struct MadeKey {
  std::string name;
  OwnersHalf half;
};

// Completes the key of a CreateApiKey among the commands, if there is one.
[[nodiscard]] Result<std::optional<MadeKey>> complete_new_keys(
    const auth::MasterKey& master, std::vector<book::Command>& commands);

// The members "key", and "secret" or "privateKey" where the server made one.
void write_made_key(wire::JsonWriter& json, const MadeKey& made);

}  // namespace plimsoll::server
