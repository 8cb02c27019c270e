// The answer of GET /sapi/v1/margin/loan-group/interest-rebate-balance.
#pragma once

#include <string>
#include <string_view>

#include "base/numbers.h"

namespace plimsoll::wire {

struct RebateBalance {
  std::string_view asset;
  Amount balance;  // granted - consumed
  Amount total_granted;
  Amount total_consumed;
};

// Appends the object; all figures are texts with 8 decimals.
void write_rebate_balance(std::string& out, const RebateBalance& balance);

}  // namespace plimsoll::wire
