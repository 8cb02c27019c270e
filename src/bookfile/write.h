// Book files, outward: the canonical form of docs/book-format.md, byte for byte.
//
// Equal books write equal files; load(write(book)) is the same book, but for API keys, which never
// leave the journal, and for the ids of assets and contracts, which are sorted by name.
#pragma once

#include <string>

#include "book/book.h"

namespace plimsoll::bookfile {

[[nodiscard]] std::string write(const book::Book& book);

}  // namespace plimsoll::bookfile
