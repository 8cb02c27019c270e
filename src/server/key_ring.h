// KeyRing: the API keys of the book, ready to verify with.
//
// The book holds sealed secrets and public keys; the ring opens each once and keeps it as long as
// the book's own entry is the same. A revoked key is gone from the book, so it is refused at once
// whatever the ring still holds.
//
// For a name that no key has the ring holds a decoy, whose secret nobody knows: the request goes
// the way of all others to the same refusal.
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
  explicit KeyRing(auth::MasterKey master);

  // Any thread. kCrypto when the key's material cannot be used, e.g. sealed with another master
  // key.
  [[nodiscard]] Result<std::shared_ptr<const ReadyKey>> ready(
      const std::shared_ptr<const model::ApiKey>& key);

  [[nodiscard]] const std::shared_ptr<const model::ApiKey>& decoy() const { return decoy_; }
  [[nodiscard]] const auth::MasterKey& master() const { return master_; }

 private:
  [[nodiscard]] Result<std::shared_ptr<const ReadyKey>> open(
      const std::shared_ptr<const model::ApiKey>& key) const;

  auth::MasterKey master_;
  std::shared_ptr<const model::ApiKey> decoy_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const ReadyKey>> ready_;
};

// The context a secret is sealed under: the key's own name.
[[nodiscard]] Result<model::ApiKey> make_hmac_key(const auth::MasterKey& master, model::ApiKey key,
                                                  std::string_view secret);

// Of a key's addresses and ranges. kMalformed, kOutOfRange.
[[nodiscard]] Result<auth::IpAllowList> allow_list(const std::vector<std::string>& addresses);

}  // namespace plimsoll::server
