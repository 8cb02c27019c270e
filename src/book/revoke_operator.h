// RevokeOperator: a token stops working with this event and does not come back.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct RevokeOperator {
  static constexpr std::uint16_t kTag = 38;
  std::string id;
  static constexpr auto fields() { return std::tuple(&RevokeOperator::id); }
};

struct OperatorRevoked {
  static constexpr std::uint16_t kTag = 38;
  std::string id;
  static constexpr auto fields() { return std::tuple(&OperatorRevoked::id); }
};

// kUnknownOperator.
[[nodiscard]] Result<OperatorRevoked> decide(const Book& book, const RevokeOperator& command);
void apply(Book& book, const OperatorRevoked& event);

}  // namespace plimsoll::book
