// plimsoll_simulate [--seed S] [--seeds N] [--steps K] [--seconds T] [--hours H] [--self-test]
//
// Runs N worlds from seed S on, K turns each, or as many as fit into the time; prints what they
// saw. A world that fails ends the run with 1 and with the command that repeats it. --self-test
// lets the journal lie in every way it knows, and fails if one goes unnoticed.
#include <fmt/core.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "simulation/simulate.h"

namespace {

using namespace plimsoll::simulation;

Whereabouts whereabouts;

void write_text(std::string_view text) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

void write_number(std::uint64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  write_text({digits, static_cast<std::size_t>(end - digits)});
}

// A CHECK that fails ends the process: its world is named with what a signal handler may use.
void tell_of_death(int) {
  write_text("\nthe process died in the world of seed ");
  write_number(whereabouts.seed);
  write_text(", step ");
  write_number(whereabouts.step);
  write_text("; again: plimsoll_simulate --seeds 1 --seed ");
  write_number(whereabouts.seed);
  write_text(" and the same --steps\n");
}

int self_test() {
  int unnoticed = 0;
  for (const Lie lie : kLies) {
    const Finding found = caught(lie, 10);
    if (!found) ++unnoticed;
    fmt::print("{}: {}\n", lie_name(lie), found ? "noticed, " + *found : "NOT NOTICED");
  }
  fmt::print("self-test: {} lies, {} unnoticed\n", kLies.size(), unnoticed);
  return unnoticed == 0 ? 0 : 1;
}

int usage() {
  fmt::print(stderr,
             "plimsoll_simulate [--seed S] [--seeds N] [--steps K] [--seconds T] [--hours H] "
             "[--self-test]\n");
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  Plan plan;
  std::uint64_t hours = 0;
  const std::map<std::string_view, std::uint64_t*> numbers = {{"--seed", &plan.seed},
                                                              {"--seeds", &plan.seeds},
                                                              {"--steps", &plan.steps},
                                                              {"--seconds", &plan.seconds},
                                                              {"--hours", &hours}};
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--self-test" && count == 2) return self_test();
    const auto place = numbers.find(name);
    if (place == numbers.end() || i + 1 == count) return usage();
    const std::string_view text = arguments[++i];
    const auto read = std::from_chars(text.data(), text.data() + text.size(), *place->second);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return usage();
  }
  plan.seconds += hours * 3600;
  std::string folder =
      (std::filesystem::temp_directory_path() / "plimsoll_simulate_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    fmt::print(stderr, "no folder for files can be made: {}\n", folder);
    return 1;
  }
  plan.directory = folder;
  std::signal(SIGABRT, tell_of_death);

  Tally tally;
  const auto begin = std::chrono::steady_clock::now();
  auto told = begin;
  const auto failure = simulate(plan, whereabouts, tally, [&](const Tally& so_far) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told < std::chrono::seconds(60)) return;
    told = now;
    fmt::print(stderr, "{} worlds, {} commands, {} crash points\n", so_far.worlds, so_far.commands,
               so_far.crash_points());
  });
  std::filesystem::remove_all(folder);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  fmt::print("{}{:<34}{:>12.0f}\n", tally.text(), "seconds", took.count());
  if (const std::string unseen = tally.unseen(); !unseen.empty()) fmt::print("\n{}", unseen);
  if (!failure) return 0;
  fmt::print(stderr, "\nFAILED: seed {}, {}\nagain: {}\n", failure->seed, failure->text,
             command_line(plan, failure->seed));
  return 1;
}
