#include "auth/sign.h"

#include <openssl/pem.h>
#include <sodium.h>

#include <vector>

#include "auth/base64.h"
#include "auth/openssl_keys.h"
#include "auth/verify.h"
#include "base/check.h"

namespace plimsoll::auth {
namespace {

constexpr std::size_t kGeneratedLength = 64;

std::string random_letters_and_digits() {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  CHECK(sodium_init() >= 0);
  std::string text(kGeneratedLength, '\0');
  // randombytes_uniform draws again where a plain modulo would favour the first letters.
  for (char& c : text) c = kAlphabet[randombytes_uniform(kAlphabet.size())];
  return text;
}

std::string hex(const HmacSha256::Mac& mac) {
  std::string text(2 * mac.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), mac.data(), mac.size());
  text.pop_back();
  return text;
}

Result<std::string> sign_with(EVP_PKEY* key, std::string_view payload) {
  const ErrorQueueGuard guard;
  const EVP_MD* digest = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA ? EVP_sha256() : nullptr;
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::vector<std::uint8_t> signature(size);
  if (!context || EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size,
                     reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) != 1) {
    return fail(ErrorCode::kCrypto, "OpenSSL could not sign with this key");
  }
  return base64_encode(std::span(signature).first(size));
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace

Result<Signer> Signer::from_secret(std::string_view secret) {
  RETURN_IF_ERROR(HmacKey::from_secret(secret));  // the same bounds as on the other side
  return Signer(HmacSha256(secret));
}

Result<Signer> Signer::from_pem(std::string_view pem) {
  const ErrorQueueGuard guard;
  ASSIGN_OR_RETURN(PkeyHandle key, read_private_pem(pem));
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) RETURN_IF_ERROR(check_rsa(key.get()));
  return Signer(PrivateKey(key.release(), EVP_PKEY_free));
}

Result<Signer> Signer::from_text(std::string_view text) {
  return looks_like_pem(text) ? from_pem(text) : from_secret(text);
}

KeyType Signer::type() const {
  if (std::holds_alternative<HmacSha256>(key_)) return KeyType::kHmac;
  return EVP_PKEY_get_base_id(std::get<PrivateKey>(key_).get()) == EVP_PKEY_RSA ? KeyType::kRsa
                                                                                : KeyType::kEd25519;
}

Result<std::string> Signer::sign(std::string_view payload) const {
  if (const auto* hmac = std::get_if<HmacSha256>(&key_)) return hex((*hmac)(payload));
  return sign_with(std::get<PrivateKey>(key_).get(), payload);
}

Result<Ed25519KeyPair> generate_ed25519() {
  const ErrorQueueGuard guard;
  const PkeyHandle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  // A memory BIO wipes its buffer when freed.
  const BioHandle private_text(BIO_new(BIO_s_mem()));
  const BioHandle public_text(BIO_new(BIO_s_mem()));
  if (!key || !private_text || !public_text ||
      PEM_write_bio_PKCS8PrivateKey(private_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1 ||
      PEM_write_bio_PUBKEY(public_text.get(), key.get()) != 1) {
    return fail(ErrorCode::kCrypto, "OpenSSL could not make an Ed25519 key");
  }
  return Ed25519KeyPair{text_of(private_text.get()), text_of(public_text.get())};
}

std::string generate_api_key() { return random_letters_and_digits(); }

HmacCredentials generate_hmac() { return {generate_api_key(), random_letters_and_digits()}; }

}  // namespace plimsoll::auth
