#include "auth/fingerprint.h"

#include <sodium.h>

#include <array>
#include <cstring>

#include "base/check.h"

namespace plimsoll::auth {

Digest fingerprint(std::string_view bytes) {
  std::array<unsigned char, 16> hash{};
  CHECK(crypto_generichash(hash.data(), hash.size(),
                           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                           nullptr, 0) == 0);
  Digest digest;
  std::memcpy(&digest.value, hash.data(), sizeof digest.value);
  return digest;
}

}  // namespace plimsoll::auth
