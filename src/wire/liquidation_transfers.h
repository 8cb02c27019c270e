// The answer of GET /sapi/v1/margin/loan-group/force-liquidation-transfer-record.
//
// The structures are views: texts and lists belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"
#include "wire/numeric_style.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

struct TransferredAsset {
  std::string_view asset;
  Amount amount;
};

struct LiquidationTransfer {
  Timestamp time;
  Uid from;
  WalletType from_wallet{};
  Uid to;
  WalletType to_wallet{};
  RecordStatus status{};
  std::span<const TransferredAsset> assets;
};

// All transfers of one liquidation, in the order of their times.
struct LiquidationTransfers {
  std::int64_t liquidation_id = 0;
  std::span<const LiquidationTransfer> transfers;
};

// Appends the page; `total` counts the liquidations of all pages. Amounts are trimmed.
void write_liquidation_transfers(std::string& out, std::int64_t total,
                                 std::span<const LiquidationTransfers> rows,
                                 const NumericStyle& style);

}  // namespace plimsoll::wire
