// Compact JSON laid out for people: what fits on a line stays on it, longer arrays and objects are
// opened, a member a line. Every byte of a number or a text is kept, which a parser would not do.
#pragma once

#include <string>
#include <string_view>

namespace plimsoll::scenario {

// Lines that end with a line feed, each indented by at least `indent`. A single value is never
// broken, however long. The text is JSON without white space between its parts.
[[nodiscard]] std::string lay_out_json(std::string_view json, std::size_t indent,
                                       std::size_t columns);

}  // namespace plimsoll::scenario
