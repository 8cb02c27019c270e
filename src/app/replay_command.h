// `plimsoll replay`: a book as it was, or what today's code would have decided otherwise. Reads a
// state folder only, also beside a running server.
#pragma once

#include <string>

#include "base/error.h"

namespace plimsoll::app {

struct ReplayRequest {
  std::string state_dir;
  std::string until{};      // a moment (engine/moment.h); empty: the newest record
  bool from_start = false;  // without a snapshot
  std::string output{};     // where to write the book file of that moment; empty: nowhere
};
// What stands there: record, time, digest, counts. kMalformed, kFile, kJournal, kOutOfRange.
[[nodiscard]] Result<std::string> replay_book(const ReplayRequest& request);

// Every difference, in words, and how many there are.
struct Redecided {
  std::string text;
  bool differs = false;
};
[[nodiscard]] Result<Redecided> redecide_journal(const ReplayRequest& request);

}  // namespace plimsoll::app
