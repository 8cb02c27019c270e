// Verifying a journal from end to end: its structure, the hash chain from record 1, the order of
// times, and that every payload decodes.
#pragma once

#include <functional>
#include <optional>

#include "journal/journal_file.h"

namespace plimsoll::journal {

struct Verified {
  ChainPlace head;    // the newest record; 0 and zeros when there is none
  Timestamp first{};  // the times of the first and the last record, when there are any
  Timestamp last{};
};

// Called after each record with its number and the last one's.
using VerifyProgress = std::function<void(Sequence done, Sequence last)>;

// Reads `file` through, up to its newest record now. With `expected`, a place noted earlier, the
// journal must have come by it. kJournal names the first record that is bad, or what of the
// structure is.
[[nodiscard]] Result<Verified> verify(JournalFile& file, const std::optional<ChainPlace>& expected,
                                      const VerifyProgress& progress);

// The place of the newest record, which reads nothing but that.
[[nodiscard]] Result<ChainPlace> head_of(const JournalFile& file);

}  // namespace plimsoll::journal
