// The same records in a real file, whose write-ahead log ends at a random byte: what a machine
// leaves that stopped while it wrote.
#pragma once

#include <string>
#include <vector>

#include "engine/journal.h"
#include "simulation/invariants.h"
#include "simulation/random.h"
#include "simulation/tally.h"

namespace plimsoll::simulation {

// Writes `records` into a journal in a folder below `directory`, one after the other. Of some it
// copies file and log as they would be if the machine had stopped inside the append, and lets a
// fresh processor recover from that: everything before must be there with its digest, and the
// record itself as a whole or not at all.
[[nodiscard]] Finding tear_file(const std::vector<engine::Record>& records,
                                const std::string& directory, Random& random, Tally& tally);

}  // namespace plimsoll::simulation
