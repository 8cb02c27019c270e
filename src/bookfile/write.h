// Book files, outward: the canonical form of docs/book-format.md, byte for byte.
//
// Equal books write equal files; load(write(book)) is the same book, but for the ids of assets and
// contracts, which are sorted by name, and for what never leaves the journal: API keys, remembered
// requests, how units stand and what is under way in them, the ledger but for the pools and
// rebates.
#pragma once

#include <string>

#include "book/book.h"

namespace plimsoll::bookfile {

[[nodiscard]] std::string write(const book::Book& book);

}  // namespace plimsoll::bookfile
