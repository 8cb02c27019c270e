#include "book/start_interest.h"

#include "book/bounds.h"

namespace plimsoll::book {

Result<InterestStarted> decide(const Book&, const StartInterest& command) {
  if (!is_enterable(command.from)) {
    return fail(ErrorCode::kOutOfRange, "a time lies between the years 1970 and 9999");
  }
  return InterestStarted{command.from};
}

void apply(Book& book, const InterestStarted& event) { book.interest_from = event.from; }

}  // namespace plimsoll::book
