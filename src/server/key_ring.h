// KeyRing: the API keys of the book, ready to verify with.
//
// The book holds sealed secrets and public keys; the ring opens each once and keeps it as long as
// the book's own entry is the same. A revoked key is gone from the book, so it is refused at once
// whatever the ring still holds.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "auth/ip_range.h"
#include "auth/secret_box.h"
#include "auth/verify.h"
#include "model/api_key.h"

namespace plimsoll::server {

struct ReadyKey {
  std::shared_ptr<const model::ApiKey> key;
  auth::Verifier verifier;
  auth::IpAllowList allowed;
};

class KeyRing {
 public:
  explicit KeyRing(auth::MasterKey master) : master_(std::move(master)) {}

  // Any thread. kCrypto when the key's material cannot be used, e.g. sealed with another master
  // key.
  [[nodiscard]] Result<std::shared_ptr<const ReadyKey>> ready(
      const std::shared_ptr<const model::ApiKey>& key);

 private:
  [[nodiscard]] Result<std::shared_ptr<const ReadyKey>> open(
      const std::shared_ptr<const model::ApiKey>& key) const;

  auth::MasterKey master_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const ReadyKey>> ready_;
};

// The context a secret is sealed under: the key's own name.
[[nodiscard]] Result<model::ApiKey> make_hmac_key(const auth::MasterKey& master, model::ApiKey key,
                                                  std::string_view secret);

}  // namespace plimsoll::server
