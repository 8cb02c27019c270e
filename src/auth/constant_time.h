// Comparing secrets. Every comparison with a secret, a signature or a token goes through here:
// scripts/check_compares.py sees to it.
#pragma once

#include <string_view>

namespace plimsoll::auth {

// Takes the same time wherever the texts differ. Their lengths are no secret: other lengths are
// unequal at once.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace plimsoll::auth
