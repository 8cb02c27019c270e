// assess: the pure function at the centre. A unit, a price board and parameters in; how loaded the
// unit is, out.
//
// It rounds nothing but the displayed figures, reads no clock, allocates only the list of wallets,
// and may run on any thread. Formulas and their sources: docs/risk-mathematics.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/numbers.h"
#include "model/account.h"
#include "model/parameters.h"
#include "model/prices.h"
#include "model/risk_unit.h"
#include "risk/limits.h"
#include "risk/ltv.h"
#include "risk/wallet_value.h"

namespace plimsoll::risk {

// A unit with the accounts of its members, in member order.
struct UnitView {
  const model::RiskUnit& unit;
  std::span<const model::Account* const> accounts;
};

struct WalletAssessment {
  std::size_t member = 0;  // index into the unit's members
  model::WalletType type = model::WalletType::kSpot;
  WalletValue value;
};

struct Assessment {
  std::vector<WalletAssessment>
      wallets;  // those that count: per member SPOT, then its margin wallet

  Value net_equity;          // E: sum over wallets
  Value maintenance_margin;  // M: sum over wallets
  Value adjusted_equity;     // A = E - M
  Value liability;           // L: sum of (principal + interest) * P_margin

  model::LtvLines lines;  // in force for this unit
  LtvFigure ltv;          // displayed; compare with `at_or_above`
  Limit max_allowed_borrow;
  Limit max_transfer_out;

  [[nodiscard]] bool at_or_above(Ratio line) const {
    return risk::at_or_above(line, liability, adjusted_equity);
  }
};

// Errors: kPriceMissing (argument: the asset or contract), kValueOverflow.
[[nodiscard]] Result<Assessment> assess(const UnitView& view, const model::PriceBoard& board,
                                        const model::Parameters& parameters);

// The same into an Assessment whose memory is used again: no allocation once it is warm, unless the
// unit has positions.
[[nodiscard]] std::optional<Error> assess_into(const UnitView& view, const model::PriceBoard& board,
                                               const model::Parameters& parameters,
                                               Assessment& result);

}  // namespace plimsoll::risk
