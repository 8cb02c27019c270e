// How much more may be borrowed or moved out, and what binds (docs/risk-mathematics.md, section 8).
#pragma once

#include "base/numbers.h"
#include "model/parameters.h"

namespace plimsoll::risk {

enum class LimitedBy : std::uint8_t {
  kNothing,  // no liability: everything may leave
  kLtvLine,  // the borrow or transfer-out line
  kPreset,   // the preset maximum of one unit's liability
  kPool,     // what the lending pool holds
};

// "NONE", "LTV", "PRESET", "POOL".
[[nodiscard]] std::string_view limited_by_name(LimitedBy limit);

// An amount with the constraint that binds. All amounts are >= 0.
struct Limit {
  Amount amount;
  LimitedBy limited_by = LimitedBy::kLtvLine;
  friend bool operator==(const Limit&, const Limit&) = default;
};

// min((q*A - L) / (1 - q), preset - L), at least 0; the first rounded as named to 8 decimals. After
// borrowing it (collateral ratio 1) the LTV is q. USDT value.
[[nodiscard]] Limit max_allowed_borrow(Value adjusted_equity, Value liability, Ratio borrow_line,
                                       Amount preset_limit, Rounding rounding);

// L > 0: max(0, A - L/t), after which the LTV is t. L = 0: max(0, A). Rounded as named to 8
// decimals. USD value.
[[nodiscard]] Limit max_transfer_out(Value adjusted_equity, Value liability,
                                     Ratio transfer_out_line, Rounding rounding);

}  // namespace plimsoll::risk
