// OpenSSL 3 calls SHA256_* deprecated in favour of EVP, whose contexts live on the heap:
// duplicating a keyed EVP_MAC takes 2.7 times as long as copying these states, and re-keying one in
// place would need one per thread.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "auth/hmac_sha256.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

namespace plimsoll::auth {
namespace {

using Block = std::array<std::uint8_t, SHA256_CBLOCK>;

SHA256_CTX keyed(const Block& key, std::uint8_t pad) {
  Block block = key;
  for (std::uint8_t& byte : block) byte ^= pad;
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, block.data(), block.size());
  OPENSSL_cleanse(block.data(), block.size());
  return state;
}

}  // namespace

struct HmacSha256::States {
  explicit States(const Block& key) : inner(keyed(key, 0x36)), outer(keyed(key, 0x5C)) {}
  States(const States&) = delete;
  States& operator=(const States&) = delete;
  ~States() {
    OPENSSL_cleanse(&inner, sizeof(inner));
    OPENSSL_cleanse(&outer, sizeof(outer));
  }
  SHA256_CTX inner;
  SHA256_CTX outer;
};

HmacSha256::HmacSha256(std::string_view secret) {
  Block key{};
  if (secret.size() > key.size()) {  // RFC 2104: a longer secret is replaced by its hash
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), key.data());
  } else {
    std::copy(secret.begin(), secret.end(), key.begin());
  }
  states_ = std::make_shared<const States>(key);
  OPENSSL_cleanse(key.data(), key.size());
}

HmacSha256::Mac HmacSha256::operator()(std::string_view message) const {
  Mac mac;
  SHA256_CTX state = states_->inner;
  SHA256_Update(&state, message.data(), message.size());
  SHA256_Final(mac.data(), &state);
  state = states_->outer;
  SHA256_Update(&state, mac.data(), mac.size());
  SHA256_Final(mac.data(), &state);
  return mac;
}

}  // namespace plimsoll::auth
