// OperatorActed: who wanted the events that follow it in its record, and why. It changes nothing of
// the book; the journal keeps it, and the history lists it.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct OperatorActed {
  static constexpr std::uint16_t kTag = 39;
  std::string id;    // of the operator; empty: at the command line of the machine
  std::string name;  // as it was then; "local:" and the user's name at the command line
  std::string role;  // as it was then; kLocalRole at the command line
  std::string command;
  std::string reason;

  static constexpr auto fields() {
    return std::tuple(&OperatorActed::id, &OperatorActed::name, &OperatorActed::role,
                      &OperatorActed::command, &OperatorActed::reason);
  }
  friend bool operator==(const OperatorActed&, const OperatorActed&) = default;
};

inline constexpr std::string_view kLocalRole = "LOCAL";

// kMalformed: the reason does not have 1 to kMaxReason characters on one line.
[[nodiscard]] Result<void> check_reason(std::string_view reason);

void apply(Book& book, const OperatorActed& event);

}  // namespace plimsoll::book
