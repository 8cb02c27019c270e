// The answer of GET /sapi/v1/margin/loan-group/ltv-details.
//
// The structures are views: texts and lists belong to whoever fills them and outlive the writing.
// Numbers come rounded, as they are printed; trailing zeros are trimmed here.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "wire/unit_fields.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

struct WalletFigures {
  WalletType type{};
  Amount net_equity;
  Amount maintenance_margin;
};

struct MemberFigures {
  std::string_view email;
  MemberType type{};
  std::span<const WalletFigures> wallets;  // SPOT, then the margin wallet; zero values included
};

// One risk unit.
struct LtvDetails {
  UnitTotals totals;
  Amount parent_account_frozen_amount;
  Amount max_transfer_out_amount;
  Amount max_allowed_borrow_limit;
  std::span<const LiabilityFigures> liabilities;
  std::span<const MemberFigures> members;  // the credit account among them
};

// Appends the JSON array; `[]` for no units.
void write_ltv_details(std::string& out, std::span<const LtvDetails> units);

}  // namespace plimsoll::wire
