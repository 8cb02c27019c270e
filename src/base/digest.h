// A 128-bit fingerprint of bytes (FNV-1a), to tell whether two states are the same. Not for
// secrets, not against an adversary: whoever can choose states can make two with one digest.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/int128.h"

namespace plimsoll {

struct Digest {
  Uint128 value = 0;
  friend constexpr auto operator<=>(const Digest&, const Digest&) = default;
};

[[nodiscard]] Digest digest(std::string_view bytes);
[[nodiscard]] std::string to_hex(Digest digest);

}  // namespace plimsoll
