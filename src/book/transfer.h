// Transfer: the parent moves an asset between wallets of its accounts - the universal transfer.
//
// Margin wallets of a unit's members move among themselves without a check of the LTV, and not out
// of the unit (-27029: first TransferOut, then from SPOT). Pledged SPOT that leaves the unit obeys
// its transfer-out line while it owes.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

enum class TransferWallet : std::uint8_t { kSpot, kMargin };
[[nodiscard]] constexpr int enum_size(TransferWallet) { return 2; }

struct TransferEnd {
  Uid account;
  TransferWallet wallet = TransferWallet::kSpot;

  static constexpr auto fields() { return std::tuple(&TransferEnd::account, &TransferEnd::wallet); }
  friend bool operator==(const TransferEnd&, const TransferEnd&) = default;
};

struct Transfer {
  static constexpr std::uint16_t kTag = 24;
  Uid parent;  // who asks
  TransferEnd from;
  TransferEnd to;
  AssetId asset;
  Amount amount;
  std::string client_id;  // clientTranId; may be empty

  static constexpr auto fields() {
    return std::tuple(&Transfer::parent, &Transfer::from, &Transfer::to, &Transfer::asset,
                      &Transfer::amount, &Transfer::client_id);
  }
};

struct Transferred {
  static constexpr std::uint16_t kTag = 24;
  std::int64_t transaction = 0;
  Uid parent;
  TransferEnd from;
  TransferEnd to;
  AssetId asset;
  Amount amount;
  std::string client_id;
  static constexpr auto fields() {
    return std::tuple(&Transferred::transaction, &Transferred::parent, &Transferred::from,
                      &Transferred::to, &Transferred::asset, &Transferred::amount,
                      &Transferred::client_id);
  }
};

// In this order: kNoRelation (an end that is neither the parent nor its sub-account);
// kUnknownAsset, kIllegalArgument (amount), kPrecision, kIllegalArgument (both ends the same);
// kTransferFailed (a pair of wallets
// between which nothing moves: MARGIN <-> SPOT of one sub-account or another, MARGIN of the
// parent); kWalletMissing; kUnitLiquidating, kPendingTransaction, kQuietTime of the unit it leaves;
// kTransferLeavesUnit; kAssetBalanceInsufficient; kTransferOutExceeded.
[[nodiscard]] Result<Transferred> decide(const Book& book, const Transfer& command);
void apply(Book& book, const Transferred& event);

}  // namespace plimsoll::book
