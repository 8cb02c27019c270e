// Running a scenario: every statement is carried out in a world, and every answer, consequence and
// fact compared with what the scenario says.
#pragma once

#include <string>
#include <vector>

#include "engine/journal.h"
#include "scenario/world.h"

namespace plimsoll::scenario {

// One statement, carried out.
struct Step {
  const Statement* statement = nullptr;
  std::string answer;                 // what came of it, for people
  std::string body;                   // of the API, when it was asked
  std::vector<std::string> happened;  // by itself
  Sequence sequence;                  // of the book afterwards
};

struct Run {
  std::vector<Step> steps;
  std::vector<std::string> failures;  // "file:line: statement: ... instead of ..."
};

// The books must balance at the end, whether the scenario asks or not.
[[nodiscard]] Run run(const Scenario& scenario, World& world);

// The facts of a run, read again from its journal, each at the record it was read at first; and the
// book at its end has the digest of the run's. Failures as run() tells them.
[[nodiscard]] std::vector<std::string> replay(const Scenario& scenario, const Run& first,
                                              const engine::Journal& journal, Digest end);

}  // namespace plimsoll::scenario
