#include "simulation/simulate.h"

#include <fmt/core.h>

#include <chrono>

#include "simulation/file_tear.h"

namespace plimsoll::simulation {
namespace {

// Files are slow: the beginning of a world is enough to tear one.
constexpr std::size_t kRecordsInFile = 150;

Finding run_world(const Plan& plan, std::uint64_t seed, Whereabouts& whereabouts, Tally& tally) {
  World world(seed, {plan.steps, Lie::kNone, &whereabouts.step});
  Finding found = world.run();
  tally.add(world.tally());
  if (found || plan.file_worlds_in == 0 || seed % plan.file_worlds_in != 0) return found;
  std::vector<engine::Record> records = world.journal().records();
  if (records.size() > kRecordsInFile) records.resize(kRecordsInFile);
  Random random(seed ^ 0x746F726E);
  found = tear_file(records, plan.directory, random, tally);
  if (found) found = "in a file: " + *found;
  return found;
}

}  // namespace

std::optional<Failure> simulate(const Plan& plan, Whereabouts& whereabouts, Tally& tally,
                                const std::function<void(const Tally&)>& done) {
  const auto begin = std::chrono::steady_clock::now();
  const auto goes_on = [&](std::uint64_t worlds) {
    if (plan.seconds == 0) return worlds < plan.seeds;
    return std::chrono::steady_clock::now() - begin < std::chrono::seconds(plan.seconds);
  };
  for (std::uint64_t worlds = 0; goes_on(worlds); ++worlds) {
    const std::uint64_t seed = plan.seed + worlds;
    whereabouts.seed = seed;
    whereabouts.step = 0;
    if (Finding found = run_world(plan, seed, whereabouts, tally)) return Failure{seed, *found};
    if (done) done(tally);
  }
  return std::nullopt;
}

std::string command_line(const Plan& plan, std::uint64_t seed) {
  return fmt::format("plimsoll_simulate --seed {} --seeds 1 --steps {}", seed, plan.steps);
}

Finding caught(Lie lie, std::uint64_t worlds) {
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    World world(seed, {600, lie, nullptr});
    if (Finding found = world.run()) return fmt::format("seed {}, {}", seed, *found);
  }
  return {};
}

}  // namespace plimsoll::simulation
