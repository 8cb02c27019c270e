// Writes the seeds of the target event_codec: the shortest record of each kind of event that random
// commands bring about. To be run again when an event changes:
//
//   ninja -C build event_seeds && build/fuzz/event_seeds fuzz/corpus/event_codec
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "book/event_codec.h"
#include "book/test_commands.h"
#include "book/test_life.h"

namespace plimsoll::book {
namespace {

std::map<std::size_t, std::string> shortest_records() {
  std::map<std::size_t, std::string> records;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Life life{Book{}};
    RandomCommands source(seed);
    for (int i = 0; i < 300; ++i) {
      life.wait_until(life.book.time + (source.random().chance(3) ? kHourMs : 1'000));
      static_cast<void>(life.act(source.next(life.book)));
    }
    for (const Event& event : life.events) {
      std::string record = encode({event});
      std::string& kept = records[event.index()];
      if (kept.empty() || record.size() < kept.size()) kept = std::move(record);
    }
    std::string& several = records[std::variant_size_v<Event>];
    if (several.empty()) several = encode({life.events.end() - 3, life.events.end()});
  }
  return records;
}

}  // namespace
}  // namespace plimsoll::book

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const std::filesystem::path folder(arguments[1]);
  std::filesystem::create_directories(folder);
  for (const auto& [kind, record] : plimsoll::book::shortest_records()) {
    std::ofstream file(folder / ("event" + std::to_string(kind)), std::ios::binary);
    file << record;
  }
  return 0;
}
