#include "auth/secret_box.h"

#include <sodium.h>

#include <algorithm>

#include "auth/base64.h"
#include "auth/text.h"
#include "base/check.h"

namespace plimsoll::auth {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(MasterKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* bytes_of(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* bytes_of(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

// What is authenticated without being stored.
std::string associated(char version, std::string_view context) {
  std::string text = "plimsoll secret ";
  text += version;
  text += context;
  return text;
}

}  // namespace

Result<MasterKey> MasterKey::from_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != kBytes) {
    return fail(ErrorCode::kCrypto,
                "a master key has 32 bytes, not " + std::to_string(bytes.size()));
  }
  if (sodium_is_zero(bytes.data(), bytes.size()) == 1) {
    return fail(ErrorCode::kCrypto, "a master key of zeros only; make a random one");
  }
  CHECK(sodium_init() >= 0);
  std::unique_ptr<Bytes, WipeAndFree> kept(static_cast<Bytes*>(sodium_malloc(sizeof(Bytes))));
  if (!kept) return fail(ErrorCode::kCrypto, "no memory for the master key");
  std::copy(bytes.begin(), bytes.end(), kept->begin());
  return MasterKey(std::move(kept));
}

void MasterKey::WipeAndFree::operator()(Bytes* bytes) const { sodium_free(bytes); }

const std::array<std::uint8_t, MasterKey::kBytes>& MasterKey::bytes() const {
  static constexpr Bytes kNone{};
  if (!bytes_) return kNone;
  return *bytes_;
}

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

Result<MasterKey> master_key_from_text(std::string_view text) {
  text = trimmed(text);
  std::array<std::uint8_t, MasterKey::kBytes> bytes{};
  std::size_t hex_size = 0;
  const bool is_hex = text.size() == 2 * bytes.size() &&
                      sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr,
                                     &hex_size, nullptr) == 0 &&
                      hex_size == bytes.size();
  const bool is_key = is_hex || base64_decode(text, bytes) == bytes.size();
  Result<MasterKey> key = is_key ? MasterKey::from_bytes(bytes)
                                 : fail(ErrorCode::kCrypto,
                                        "not a master key; expected 64 hexadecimal digits or 32 "
                                        "bytes in base64, as `openssl rand -hex 32` writes it");
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

std::string seal(const MasterKey& master, std::string_view context, std::string_view plaintext) {
  CHECK(sodium_init() >= 0);
  CHECK_MSG(sodium_is_zero(master.bytes().data(), MasterKey::kBytes) == 0, "a moved-from key");
  std::string sealed(1 + kNonceBytes + plaintext.size() + kTagBytes, '\0');
  sealed[0] = kVersion;
  unsigned char* const nonce = bytes_of(sealed.data() + 1);
  randombytes_buf(nonce, kNonceBytes);
  const std::string context_bytes = associated(kVersion, context);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + kNonceBytes, nullptr, bytes_of(plaintext.data()), plaintext.size(),
      bytes_of(context_bytes.data()), context_bytes.size(), nullptr, nonce, master.bytes().data());
  return sealed;
}

Result<std::string> open(const MasterKey& master, std::string_view context,
                         std::string_view sealed) {
  CHECK(sodium_init() >= 0);
  if (sealed.size() < 1 + kNonceBytes + kTagBytes || sealed[0] != kVersion) {
    return fail(ErrorCode::kCrypto,
                "the stored secret is cut short or of a version that this program does not know");
  }
  const unsigned char* const nonce = bytes_of(sealed.data() + 1);
  const std::size_t sealed_size = sealed.size() - 1 - kNonceBytes;
  std::string plaintext(sealed_size - kTagBytes, '\0');
  const std::string context_bytes = associated(kVersion, context);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          bytes_of(plaintext.data()), nullptr, nullptr, nonce + kNonceBytes, sealed_size,
          bytes_of(context_bytes.data()), context_bytes.size(), nonce,
          master.bytes().data()) != 0) {
    return fail(ErrorCode::kCrypto,
                "the stored secret does not open: it was sealed with another master key, for "
                "another API key, or changed since. Give the master key that sealed it");
  }
  return plaintext;
}

}  // namespace plimsoll::auth
