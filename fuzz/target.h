// What every fuzz target is: a function that takes any bytes and finds its properties true.
//
// libFuzzer calls it by entry.cc, with bytes it invents; replay.cc calls it, in every build, with
// the files of corpus/ and crashes/. A property that does not hold ends the program by CHECK.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace plimsoll::fuzz {

void try_input(std::string_view input);

// For targets with two inputs: what stands before the first occurrence of `mark`, and behind it.
// Without one the second is empty.
inline std::pair<std::string_view, std::string_view> halves(std::string_view input, char mark) {
  const std::size_t end = input.find(mark);
  if (end == std::string_view::npos) return {input, {}};
  return {input.substr(0, end), input.substr(end + 1)};
}

}  // namespace plimsoll::fuzz
