// Replay: from a book at one record to the book at a later one, by the journal's events alone.
// Nothing is decided; nothing is written.
#pragma once

#include <functional>
#include <optional>

#include "book/verbs.h"
#include "engine/journal.h"
#include "engine/moment.h"

namespace plimsoll::engine {

// A book as it is right after one record; without arguments, before the first one.
struct Standing {
  book::Book book;
  Sequence sequence{0};
};

// Called with the record that was just read and the newest one there is.
using Progress = std::function<void(Sequence done, Sequence last)>;

// Reads the records after `standing`; stops before the first that `until` does not include. An
// error of `visit` ends it. kJournal names the record that cannot be read.
[[nodiscard]] Result<void> walk(const Records& records, Sequence after,
                                const std::optional<Moment>& until,
                                const std::function<Result<void>(const Record&)>& visit);

// Brings `standing` forward over the events of those records. After an error it must not be used.
[[nodiscard]] Result<void> replay(const Records& records, Standing& standing,
                                  const std::optional<Moment>& until, const Progress& progress);

}  // namespace plimsoll::engine
