// `plimsoll import` and `plimsoll export`: whole books and single wallets, on a journal no server
// is using.
#pragma once

#include <string>
#include <vector>

#include "app/local_actor.h"

namespace plimsoll::app {

// Imports a book file into an empty journal, all or nothing. Returns what to tell. kBookFile,
// kNotEmpty, kJournal, kFile.
[[nodiscard]] Result<std::string> import_book(const std::string& state_dir, const std::string& path,
                                              std::string_view reason = kUnstatedReason);

// Replaces wallets of one account by what the exchange's own answers say. kUnknownAccount; what
// bookfile/exchange_wallets.h and book::UpdateWallet refuse; kMalformed for answers without any
// wallet; kJournal, kFile.
[[nodiscard]] Result<std::string> import_wallets(const std::string& state_dir,
                                                 const std::string& email,
                                                 const std::vector<std::string>& paths,
                                                 std::string_view reason = kUnstatedReason);

// Writes the book in its canonical form to `path`, or to stdout when it is "-".
[[nodiscard]] Result<void> export_book(const std::string& state_dir, const std::string& path);

// A text to `path`, or to stdout when it is "-". kFile.
[[nodiscard]] Result<void> write_output(const std::string& text, const std::string& path);

}  // namespace plimsoll::app
