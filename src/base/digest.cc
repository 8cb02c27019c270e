#include "base/digest.h"

namespace plimsoll {

Digest digest(std::string_view bytes) {
  // Offset basis and prime of the 128-bit FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv).
  constexpr Uint128 kBasis = (Uint128{0x6c62272e07bb0142} << 64) | 0x62b821756295c58d;
  constexpr Uint128 kPrime = (Uint128{0x0000000001000000} << 64) | 0x000000000000013b;
  Uint128 hash = kBasis;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= kPrime;
  }
  return Digest{hash};
}

std::string to_hex(Digest digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (int shift = 124; shift >= 0; shift -= 4)
    out.push_back(kDigits[static_cast<std::size_t>(digest.value >> shift) & 15]);
  return out;
}

}  // namespace plimsoll
