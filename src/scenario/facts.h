// What can be read from a book, in the words of the language: both what `expect` asks for and what
// happens by itself. Pure; names come from the scenario.
#pragma once

#include <string>

#include "scenario/scenario.h"

namespace plimsoll::scenario {

// "0.592", "1000 interest 0.5", "2 by LTV"; or the name of the error that valuing the unit gives.
[[nodiscard]] std::string read_fact(const Scenario& names, const book::Book& book,
                                    const Fact& fact);

// What an event that nobody asked for did: "1 BTC moves from K spot". Empty for the others.
[[nodiscard]] std::string tell(const Scenario& names, const book::Event& event);

}  // namespace plimsoll::scenario
