// Journal payloads: there is one way to write what they say, so whatever decodes encodes to the
// same bytes.
#include <string>

#include "book/event_codec.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {

void try_input(std::string_view input) {
  const auto events = book::decode(input);
  CHECK(!events || book::encode(*events) == input);
}

}  // namespace plimsoll::fuzz
