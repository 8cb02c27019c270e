// `plimsoll journal verify` and `head`: what a journal's hash chain says, also beside a running
// server (docs/journal-format.md).
#pragma once

#include <string>

#include "journal/verify.h"

namespace plimsoll::app {

struct JournalQuestion {
  std::string state_dir;
  std::string file;      // instead of the folder's
  std::string expected;  // "SEQUENCE:HASH" noted earlier; empty: none
};

// Reads the journal through and says what it holds; how far it is goes to stderr, if that is a
// terminal. kJournal names the record that is bad; kSetting an `expected` that is none.
[[nodiscard]] Result<std::string> verify_journal(const JournalQuestion& question);

// "SEQUENCE:HASH" of the newest record, to note and give to `expected` later. Reads only that.
[[nodiscard]] Result<std::string> show_head(const JournalQuestion& question);

// Reads through the journal at `path`, telling a terminal how far it is.
[[nodiscard]] Result<journal::Verified> verify_file(
    const std::string& path, const std::optional<journal::ChainPlace>& expected);

}  // namespace plimsoll::app
