// Stream messages: any text is parsed, ignored or refused, whatever the venue; a refused one leaves
// nothing behind, and an observation has what the mapping relies on.
#include <vector>

#include "feed/stream_message.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {

void try_input(std::string_view input) {
  using feed::Venue;
  for (const Venue venue : {Venue::kUnknown, Venue::kSpot, Venue::kUm, Venue::kCm}) {
    feed::StreamParser parser(venue);
    std::vector<feed::Observation> seen;
    const auto parsed = parser.parse(input, Timestamp{1}, seen);
    CHECK(parsed.has_value() || seen.empty());
    for (const feed::Observation& one : seen) CHECK(!one.symbol.empty());
    const auto again = parser.parse(input, Timestamp{1}, seen);
    CHECK_MSG(again.has_value() == parsed.has_value(), "a parser remembers an earlier message");
  }
}

}  // namespace plimsoll::fuzz
