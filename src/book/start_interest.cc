#include "book/start_interest.h"

namespace plimsoll::book {

Result<InterestStarted> decide(const Book&, const StartInterest& command) {
  return InterestStarted{command.from};
}

void apply(Book& book, const InterestStarted& event) { book.interest_from = event.from; }

}  // namespace plimsoll::book
