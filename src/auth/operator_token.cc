#include "auth/operator_token.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "auth/constant_time.h"
#include "base/check.h"

namespace plimsoll::auth {
namespace {

constexpr std::string_view kPrefix = "plo_";
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kTokenLength = kPrefix.size() + 2 * kIdBytes + 1 + 2 * kSecretBytes;

template <std::size_t kSize>
std::string hex(const std::array<unsigned char, kSize>& bytes) {
  std::string text(2 * kSize + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

template <std::size_t kSize>
std::string random_hex() {
  CHECK(sodium_init() >= 0);
  std::array<unsigned char, kSize> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return hex(bytes);
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

OperatorToken generate_operator_token() {
  const std::string id = random_hex<kIdBytes>();
  return {id, std::string(kPrefix) + id + "_" + random_hex<kSecretBytes>()};
}

std::optional<std::string_view> operator_id_of(std::string_view token) {
  if (token.size() != kTokenLength || !token.starts_with(kPrefix)) return std::nullopt;
  const std::string_view id = token.substr(kPrefix.size(), 2 * kIdBytes);
  const std::string_view rest = token.substr(kPrefix.size() + id.size());
  if (rest[0] != '_' || !is_hex(id) || !is_hex(rest.substr(1))) return std::nullopt;
  return id;
}

std::string operator_token_hash(std::string_view token) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(token.data()),
                     token.size());
  return hex(hash);
}

bool is_operator_token(std::string_view token, std::string_view hash) {
  const std::string own = operator_token_hash(token);
  return equal_in_constant_time(own, hash);
}

}  // namespace plimsoll::auth
