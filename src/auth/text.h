// Text as people and files hand it over.
#pragma once

#include <algorithm>
#include <string_view>

namespace plimsoll::auth {

// Without the blanks and line ends around it.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

}  // namespace plimsoll::auth
