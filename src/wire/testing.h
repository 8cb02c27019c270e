// For tests of the answers: what a writer appends, and a style with one choice turned.
#pragma once

#include <string>
#include <string_view>

#include "base/check.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

// write(out, arguments...)
template <class Write, class... Arguments>
std::string written(const Write& write, const Arguments&... arguments) {
  std::string out;
  write(out, arguments...);
  return out;
}

inline NumericStyle styled(std::string_view name, std::string_view value) {
  NumericStyle style;
  CHECK(style.set(name, value).has_value());
  return style;
}

}  // namespace plimsoll::wire
