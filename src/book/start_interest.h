// StartInterest: this book charges interest from a moment on; hours before it were somebody else's.
// Part of taking over a book that was kept elsewhere.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct StartInterest {
  static constexpr std::uint16_t kTag = 36;
  Timestamp from;

  static constexpr auto fields() { return std::tuple(&StartInterest::from); }
};

struct InterestStarted {
  static constexpr std::uint16_t kTag = 36;
  Timestamp from;
  static constexpr auto fields() { return std::tuple(&InterestStarted::from); }
};

// kOutOfRange: a time outside the years 1970 to 9999.
[[nodiscard]] Result<InterestStarted> decide(const Book& book, const StartInterest& command);
void apply(Book& book, const InterestStarted& event);

}  // namespace plimsoll::book
