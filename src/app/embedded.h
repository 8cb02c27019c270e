// Data the binary carries, so that it starts with no file at all.
#pragma once

#include <string_view>

namespace plimsoll::app {

[[nodiscard]] std::string_view embedded_default_parameters();  // data/parameters/default.json
[[nodiscard]] std::string_view embedded_demo_book();           // data/demo/book.json
[[nodiscard]] std::string_view embedded_demo_tape();           // data/demo/tape.csv.gz

}  // namespace plimsoll::app
