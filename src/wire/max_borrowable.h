// The answer of GET /sapi/v1/margin/loan-group/max-borrowable.
#pragma once

#include <optional>
#include <string>

#include "base/numbers.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

// Appends {"maxBorrowableAmount":"12345.67890000"}, a quantity of the asset; `{}` for a caller that
// has no such unit.
void write_max_borrowable(std::string& out, const std::optional<Amount>& amount,
                          const NumericStyle& style);

}  // namespace plimsoll::wire
