// A 128-bit fingerprint of bytes that nobody can make collide (BLAKE2b): by it a repeated request
// is known.
#pragma once

#include <string_view>

#include "base/digest.h"

namespace plimsoll::auth {

[[nodiscard]] Digest fingerprint(std::string_view bytes);

}  // namespace plimsoll::auth
