// Commands and events in words, for people who compare what was with what would be: the name, then
// the fields in the order of their list, names for the ids that have one.
#pragma once

#include <string>

#include "book/verbs.h"

namespace plimsoll::engine {

// "Borrow: unit 3, account 1002, USDT, 5000". Key material is left out.
[[nodiscard]] std::string words_of(const book::Command& command, const model::Parameters& names);
[[nodiscard]] std::string words_of(const book::Event& event, const model::Parameters& names);

}  // namespace plimsoll::engine
