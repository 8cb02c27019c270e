// Causes: what a record's events answer. With them a record can be decided anew (engine/redecide.h)
// and read by people: this was asked for, this came of it.
//
// A record is either the charge of one full hour, which nobody asked for, or one turn of the
// engine: first the reviews that time made due, then one submission after the other - who gave it,
// when an operator did; its commands, each of which led to one event; the answer its request is
// known by, if it has one; the reviews of the units it touched. Refused submissions changed nothing
// and are not here.
#pragma once

#include <string>
#include <vector>

#include "book/verbs.h"

namespace plimsoll::book {

// One accepted submission.
struct Cause {
  std::uint32_t first = 0;  // place of its first event in the record
  bool reviewed = true;     // the units it touched were reviewed after it
  bool acted = false;       // its first event is an OperatorActed
  bool answered = false;    // the event after its commands' is its RequestAnswered
  std::vector<Command> commands;

  // Place of its first command's event in the record.
  [[nodiscard]] std::size_t done_from() const { return first + (acted ? 1 : 0); }
  // Its own events: who gave it, of the commands, and the answer.
  [[nodiscard]] std::size_t own_events() const {
    return commands.size() + (acted ? 1 : 0) + (answered ? 1 : 0);
  }
};

struct Causes {
  bool hour = false;          // the record charges the hour that its time is
  std::uint32_t hours = 0;    // so many records right before this one charge hours of the same turn
  bool all_reviewed = false;  // first of all every active unit was reviewed: the engine started
  std::vector<Cause> submissions;
};

}  // namespace plimsoll::book
