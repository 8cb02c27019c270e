#include "book/verbs.h"

namespace plimsoll::book {

Result<Event> decide(const Book& book, const Command& command) {
  return std::visit(
      [&](const auto& verb) -> Result<Event> {
        auto event = decide(book, verb);
        if (!event) return tl::unexpected<Error>(std::move(event.error()));
        return Event(std::move(*event));
      },
      command);
}

void apply(Book& book, const Event& event) {
  std::visit([&](const auto& outcome) { apply(book, outcome); }, event);
}

}  // namespace plimsoll::book
