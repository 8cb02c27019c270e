// Tapes: any bytes are a tape that ends, or an error; a tape played again is the same tape.
#include <vector>

#include "feed/tape.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {
namespace {

constexpr int kMost = 10'000;  // observations looked at: a packed tape may have millions

// The times and symbols up to the end or the first error.
std::vector<std::pair<std::int64_t, std::string>> played(feed::Tape& tape) {
  std::vector<std::pair<std::int64_t, std::string>> seen;
  for (int i = 0; i < kMost; ++i) {
    const auto next = tape.next();
    if (!next || !*next) break;
    seen.emplace_back((*next)->time.ms, (*next)->symbol);
  }
  return seen;
}

}  // namespace

void try_input(std::string_view input) {
  const auto tape = feed::Tape::over("fuzz", input);
  if (!tape) return;
  const auto first = played(**tape);
  if (!(*tape)->rewind()) return;
  CHECK(played(**tape) == first);
}

}  // namespace plimsoll::fuzz
