// Loan to value: L / A with A = E - M (docs/risk-mathematics.md, section 3). Lines are compared
// by cross multiplication, never with the displayed quotient.
#pragma once

#include "base/vocabulary.h"

namespace plimsoll::risk {

using plimsoll::LtvFigure;

// L / A rounded as named. L = 0: 0. A <= 0 with L > 0, or a quotient above it: the cap.
// Both values fit (checked).
[[nodiscard]] LtvFigure displayed_ltv(Value liability, Value adjusted_equity, Amount cap,
                                      Rounding rounding);

// Whether the unrounded LTV is at or above the line. L = 0: never. A <= 0 with L > 0: always.
[[nodiscard]] bool at_or_above(Ratio line, Value liability, Value adjusted_equity);

}  // namespace plimsoll::risk
