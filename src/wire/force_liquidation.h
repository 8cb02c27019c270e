// The answer of GET /sapi/v1/margin/loan-group/force-liquidation.
//
// The structures are views: texts and lists belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"
#include "wire/numeric_style.h"
#include "wire/unit_fields.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

// One wallet as it was when the liquidation began.
struct SnapshotWallet {
  std::string_view email;
  MemberType member_type{};
  WalletType wallet_type{};
  Amount net_equity;
  Amount maintenance_margin;
};

struct ForceLiquidation {
  GroupId group_id;
  LtvFigure start_ltv;  // printed as the nearest integer, a half up
  LtvFigure end_ltv;
  Timestamp start_time;
  std::optional<Timestamp> end_time;  // none while it runs
  // Sums over the snapshot.
  Amount total_net_equity;
  Amount total_maintenance_margin;
  Amount total_liability;
  std::span<const SnapshotWallet> wallets;
  std::span<const LiabilityFigures> liabilities;
};

// Appends the page; `total` counts the rows of all pages. Texts have 8 decimals, and with emit_0E8
// the zeros of the snapshot are "0E-8" (not those of the totals).
void write_force_liquidation(std::string& out, std::int64_t total,
                             std::span<const ForceLiquidation> rows, const NumericStyle& style);

}  // namespace plimsoll::wire
