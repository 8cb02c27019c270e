// CreateOperator: somebody who may use the operators' listener. The token's hash arrives ready; the
// token itself is never seen here.
#pragma once

#include "book/book.h"
#include "model/operator.h"

namespace plimsoll::book {

struct CreateOperator {
  static constexpr std::uint16_t kTag = 37;
  model::Operator who;  // `created` is set by decide
  static constexpr auto fields() { return std::tuple(&CreateOperator::who); }
};

struct OperatorCreated {
  static constexpr std::uint16_t kTag = 37;
  model::Operator who;
  static constexpr auto fields() { return std::tuple(&OperatorCreated::who); }
};

// kMalformed (no id, no hash, a name that is none), kDuplicate (the id, or the name),
// kOutOfRange (expired already).
[[nodiscard]] Result<OperatorCreated> decide(const Book& book, const CreateOperator& command);
void apply(Book& book, const OperatorCreated& event);

}  // namespace plimsoll::book
