#include "server/key_ring.h"

namespace plimsoll::server {
namespace {

Result<auth::IpAllowList> allow_list(const std::vector<std::string>& addresses) {
  std::string text;
  for (const std::string& address : addresses) text += (text.empty() ? "" : ",") + address;
  return auth::IpAllowList::parse(text);
}

}  // namespace

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
  ASSIGN_OR_RETURN(auth::Verifier verifier, auth::Verifier::create(key->type, text));
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
