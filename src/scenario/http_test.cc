// Every file under scenarios/, the third way: through signed requests to the real API.
#include "scenario/run.h"
#include "scenario/test_http_world.h"
#include "scenario/testing.h"

namespace plimsoll::scenario {
namespace {

class ScenariosOverHttp : public testing::TestWithParam<std::string> {};

TEST_P(ScenariosOverHttp, Hold) {
  each_scenario(GetParam(), [](const Scenario& scenario) {
    HttpWorld world(scenario);
    for (const std::string& failure : run(scenario, world).failures) ADD_FAILURE() << failure;
  });
}

INSTANTIATE_TEST_SUITE_P(Folder, ScenariosOverHttp, testing::ValuesIn(scenario_folders()),
                         test_name);

}  // namespace
}  // namespace plimsoll::scenario
