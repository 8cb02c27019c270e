// plimsoll_scenario [--answers] FILE...: runs scenarios in the engine and prints each statement
// with its answer. With --answers they run through signed requests to the real API, on a free port
// of the loopback, and what is printed is made to be read: the words above a statement, the
// statement, what happened by itself, and what the API answered, byte for byte but for line breaks.
// Ends with 1 when a scenario does not hold, or when its journal would be decided otherwise now.
#include <cstdio>
#include <string_view>

#include "engine/redecide.h"
#include "journal/memory_journal.h"
#include "scenario/engine_world.h"
#include "scenario/layout.h"
#include "scenario/parse.h"
#include "scenario/run.h"
#include "scenario/test_http_world.h"

namespace {

using namespace plimsoll;

constexpr std::size_t kIndent = 4;
constexpr std::size_t kColumns = 100;

void print_steps(const scenario::Run& run, std::string_view path) {
  for (const scenario::Step& step : run.steps) {
    if (step.statement->file != path) continue;  // its world
    std::printf("%4d  %s", step.statement->line, step.statement->text.c_str());
    if (!step.answer.empty()) std::printf("   [%s]", step.answer.c_str());
    std::printf("\n");
    for (const std::string& each : step.happened) std::printf("        then %s\n", each.c_str());
  }
}

// As they stand in the file, without the space after '#'.
void print_words(std::string_view words) {
  if (!words.empty()) std::printf("\n");
  while (!words.empty()) {
    const std::string_view line = words.substr(0, words.find('\n'));
    words.remove_prefix(line.size() + 1);
    const std::size_t begin = line.starts_with(' ') ? 1 : 0;
    std::printf("%.*s\n", static_cast<int>(line.size() - begin), line.data() + begin);
  }
}

void print_answers(const scenario::Run& run, std::string_view path) {
  for (const scenario::Step& step : run.steps) {
    if (step.statement->file != path) continue;
    print_words(step.statement->words);
    std::printf("\n> %s\n", step.statement->text.c_str());
    for (const std::string& each : step.happened) std::printf("  then %s\n", each.c_str());
    if (step.body.empty()) continue;
    std::printf("%s", scenario::lay_out_json(step.body, kIndent, kColumns).c_str());
  }
}

// A journal that today's code would decide otherwise fails the run that wrote it.
void add_differences(const engine::Records& journal, scenario::Run& run) {
  const auto again = engine::redecide(journal, std::nullopt, {});
  if (!again) return run.failures.push_back(describe(again.error()));
  for (const engine::Difference& each : again->differences) {
    run.failures.push_back("record " + std::to_string(each.sequence.value) + ", " + each.cause +
                           "\n  journal " + each.stored + "\n  today   " + each.today);
  }
}

bool show(const char* path, bool answers) {
  const auto scenario = scenario::read_scenario(path);
  if (!scenario) {
    std::fprintf(stderr, "%s\n", scenario.error().detail.c_str());
    return false;
  }
  scenario::Run run;
  if (answers) {
    scenario::HttpWorld world(*scenario);
    run = scenario::run(*scenario, world);
    print_answers(run, path);
    add_differences(world.records(), run);
  } else {
    journal::MemoryJournal journal;
    scenario::EngineWorld world(journal, scenario->start);
    run = scenario::run(*scenario, world);
    print_steps(run, path);
    add_differences(journal, run);
  }
  std::fflush(stdout);
  for (const std::string& failure : run.failures) std::fprintf(stderr, "%s\n", failure.c_str());
  return run.failures.empty();
}

}  // namespace

int main(int count, char** arguments) {
  const bool answers = count > 1 && arguments[1] == std::string_view("--answers");
  const int first = answers ? 2 : 1;
  if (count <= first) {
    std::fprintf(stderr, "usage: plimsoll_scenario [--answers] FILE...\n");
    return 2;
  }
  bool all = true;
  for (int i = first; i < count; ++i) all = show(arguments[i], answers) && all;
  // The world over HTTP checks itself as tests do.
  const bool sound = !testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed();
  return all && sound ? 0 : 1;
}
