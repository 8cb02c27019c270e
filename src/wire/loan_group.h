// The answers of GET /sapi/v1/margin/loan-group and /sapi/v1/margin/loan-groups.
//
// The structures are views: texts and lists belong to whoever fills them and outlive the writing.
// Numbers come rounded, as they are printed; trailing zeros are trimmed here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "wire/unit_fields.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

// One wallet of one member: the list is flat, unlike that of ltv-details.
struct AccountFigures {
  std::string_view email;
  WalletType type{};
  Amount net_equity;
  Amount maintenance_margin;
};

// One risk unit.
struct LoanGroup {
  UnitTotals totals;
  std::span<const LiabilityFigures> liabilities;
  std::span<const AccountFigures> accounts;
};

// Appends the object; `{}` for a caller without a unit.
void write_loan_group(std::string& out, const std::optional<LoanGroup>& unit);

// Appends the JSON array; `[]` for no units.
void write_loan_groups(std::string& out, std::span<const LoanGroup> units);

}  // namespace plimsoll::wire
