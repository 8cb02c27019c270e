// A state folder at a past moment, read beside a running server or without one: nothing is locked
// and nothing is changed.
#pragma once

#include <string>

#include "server/ltv_as_of.h"
#include "snapshot/store.h"

namespace plimsoll::app {

// The snapshots of a state folder.
[[nodiscard]] snapshot::Store snapshots_of(const std::string& state_dir);

// Logs why a snapshot was not used.
void warn_of_snapshot(const std::string& path, const std::string& reason);

struct PastRequest {
  std::string state_dir;
  std::optional<engine::Moment> moment;  // absent: the newest record
  bool from_start = false;               // by the records alone
};
struct PastBook {
  engine::Standing standing;
  Sequence last;  // the journal's newest record
};
// kFile, kJournal, kOutOfRange. Progress goes to stderr, if that is a terminal.
[[nodiscard]] Result<PastBook> book_at(const PastRequest& request);

// For the server: the book of the folder at any moment.
[[nodiscard]] server::Past past_of(const std::string& state_dir);

// `plimsoll ltv --as-of`: the table, or the answer's own bytes. kMalformed for no moment,
// kOutOfRange for one in the future.
struct PastLtvQuestion {
  std::string state_dir;
  std::string as_of;
  server::WhichUnits which;
  bool json = false;
};
[[nodiscard]] Result<std::string> past_ltv(const PastLtvQuestion& question);

// Tells a terminal at stderr how far a reading of records is.
[[nodiscard]] engine::Progress terminal_progress();

}  // namespace plimsoll::app
