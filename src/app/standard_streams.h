// The three descriptors that every process is given, when whoever started it did not give them or
// takes them away later. What the program says there must never decide whether it goes on.
#pragma once

#include <string_view>

namespace plimsoll::app {

// In main, first. A descriptor 0, 1 or 2 that is closed would be the number of the next file that
// is opened - the journal's - and then the log would be written into it: /dev/null takes its place.
void fill_standard_descriptors();

// Whoever read our output may leave without ending us.
void ignore_broken_pipes();

// To stdout, at once. A full disk or a reader that left loses the text and nothing else.
void say(std::string_view text);

}  // namespace plimsoll::app
