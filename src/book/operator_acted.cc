#include "book/operator_acted.h"

#include "base/limits.h"
#include "model/names.h"

namespace plimsoll::book {

Result<void> check_reason(std::string_view reason) {
  if (model::is_line(reason, kMaxReason)) return {};
  return fail(ErrorCode::kMalformed, "a reason has 1 to " + std::to_string(kMaxReason) +
                                         " characters on one line, and is not blank");
}

void apply(Book&, const OperatorActed&) {}

}  // namespace plimsoll::book
