// Every file under scenarios/, in two ways: straight into the engine, and read back from the
// journal that this left behind.
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

INSTANTIATE_TEST_SUITE_P(Folder, Scenarios, testing::ValuesIn(scenario_folders()), test_name);

}  // namespace
}  // namespace plimsoll::scenario
