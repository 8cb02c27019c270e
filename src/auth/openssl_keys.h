// What verifying and signing share about OpenSSL: handles that free themselves and PEM texts that
// become keys.
//
// For the .cc files of this folder only. No error text repeats any part of a key, and no function
// asks a terminal for a password.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string_view>

#include "base/error.h"

namespace plimsoll::auth {

template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};
using BioHandle = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using PkeyHandle = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

// Takes back what a failed step left in this thread's OpenSSL error queue, which TLS reads on the
// same thread.
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() { ERR_set_mark(); }
  ~ErrorQueueGuard() { ERR_pop_to_mark(); }
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

// A PEM text with "-----BEGIN PUBLIC KEY-----" (SubjectPublicKeyInfo). kCrypto otherwise.
[[nodiscard]] Result<PkeyHandle> read_public_pem(std::string_view pem);

// A PEM text with "-----BEGIN PRIVATE KEY-----" (PKCS#8), not encrypted. kCrypto otherwise.
[[nodiscard]] Result<PkeyHandle> read_private_pem(std::string_view pem);

[[nodiscard]] inline bool looks_like_pem(std::string_view text) {
  return text.find("-----BEGIN") != std::string_view::npos;
}

// RSA of 2048 to 8192 bits with a sound exponent; kCrypto otherwise.
[[nodiscard]] Result<void> check_rsa(const EVP_PKEY* key);

}  // namespace plimsoll::auth
