// Verifying keys: does this signature belong to this payload?
//
// A key is an immutable value; copies are cheap and share what is inside. verify() changes nothing
// that another call could see, so one key may be used from any number of threads at once without a
// lock: HMAC starts from a copy of the keyed states on its own stack, RSA from a duplicate of a
// prepared context (OpenSSL counts references atomically and guards the key's Montgomery cache
// itself), Ed25519 is a pure function of 32 bytes.
//
// Making a key is where its faults are found: kCrypto, with a text that says what to do and repeats
// nothing of the key. A signature that does not fit, whatever the reason, is just `false`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "auth/api_key.h"
#include "auth/hmac_sha256.h"
#include "base/error.h"

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace plimsoll::auth {

inline constexpr std::size_t kMinHmacSecret = 16;    // shorter could be searched for
inline constexpr std::size_t kMaxHmacSecret = 1024;  // the exchange's have 64

// HMAC-SHA256; the signature is 64 hexadecimal digits of either case, compared in constant time.
class HmacKey {
 public:
  [[nodiscard]] static Result<HmacKey> from_secret(std::string_view secret);
  [[nodiscard]] bool verify(std::string_view payload, std::string_view signature) const;

 private:
  explicit HmacKey(std::string_view secret) : hmac_(secret) {}
  HmacSha256 hmac_;
};

// RSASSA-PKCS1-v1_5 over SHA-256, 2048 to 8192 bits; the signature is base64.
class RsaPublicKey {
 public:
  [[nodiscard]] static Result<RsaPublicKey> from_pem(std::string_view pem);
  [[nodiscard]] bool verify(std::string_view payload, std::string_view signature) const;

 private:
  explicit RsaPublicKey(std::shared_ptr<const evp_md_ctx_st> prepared)
      : prepared_(std::move(prepared)) {}
  std::shared_ptr<const evp_md_ctx_st> prepared_;
};

// Plain Ed25519 over the payload (no pre-hash); the signature is base64.
class Ed25519PublicKey {
 public:
  // A PEM text, or the 32 bytes of the key in base64.
  [[nodiscard]] static Result<Ed25519PublicKey> from_text(std::string_view text);
  [[nodiscard]] bool verify(std::string_view payload, std::string_view signature) const;

 private:
  using Bytes = std::array<std::uint8_t, 32>;
  explicit Ed25519PublicKey(const Bytes& bytes) : bytes_(bytes) {}
  Bytes bytes_;
};

// A key of any type.
class Verifier {
 public:
  // `text`: the secret for HMAC, the public key's text for the others.
  [[nodiscard]] static Result<Verifier> create(KeyType type, std::string_view text);

  explicit Verifier(HmacKey key) : key_(std::move(key)) {}
  explicit Verifier(RsaPublicKey key) : key_(std::move(key)) {}
  explicit Verifier(Ed25519PublicKey key) : key_(key) {}

  // `payload` and `signature` as PayloadCutter gives them.
  [[nodiscard]] bool verify(std::string_view payload, std::string_view signature) const;

  // Takes tens of microseconds: check it on a worker, not between two requests of an I/O thread.
  [[nodiscard]] bool is_slow() const { return type() != KeyType::kHmac; }

  [[nodiscard]] KeyType type() const;

 private:
  std::variant<HmacKey, RsaPublicKey, Ed25519PublicKey> key_;
};

}  // namespace plimsoll::auth
