// A short simulation with fixed seeds that has been everywhere; that it is a function of its seed;
// that it notices when the journal lies; what the table of states allows.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "simulation/simulate.h"

namespace plimsoll::simulation {
namespace {

using model::UnitState;

TEST(Simulation, FixedSeedsHoldAndHaveSeenEverything) {
  Plan plan;
  plan.seeds = 24;
  plan.file_worlds_in = 12;
  plan.directory = testing::TempDir() + "plimsoll_simulation_test";
  Whereabouts whereabouts;
  Tally tally;
  const auto failure = simulate(plan, whereabouts, tally, {});
  std::filesystem::remove_all(plan.directory);
  ASSERT_FALSE(failure) << "seed " << failure->seed << ", " << failure->text
                        << "\nagain: " << command_line(plan, failure->seed);
  EXPECT_EQ(tally.unseen(), "");
  EXPECT_EQ(tally.worlds, plan.seeds);
  for (std::size_t i = 0; i < kCrashPoints; ++i) {
    EXPECT_GT(tally.crashes[i], 0u) << crash_name(static_cast<CrashPoint>(i));
  }
}

TEST(Simulation, AWorldIsAFunctionOfItsSeed) {
  const auto run = [](std::uint64_t seed) {
    World world(seed, {200});
    EXPECT_EQ(world.run(), std::nullopt);
    return std::pair(book::digest_of(world.book()), world.tally().text());
  };
  EXPECT_EQ(run(7), run(7));
  EXPECT_NE(run(7).first, run(8).first);
}

TEST(Simulation, EveryLieOfAJournalIsNoticed) {
  EXPECT_FALSE(caught(Lie::kNone, 1));
  for (const Lie lie : kLies) EXPECT_TRUE(caught(lie, 5)) << lie_name(lie);
}

TEST(Simulation, StatesFollowTheTable) {
  const std::set<std::pair<UnitState, UnitState>> legal = {
      {UnitState::kNormal, UnitState::kWarning},
      {UnitState::kNormal, UnitState::kMarginCall},
      {UnitState::kWarning, UnitState::kNormal},
      {UnitState::kWarning, UnitState::kMarginCall},
      {UnitState::kMarginCall, UnitState::kNormal},
      {UnitState::kMarginCall, UnitState::kWarning},
      {UnitState::kMarginCall, UnitState::kMarginCall}};
  for (int from = 0; from < enum_size(UnitState{}); ++from) {
    for (int to = 0; to < enum_size(UnitState{}); ++to) {
      const std::pair change{static_cast<UnitState>(from), static_cast<UnitState>(to)};
      EXPECT_EQ(is_legal_change(change.first, change.second), legal.contains(change))
          << from << " to " << to;
    }
  }
}

}  // namespace
}  // namespace plimsoll::simulation
