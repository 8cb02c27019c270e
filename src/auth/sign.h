// The client's side: signing keys, and making new ones. For the command line and the tests; the
// server only verifies.
//
// Texts returned here hold secrets (PEM of a private key, HMAC secret): the caller decides where
// they may go. Signer is immutable and may be used from several threads at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "auth/api_key.h"
#include "auth/hmac_sha256.h"
#include "base/error.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace plimsoll::auth {

class Signer {
 public:
  // An HMAC secret of 16 to 1024 bytes; kCrypto otherwise.
  [[nodiscard]] static Result<Signer> from_secret(std::string_view secret);
  // An RSA (2048 to 8192 bits) or Ed25519 private key, PEM, PKCS#8, not encrypted; kCrypto
  // otherwise.
  [[nodiscard]] static Result<Signer> from_pem(std::string_view pem);
  // Whichever of the two the text is.
  [[nodiscard]] static Result<Signer> from_text(std::string_view text);

  [[nodiscard]] KeyType type() const;

  // Lower-case hex (HMAC) or base64 (RSA, Ed25519), not yet percent-encoded. kCrypto when OpenSSL
  // cannot (memory).
  [[nodiscard]] Result<std::string> sign(std::string_view payload) const;

 private:
  using PrivateKey = std::shared_ptr<evp_pkey_st>;
  explicit Signer(std::variant<HmacSha256, PrivateKey> key) : key_(std::move(key)) {}
  std::variant<HmacSha256, PrivateKey> key_;
};

struct Ed25519KeyPair {
  std::string private_pem;  // PKCS#8
  std::string public_pem;   // SubjectPublicKeyInfo
};
[[nodiscard]] Result<Ed25519KeyPair> generate_ed25519();

// 64 characters of [A-Za-z0-9], each equally likely (381 bits), from the system's random source.
[[nodiscard]] std::string generate_api_key();

struct HmacCredentials {
  std::string api_key;
  std::string secret;  // 64 characters, as the key
};
[[nodiscard]] HmacCredentials generate_hmac();

}  // namespace plimsoll::auth
