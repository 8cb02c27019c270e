// Scenario files: understood, or refused with the line that is wrong.
#include <string>

#include "fuzz/target.h"
#include "scenario/parse.h"

namespace plimsoll::fuzz {

void try_input(std::string_view input) {
  const auto scenario = scenario::parse_scenario(input, "f", PLIMSOLL_WORLDS_DIR);
  if (scenario) return;
  CHECK(!scenario.error().detail.empty());
}

}  // namespace plimsoll::fuzz
