// Redecide: would today's code have answered as the journal says?
//
// Walks a journal from its first record. What each record answers - its commands, the hour it
// charges, the reviews that were due - is decided anew on the book as it stood before, and compared
// with the stored events. The walk goes on from the stored events, so that one difference does not
// bring about others. Refused requests are in no journal: they changed nothing and are not decided
// anew.
#pragma once

#include <string>
#include <vector>

#include "engine/replay.h"

namespace plimsoll::engine {

struct Difference {
  Sequence sequence;
  Timestamp time;
  std::string cause;   // in words: the command, the hour, the review
  std::string stored;  // what the journal says came of it; "nothing"
  std::string today;   // what would come of it now; "refused: ..."; "nothing"
};

struct Redecision {
  std::uint64_t records = 0;
  std::vector<Difference> differences;
};

[[nodiscard]] Result<Redecision> redecide(const Records& records,
                                          const std::optional<Moment>& until,
                                          const Progress& progress);

}  // namespace plimsoll::engine
