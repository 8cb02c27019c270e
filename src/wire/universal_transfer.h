// The answers of POST and GET /sapi/v1/sub-account/universalTransfer.
//
// The structures are views: texts belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::wire {

// The wallets as this endpoint calls them; kMargin is cross margin.
enum class TransferAccountType : std::uint8_t {
  kSpot,
  kUsdtFuture,
  kCoinFuture,
  kMargin,
  kIsolatedMargin,
};
[[nodiscard]] std::string_view transfer_account_type_name(TransferAccountType type);

// Appends {"tranId":11945860693,"clientTranId":"test"}; without an id of the client's, only the
// first.
void write_universal_transfer(std::string& out, std::int64_t transaction_id,
                              const std::optional<std::string_view>& client_id);

// A transfer that was made; one that was refused leaves no record.
struct UniversalTransfer {
  std::int64_t transaction_id = 0;
  std::string_view from_email;
  std::string_view to_email;
  std::string_view asset;
  Amount amount;
  Timestamp create_time;
  TransferAccountType from_type{};
  TransferAccountType to_type{};
  std::optional<std::string_view> client_id;
};

// Appends the page, which looks unlike all others; `total` counts the transfers of all pages.
void write_universal_transfers(std::string& out, std::int64_t total,
                               std::span<const UniversalTransfer> transfers);

}  // namespace plimsoll::wire
