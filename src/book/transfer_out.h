// TransferOut: an asset moves from the margin wallet of a member to the SPOT wallet of the same
// account (docs/risk-mathematics.md, section 8).
//
// With external settlement the amount is only locked in the margin wallet; SettleTransfer ends it
// either way, and until then nothing else changes the unit (-27025).
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct TransferOut {
  static constexpr std::uint16_t kTag = 22;
  Uid parent;   // who owns the unit
  Uid account;  // whose margin wallet
  AssetId asset;
  Amount amount;

  static constexpr auto fields() {
    return std::tuple(&TransferOut::parent, &TransferOut::account, &TransferOut::asset,
                      &TransferOut::amount);
  }
};

struct TransferredOut {
  static constexpr std::uint16_t kTag = 22;
  std::int64_t transaction = 0;
  GroupId unit;
  Uid account;
  model::WalletType wallet = model::WalletType::kCrossMargin;
  AssetId asset;
  Amount amount;
  bool pending = false;
  static constexpr auto fields() {
    return std::tuple(&TransferredOut::transaction, &TransferredOut::unit, &TransferredOut::account,
                      &TransferredOut::wallet, &TransferredOut::asset, &TransferredOut::amount,
                      &TransferredOut::pending);
  }
};

// In this order: kUnknownAccount, kNotSameParent, kReceiverNotInUnit, kReceiverMarginDisabled (the
// member's margin wallet does not count), kUnitLiquidating, kPendingTransaction, kQuietTime,
// kUnknownAsset, kIllegalArgument, kPrecision, kPriceMissing / kValueOverflow, kTransferOutExceeded
// (above risk::max_transferable; with clamp_transfer_out that is moved, cut to the asset's
// decimals, and only none of it is refused).
[[nodiscard]] Result<TransferredOut> decide(const Book& book, const TransferOut& command);
void apply(Book& book, const TransferredOut& event);

// What became of a pending transfer: the money arrived, or it is back.
struct SettleTransfer {
  static constexpr std::uint16_t kTag = 23;
  GroupId unit;
  std::int64_t transaction = 0;
  bool succeeded = true;

  static constexpr auto fields() {
    return std::tuple(&SettleTransfer::unit, &SettleTransfer::transaction,
                      &SettleTransfer::succeeded);
  }
};

struct TransferSettled {
  static constexpr std::uint16_t kTag = 23;
  GroupId unit;
  bool succeeded = true;
  static constexpr auto fields() {
    return std::tuple(&TransferSettled::unit, &TransferSettled::succeeded);
  }
};

// kUnknownUnit, kUnitClosed, kUnknownOrder (no such transfer is pending).
[[nodiscard]] Result<TransferSettled> decide(const Book& book, const SettleTransfer& command);
void apply(Book& book, const TransferSettled& event);

}  // namespace plimsoll::book
