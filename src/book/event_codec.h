// The bytes of a journal record: version, count, then per event its tag and its fields; then the
// causes (cause.h) as one text, which who only wants the events need not read.
//
// Tags are for ever: a tag is never given to another event, and an event's fields are only ever
// added in a new tag. A command has the tag of the event it leads to. A command whose fields are
// its event's - a price, mostly - is stored as just that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "book/cause.h"
#include "book/verbs.h"

namespace plimsoll::book {

[[nodiscard]] std::string encode(const std::vector<Event>& events, const Causes& causes = {});

// kJournal if the bytes are not what encode() writes. The causes are not looked at.
[[nodiscard]] Result<std::vector<Event>> decode(std::string_view payload);

// Whether two events say the same: their bytes are equal.
[[nodiscard]] bool same(const Event& one, const Event& other);

struct CausedEvents {
  std::vector<Event> events;
  Causes causes;
};
// With the causes; kJournal likewise. Submissions come in order, do not overlap and lie within the
// events.
[[nodiscard]] Result<CausedEvents> decode_with_causes(std::string_view payload);

}  // namespace plimsoll::book
