// A whole book to bytes and back, by the lists of fields.
//
// Equal books have equal bytes, whatever way they came about. What follows from the rest - indexes
// by name and by email - is not written; reading makes it anew. Sealed secrets stay sealed.
//
// The bytes are for one version of the program: a reader of another refuses them or is told by
// whoever keeps them (the snapshots name their format). The journal is what lasts.
#pragma once

#include <string>
#include <string_view>

#include "book/book.h"

namespace plimsoll::book {

// Of what encode_book() writes; to be raised whenever a field of the state is added or changed.
inline constexpr std::uint32_t kBookFormat = 1;

[[nodiscard]] std::string encode_book(const Book& book);

// kMalformed if the bytes are not what encode_book() writes.
[[nodiscard]] Result<Book> decode_book(std::string_view bytes);

}  // namespace plimsoll::book
