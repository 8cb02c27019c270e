#include "book/create_operator.h"

#include <algorithm>

#include "base/limits.h"
#include "model/names.h"

namespace plimsoll::book {

Result<OperatorCreated> decide(const Book& book, const CreateOperator& command) {
  const model::Operator& who = command.who;
  if (who.id.empty() || who.token_hash.empty()) {
    return fail(ErrorCode::kMalformed, "an operator needs an id and the hash of a token");
  }
  if (!model::is_line(who.name, kMaxOperatorName)) {
    return fail(ErrorCode::kMalformed, "an operator's name has 1 to " +
                                           std::to_string(kMaxOperatorName) +
                                           " characters on one line");
  }
  const bool name_taken =
      std::any_of(book.operators.begin(), book.operators.end(),
                  [&](const auto& entry) { return entry.second->name == who.name; });
  if (name_taken || book.operators.contains(who.id)) {
    return fail(ErrorCode::kDuplicate, "there is an operator \"" + who.name + "\" already");
  }
  if (who.is_expired(book.time)) {
    return fail(ErrorCode::kOutOfRange, "this operator would have expired already");
  }
  OperatorCreated event{who};
  event.who.created = book.time;
  return event;
}

void apply(Book& book, const OperatorCreated& event) {
  book.operators.emplace(event.who.id, std::make_shared<const model::Operator>(event.who));
}

}  // namespace plimsoll::book
