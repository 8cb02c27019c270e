#include "auth/verify.h"

#include <sodium.h>

#include <string>

#include "auth/base64.h"
#include "auth/constant_time.h"
#include "auth/openssl_keys.h"
#include "auth/text.h"
#include "base/check.h"

namespace plimsoll::auth {
namespace {

constexpr std::size_t kMaxRsaSignature = 8192 / 8;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const HmacSha256::Mac& mac) {
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> hex_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t digit = 0; digit < 16; ++digit) {
    values[static_cast<unsigned char>("0123456789abcdef"[digit])] = digit;
    values[static_cast<unsigned char>("0123456789ABCDEF"[digit])] = digit;
  }
  return values;
}

// The signature is the sender's own text: decoding it need not take constant time, comparing with
// it does. A table, since libsodium's constant-time decoder costs as much as the MAC.
bool decode_hex(std::string_view text, HmacSha256::Mac& out) {
  static constexpr auto kValues = hex_values();
  if (text.size() != 2 * out.size()) return false;
  unsigned wrong = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint8_t high = kValues[static_cast<unsigned char>(text[2 * i])];
    const std::uint8_t low = kValues[static_cast<unsigned char>(text[2 * i + 1])];
    wrong |= (high | low) & 0xF0u;
    out[i] = static_cast<std::uint8_t>((high << 4) | low);
  }
  return wrong == 0;
}

}  // namespace

Result<HmacKey> HmacKey::from_secret(std::string_view secret) {
  if (secret.size() < kMinHmacSecret || secret.size() > kMaxHmacSecret) {
    return fail(ErrorCode::kCrypto, "an HMAC secret of " + std::to_string(secret.size()) +
                                        " bytes; from 16 to 1024 are accepted");
  }
  return HmacKey(secret);
}

bool HmacKey::verify(std::string_view payload, std::string_view signature) const {
  HmacSha256::Mac claimed;
  if (!decode_hex(signature, claimed)) return false;
  const HmacSha256::Mac mac = hmac_(payload);
  return equal_in_constant_time(text_of(mac), text_of(claimed));
}

Result<RsaPublicKey> RsaPublicKey::from_pem(std::string_view pem) {
  const ErrorQueueGuard guard;
  ASSIGN_OR_RETURN(const PkeyHandle key, read_public_pem(pem));
  RETURN_IF_ERROR(check_rsa(key.get()));
  DigestContext context(EVP_MD_CTX_new());
  if (!context ||
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1) {
    return fail(ErrorCode::kCrypto, "OpenSSL cannot verify with this RSA key; make a new one");
  }
  return RsaPublicKey(std::shared_ptr<const EVP_MD_CTX>(context.release(), EVP_MD_CTX_free));
}

bool RsaPublicKey::verify(std::string_view payload, std::string_view signature) const {
  std::array<std::uint8_t, kMaxRsaSignature> decoded{};
  const auto size = base64_decode(signature, decoded);
  if (!size) return false;
  const ErrorQueueGuard guard;
  const DigestContext context(EVP_MD_CTX_new());
  return context && EVP_MD_CTX_copy_ex(context.get(), prepared_.get()) == 1 &&
         EVP_DigestVerify(context.get(), decoded.data(), *size, bytes_of(payload),
                          payload.size()) == 1;
}

Result<Ed25519PublicKey> Ed25519PublicKey::from_text(std::string_view text) {
  CHECK(sodium_init() >= 0);
  Bytes bytes;
  if (looks_like_pem(text)) {
    const ErrorQueueGuard guard;
    ASSIGN_OR_RETURN(const PkeyHandle key, read_public_pem(text));
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519 ||
        EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &size) != 1 || size != bytes.size()) {
      return fail(ErrorCode::kCrypto, "the key is not an Ed25519 key; check the key type");
    }
  } else if (base64_decode(trimmed(text), bytes) != bytes.size()) {
    return fail(ErrorCode::kCrypto,
                "not an Ed25519 public key; expected a PEM text that begins with "
                "`-----BEGIN PUBLIC KEY-----`, or 32 bytes in base64");
  }
  // A point of small order would accept signatures that nobody made.
  if (crypto_core_ed25519_is_valid_point(bytes.data()) != 1) {
    return fail(ErrorCode::kCrypto, "the bytes are not a sound Ed25519 public key; make a new one");
  }
  return Ed25519PublicKey(bytes);
}

bool Ed25519PublicKey::verify(std::string_view payload, std::string_view signature) const {
  std::array<std::uint8_t, crypto_sign_BYTES> decoded{};
  return base64_decode(signature, decoded) == decoded.size() &&
         crypto_sign_verify_detached(decoded.data(), bytes_of(payload), payload.size(),
                                     bytes_.data()) == 0;
}

Result<Verifier> Verifier::create(KeyType type, std::string_view text) {
  const auto as_verifier = [](auto key) { return Verifier(std::move(key)); };
  switch (type) {
    case KeyType::kHmac: return HmacKey::from_secret(text).map(as_verifier);
    case KeyType::kRsa: return RsaPublicKey::from_pem(text).map(as_verifier);
    case KeyType::kEd25519: return Ed25519PublicKey::from_text(text).map(as_verifier);
  }
  CHECK_MSG(false, "an unknown key type");
}

bool Verifier::verify(std::string_view payload, std::string_view signature) const {
  return std::visit([&](const auto& key) { return key.verify(payload, signature); }, key_);
}

KeyType Verifier::type() const {
  struct TypeOf {
    KeyType operator()(const HmacKey&) const { return KeyType::kHmac; }
    KeyType operator()(const RsaPublicKey&) const { return KeyType::kRsa; }
    KeyType operator()(const Ed25519PublicKey&) const { return KeyType::kEd25519; }
  };
  return std::visit(TypeOf{}, key_);
}

}  // namespace plimsoll::auth
