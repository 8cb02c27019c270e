#include "server/key_ring.h"

#include "auth/sign.h"
#include "base/check.h"

namespace plimsoll::server {
namespace {

std::shared_ptr<const model::ApiKey> make_decoy(const auth::MasterKey& master) {
  model::ApiKey key;
  key.key = auth::generate_api_key();
  auth::HmacCredentials nobodys = auth::generate_hmac();
  auto sealed = make_hmac_key(master, std::move(key), nobodys.secret);
  CHECK(sealed.has_value());
  auth::wipe(nobodys.secret);
  return std::make_shared<const model::ApiKey>(std::move(*sealed));
}

}  // namespace

Result<auth::IpAllowList> allow_list(const std::vector<std::string>& addresses) {
  std::string text;
  for (const std::string& address : addresses) {
    // An empty list is any address: an empty entry must not become one.
    if (address.find_first_not_of(" \t") == std::string::npos) {
      return fail(ErrorCode::kMalformed, "an allowed address is empty");
    }
    if (!text.empty()) text += ',';
    text += address;
  }
  return auth::IpAllowList::parse(text);
}

KeyRing::KeyRing(auth::MasterKey master)
    : master_(std::move(master)), decoy_(make_decoy(master_)) {}

Result<std::shared_ptr<const ReadyKey>> KeyRing::ready(
    const std::shared_ptr<const model::ApiKey>& key) {
  const std::lock_guard lock(mutex_);
  auto& held = ready_[key->key];
  if (held == nullptr || held->key != key) {
    ASSIGN_OR_RETURN(held, open(key));
  }
  return held;
}

Result<std::shared_ptr<const ReadyKey>> KeyRing::open(
    const std::shared_ptr<const model::ApiKey>& key) const {
  std::string text = key->material;
  if (key->type == model::KeyType::kHmac) {
    ASSIGN_OR_RETURN(text, auth::open(master_, key->key, key->material));
  }
  auto made = auth::Verifier::create(key->type, text);
  auth::wipe(text);
  ASSIGN_OR_RETURN(auth::Verifier verifier, std::move(made));
  ASSIGN_OR_RETURN(auth::IpAllowList allowed, allow_list(key->allowed_addresses));
  return std::make_shared<const ReadyKey>(ReadyKey{key, std::move(verifier), std::move(allowed)});
}

Result<model::ApiKey> make_hmac_key(const auth::MasterKey& master, model::ApiKey key,
                                    std::string_view secret) {
  RETURN_IF_ERROR(auth::HmacKey::from_secret(secret));
  key.type = model::KeyType::kHmac;
  key.material = auth::seal(master, key.key, secret);
  return key;
}

}  // namespace plimsoll::server
