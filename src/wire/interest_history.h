// The answer of GET /sapi/v1/margin/loan-group/interest-history.
//
// The rows are views: texts belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

// One hour's interest on one asset.
struct InterestRecord {
  GroupId group_id;
  std::string_view asset;
  Amount principal;
  Rate hourly_rate;  // printed with 8 decimals, cut: 0.0000083333 is 0.00000833
  Amount interest;
  Timestamp time;  // the full hour
};

// Appends the page; `total` counts the rows of all pages. Number or text alike, the interest has
// all 8 decimals (0.00833330, as documented), the other figures no trailing zeros.
void write_interest_history(std::string& out, std::int64_t total,
                            std::span<const InterestRecord> rows, const NumericStyle& style);

}  // namespace plimsoll::wire
