// Many worlds, one after the other.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "simulation/world.h"

namespace plimsoll::simulation {

struct Plan {
  std::uint64_t seed = 1;   // of the first world; the others follow
  std::uint64_t seeds = 1;  // how many
  std::uint64_t steps = 600;
  std::uint64_t seconds = 0;          // worlds go on until then; 0: `seeds` decides
  std::uint64_t file_worlds_in = 20;  // of so many worlds one also tears a file; 0: none does
  std::string directory;              // for those files
};

struct Failure {
  std::uint64_t seed = 0;
  std::string text;
};

// Where a run is, for a handler that tells of a process that dies in it.
struct Whereabouts {
  std::atomic<std::uint64_t> seed{0};
  std::atomic<std::uint64_t> step{0};
};

// Stops at the first failure. `done` is called after each world.
[[nodiscard]] std::optional<Failure> simulate(const Plan& plan, Whereabouts& whereabouts,
                                              Tally& tally,
                                              const std::function<void(const Tally&)>& done);

// "plimsoll_simulate --seed 5 --seeds 1 --steps 600".
[[nodiscard]] std::string command_line(const Plan& plan, std::uint64_t seed);

// Whether worlds on a journal that tells `lie` notice it: what they said, nothing if none did.
[[nodiscard]] Finding caught(Lie lie, std::uint64_t worlds);

}  // namespace plimsoll::simulation
