// The reader of scenario files. The language: docs/scenarios.md.
#pragma once

#include <string>
#include <string_view>

#include "scenario/scenario.h"

namespace plimsoll::scenario {

// `world NAME` in the file reads worlds/NAME.world beside the folder of the file. kMalformed:
// "file:line: expected ..., found ..."; kFile: a file that cannot be read.
[[nodiscard]] Result<Scenario> read_scenario(const std::string& path);

// The same from a text; `worlds` is the folder of its worlds.
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view text, const std::string& file,
                                              const std::string& worlds);

}  // namespace plimsoll::scenario
