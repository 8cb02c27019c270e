#include "auth/openssl_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <cstddef>
#include <string>

namespace plimsoll::auth {
namespace {

constexpr std::size_t kMaxPemBytes = 16 * 1024;  // an RSA private key of 8192 bits takes 6.4 KB
constexpr int kMinRsaBits = 2048;                // what NIST SP 800-131A asks for
constexpr int kMaxRsaBits = 8192;                // above it one check takes milliseconds

// OpenSSL would ask the terminal; a server has none.
int no_password(char*, int, int, void*) { return -1; }

Result<BioHandle> bio_of(std::string_view pem) {
  if (pem.size() > kMaxPemBytes) return fail(ErrorCode::kCrypto, "a key text above 16 KiB");
  BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return fail(ErrorCode::kCrypto, "no memory for reading a key");
  return bio;
}

}  // namespace

Result<PkeyHandle> read_public_pem(std::string_view pem) {
  if (pem.find("PRIVATE KEY-----") != std::string_view::npos) {
    return fail(ErrorCode::kCrypto,
                "this is a private key; only its owner may hold it. Give the public one, made with "
                "`openssl pkey -in private.pem -pubout`");
  }
  const ErrorQueueGuard guard;
  ASSIGN_OR_RETURN(const BioHandle bio, bio_of(pem));
  PkeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_password, nullptr));
  if (!key) {
    return fail(ErrorCode::kCrypto,
                "not a public key in PEM form; expected a text that begins with "
                "`-----BEGIN PUBLIC KEY-----`, as `openssl pkey -pubout` writes it");
  }
  return key;
}

Result<PkeyHandle> read_private_pem(std::string_view pem) {
  if (pem.find("ENCRYPTED") != std::string_view::npos) {
    return fail(ErrorCode::kCrypto,
                "the private key is encrypted with a password; write it without one with "
                "`openssl pkey -in encrypted.pem -out private.pem`");
  }
  const ErrorQueueGuard guard;
  ASSIGN_OR_RETURN(const BioHandle bio, bio_of(pem));
  PkeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!key) {
    return fail(ErrorCode::kCrypto,
                "not a private key in PEM form; expected a text that begins with "
                "`-----BEGIN PRIVATE KEY-----`, as `openssl genpkey` writes it");
  }
  return key;
}

Result<void> check_rsa(const EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) {
    return fail(ErrorCode::kCrypto, "the key is not an RSA key; check the key type");
  }
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return fail(ErrorCode::kCrypto, "an RSA key of " + std::to_string(bits) +
                                        " bits; from 2048 to 8192 are accepted. Make one with "
                                        "`openssl genpkey -algorithm RSA -pkeyopt "
                                        "rsa_keygen_bits:2048`");
  }
  // With the exponent 1 a signature is the padded digest itself: anybody could write it.
  BIGNUM* exponent = nullptr;
  const bool read = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1;
  const std::unique_ptr<BIGNUM, FreeWith<BN_free>> owner(exponent);
  if (!read || BN_is_odd(exponent) != 1 || BN_is_one(exponent) == 1) {
    return fail(ErrorCode::kCrypto, "an RSA key with an unsound public exponent; make a new one");
  }
  return {};
}

}  // namespace plimsoll::auth
