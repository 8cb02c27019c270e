#include "server/new_key.h"

#include "auth/sign.h"
#include "auth/verify.h"
#include "server/key_ring.h"

namespace plimsoll::server {
namespace {

Result<void> write_addresses_canonically(model::ApiKey& key) {
  ASSIGN_OR_RETURN(const auth::IpAllowList allowed, allow_list(key.allowed_addresses));
  key.allowed_addresses.clear();
  for (const auth::IpRange& range : allowed.ranges()) {
    key.allowed_addresses.push_back(range.to_text());
  }
  return {};
}

}  // namespace

OwnersHalf::~OwnersHalf() {
  auth::wipe(secret);
  auth::wipe(private_pem);
}

Result<OwnersHalf> complete_new_key(const auth::MasterKey& master, model::ApiKey& key) {
  RETURN_IF_ERROR(write_addresses_canonically(key));
  key.key = auth::generate_api_key();
  OwnersHalf half;
  if (key.type == KeyType::kHmac) {
    if (!key.material.empty()) {
      return fail(ErrorCode::kSetting, "an HMAC key has a secret, not a public key");
    }
    half.secret = auth::generate_hmac().secret;
    ASSIGN_OR_RETURN(key, make_hmac_key(master, std::move(key), half.secret));
    return half;
  }
  if (key.material.empty()) {
    if (key.type == KeyType::kRsa) {
      return fail(ErrorCode::kSetting,
                  "make an RSA pair yourself (openssl genrsa 2048) and give its public key: "
                  "--public-key FILE, or publicKey");
    }
    ASSIGN_OR_RETURN(auth::Ed25519KeyPair pair, auth::generate_ed25519());
    key.material = std::move(pair.public_pem);
    half.private_pem = std::move(pair.private_pem);
  }
  RETURN_IF_ERROR(auth::Verifier::create(key.type, key.material));
  return half;
}

Result<std::optional<MadeKey>> complete_new_keys(const auth::MasterKey& master,
                                                 std::vector<book::Command>& commands) {
  std::optional<MadeKey> made;
  for (book::Command& command : commands) {
    auto* create = std::get_if<book::CreateApiKey>(&command);
    if (create == nullptr) continue;
    ASSIGN_OR_RETURN(OwnersHalf half, complete_new_key(master, create->key));
    made = MadeKey{create->key.key, std::move(half)};
  }
  return made;
}

void write_made_key(wire::JsonWriter& json, const MadeKey& made) {
  json.text_field("key", made.name);
  if (!made.half.secret.empty()) json.text_field("secret", made.half.secret);
  if (!made.half.private_pem.empty()) json.text_field("privateKey", made.half.private_pem);
}

}  // namespace plimsoll::server
