// How much of one asset may leave a member's margin wallet now: "Of one asset out of one
// wallet" in docs/risk-mathematics.md, section 8.
#pragma once

#include <cstddef>

#include "risk/assess.h"

namespace plimsoll::risk {

enum class TransferBound : std::uint8_t {
  kBalance,  // what is free
  kUnit,     // the unit's transfer-out line
  kAccount,  // the account's own margin rule
};

struct Transferable {
  Amount amount;
  TransferBound bound = TransferBound::kBalance;
  friend bool operator==(const Transferable&, const Transferable&) = default;
};

// The largest amount of `asset`, on the 8-decimal grid, that may leave the margin wallet of the
// member `member` (an index) such that afterwards
//   the unit's LTV is at most its transfer-out line (when it owes anything): the equity lost is
//   what the wallet's own valuation loses, tier by tier; a CROSS_MARGIN wallet that owes keeps its
//   collateral, at the flat transfer-out ratios, at `classic_transfer_out_level` times its
//   liability at least; a PORTFOLIO_MARGIN wallet with maintenance margin keeps
//   `portfolio_transfer_out_uni_mmr`.
// Nothing is transferable from a wallet that does not exist. kPriceMissing, kValueOverflow.
[[nodiscard]] Result<Transferable> max_transferable(const UnitView& view, std::size_t member,
                                                    AssetId asset, const model::PriceBoard& board,
                                                    const model::Parameters& parameters);

// The same for a SPOT wallet that counts: the balance and the unit's line.
[[nodiscard]] Result<Transferable> max_spot_transferable(const UnitView& view, std::size_t member,
                                                         AssetId asset,
                                                         const model::PriceBoard& board,
                                                         const model::Parameters& parameters);

}  // namespace plimsoll::risk
