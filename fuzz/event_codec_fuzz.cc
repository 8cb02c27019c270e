// Journal payloads: whatever decodes encodes to bytes that decode to the same.
#include <string>

#include "book/event_codec.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {

void try_input(std::string_view input) {
  const auto record = book::decode_with_causes(input);
  if (!record) return;
  // Who only wants the events does not look at the causes.
  CHECK(book::decode(input).has_value());
  const std::string bytes = book::encode(record->events, record->causes);
  const auto again = book::decode_with_causes(bytes);
  CHECK(again.has_value() && book::encode(again->events, again->causes) == bytes);
}

}  // namespace plimsoll::fuzz
