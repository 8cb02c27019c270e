// The answer of GET /sapi/v1/margin/loan-groups/closed.
//
// The rows are views: texts belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

struct ClosedUnit {
  GroupId group_id;
  std::string_view parent_email;
  std::string_view credit_email;
  Timestamp create_time;
  Timestamp close_time;
};

// Appends the page; `total` counts the rows of all pages. `enabled` is false in every row.
void write_closed_units(std::string& out, std::int64_t total, std::span<const ClosedUnit> rows,
                        const NumericStyle& style);

}  // namespace plimsoll::wire
