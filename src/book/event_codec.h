// Events to the bytes of a journal record and back: version, count, then per event its tag and its
// fields.
//
// Tags are for ever: a tag is never given to another event, and an event's fields are only ever
// added in a new tag.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "book/verbs.h"

namespace plimsoll::book {

[[nodiscard]] std::string encode(const std::vector<Event>& events);

// kJournal if the bytes are not what encode() writes, from this version or an older one.
[[nodiscard]] Result<std::vector<Event>> decode(std::string_view payload);

}  // namespace plimsoll::book
