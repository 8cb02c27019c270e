#include "simulation/tally.h"

#include <fmt/core.h>

#include <utility>
#include <vector>

#include "engine/words.h"

namespace plimsoll::simulation {
namespace {

// The name of every alternative, in the order of the variant.
template <class Variant, std::size_t... kIndex>
std::vector<std::string> names_of(std::index_sequence<kIndex...>) {
  const auto name = [](const Variant& value) {
    const std::string words = engine::words_of(value, {});
    return words.substr(0, words.find(':'));
  };
  return {name(Variant(std::in_place_index<kIndex>))...};
}
template <class Variant>
const std::vector<std::string>& names_of() {
  static const auto names =
      names_of<Variant>(std::make_index_sequence<std::variant_size_v<Variant>>());
  return names;
}

template <std::size_t kSize>
void add_all(std::array<std::uint64_t, kSize>& to, const std::array<std::uint64_t, kSize>& from) {
  for (std::size_t i = 0; i < kSize; ++i) to[i] += from[i];
}

}  // namespace

std::string_view command_name(std::size_t kind) { return names_of<book::Command>()[kind]; }
std::string_view event_name(std::size_t kind) { return names_of<book::Event>()[kind]; }

std::string_view crash_name(CrashPoint point) {
  constexpr std::string_view kNames[] = {"before the append", "inside the append (torn)",
                                         "after the append", "between turns", "torn log of a file"};
  static_assert(std::size(kNames) == kCrashPoints);
  return kNames[static_cast<std::size_t>(point)];
}

void Tally::add(const Tally& other) {
  worlds += other.worlds;
  turns += other.turns;
  commands += other.commands;
  submissions += other.submissions;
  accepted += other.accepted;
  refused += other.refused;
  repeated += other.repeated;
  records += other.records;
  recoveries += other.recoveries;
  replayed += other.replayed;
  checks += other.checks;
  for (const auto& [code, count] : other.refusals) refusals[code] += count;
  add_all(crashes, other.crashes);
  add_all(commands_accepted, other.commands_accepted);
  add_all(commands_refused, other.commands_refused);
  add_all(events, other.events);
}

std::uint64_t Tally::crash_points() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : crashes) sum += count;
  return sum;
}

std::uint64_t Tally::count_of(std::string_view event) const {
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    if (event_name(i) == event) return events[i];
  }
  return 0;
}

std::string Tally::text() const {
  std::string out;
  const auto line = [&](std::string_view name, std::uint64_t count) {
    out += fmt::format("{:<34}{:>12}\n", name, count);
  };
  line("worlds", worlds);
  line("turns", turns);
  line("commands", commands);
  line("submissions", submissions);
  line("  accepted", accepted);
  line("  answered again", repeated);
  line("  refused", refused);
  for (const auto& [code, count] : refusals) line("    " + code, count);
  line("records", records);
  line("crash points", crash_points());
  for (std::size_t i = 0; i < kCrashPoints; ++i) {
    line("  " + std::string(crash_name(static_cast<CrashPoint>(i))), crashes[i]);
  }
  line("recoveries", recoveries);
  line("records replayed", replayed);
  line("checks of all invariants", checks);
  line("liquidations", count_of("LiquidationStarted"));
  std::size_t kinds = 0;
  for (const std::uint64_t count : events) kinds += count > 0 ? 1 : 0;
  line("kinds of events seen", kinds);
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    line("  " + std::string(event_name(i)), events[i]);
  }
  out += fmt::format("{:<34}{:>12}{:>12}\n", "command", "accepted", "refused");
  for (std::size_t i = 0; i < kCommandKinds; ++i) {
    out += fmt::format("  {:<32}{:>12}{:>12}\n", command_name(i), commands_accepted[i],
                       commands_refused[i]);
  }
  return out;
}

std::string Tally::unseen() const {
  std::string out;
  for (std::size_t i = 0; i < kCommandKinds; ++i) {
    if (commands_accepted[i] == 0) out += fmt::format("{} was never accepted\n", command_name(i));
    if (commands_refused[i] == 0) out += fmt::format("{} was never refused\n", command_name(i));
  }
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    if (events[i] == 0) out += fmt::format("{} never occurred\n", event_name(i));
  }
  return out;
}

}  // namespace plimsoll::simulation
