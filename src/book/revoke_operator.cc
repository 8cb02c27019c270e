#include "book/revoke_operator.h"

namespace plimsoll::book {

Result<OperatorRevoked> decide(const Book& book, const RevokeOperator& command) {
  if (!book.operators.contains(command.id)) {
    return fail(ErrorCode::kUnknownOperator, "no operator with id \"" + command.id + "\"");
  }
  return OperatorRevoked{command.id};
}

void apply(Book& book, const OperatorRevoked& event) { book.operators.erase(event.id); }

}  // namespace plimsoll::book
