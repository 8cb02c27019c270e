// Every file under scenarios/, in three ways: straight into the engine, read back from the journal
// that this left behind, and decided anew from it.
#include "engine/redecide.h"
#include "journal/memory_journal.h"
#include "scenario/engine_world.h"
#include "scenario/run.h"
#include "scenario/testing.h"

namespace plimsoll::scenario {
namespace {

class Scenarios : public testing::TestWithParam<std::string> {};

TEST_P(Scenarios, HoldInTheEngine) {
  each_scenario(GetParam(), [](const Scenario& scenario) {
    journal::MemoryJournal journal;
    EngineWorld world(journal, scenario.start);
    for (const std::string& failure : run(scenario, world).failures) ADD_FAILURE() << failure;
  });
}

TEST_P(Scenarios, HoldInTheirJournal) {
  each_scenario(GetParam(), [](const Scenario& scenario) {
    journal::MemoryJournal journal;
    EngineWorld world(journal, scenario.start);
    const auto first = run(scenario, world);
    const auto failures = replay(scenario, first, journal, book::digest_of(world.book()));
    for (const std::string& failure : failures) ADD_FAILURE() << failure;
  });
}

TEST_P(Scenarios, AreDecidedAgainAsTheyWere) {
  each_scenario(GetParam(), [](const Scenario& scenario) {
    journal::MemoryJournal journal;
    EngineWorld world(journal, scenario.start);
    (void)run(scenario, world);
    const auto again = engine::redecide(journal, std::nullopt, {});
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(again->records, journal.last().value);
    for (const engine::Difference& difference : again->differences) {
      ADD_FAILURE() << "record " << difference.sequence.value << ": " << difference.cause
                    << "\n  journal " << difference.stored << "\n  today   " << difference.today;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Folder, Scenarios, testing::ValuesIn(scenario_folders()), test_name);

}  // namespace
}  // namespace plimsoll::scenario
