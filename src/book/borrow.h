// Borrow: the credit account draws on the unit's loan. The money comes from the lending pool into
// its margin wallet; the first hour of interest is due at once (docs/risk-mathematics.md,
// sections 8 and 10).
#pragma once

#include "book/book.h"
#include "book/interest_charge.h"

namespace plimsoll::book {

struct Borrow {
  static constexpr std::uint16_t kTag = 17;
  GroupId unit;
  Uid account;  // who asks
  AssetId asset;
  Amount amount;

  static constexpr auto fields() {
    return std::tuple(&Borrow::unit, &Borrow::account, &Borrow::asset, &Borrow::amount);
  }
};

struct Borrowed {
  static constexpr std::uint16_t kTag = 17;
  std::int64_t transaction = 0;
  GroupId unit;
  Uid account;
  model::WalletType wallet = model::WalletType::kCrossMargin;  // that received it
  AssetId asset;
  Amount amount;
  InterestCharge charge;  // of the running hour
  static constexpr auto fields() {
    return std::tuple(&Borrowed::transaction, &Borrowed::unit, &Borrowed::account,
                      &Borrowed::wallet, &Borrowed::asset, &Borrowed::amount, &Borrowed::charge);
  }
};

// In this order: kUnknownUnit, kUnitClosed, kCreditAccountNotFound, kUnitLiquidating,
// kPendingTransaction, kQuietTime, kAssetNotLoanable, kIllegalArgument, kPrecision, kBorrowFailed
// (the unit cannot be valued), kNoAvailableMargin (no equity), kLtvTooHigh (at or above the borrow
// line), kBorrowLimitExceeded (the line or the preset maximum), kPoolEmpty. What
// risk::max_borrowable says, the pool included, is accepted to its last unit.
[[nodiscard]] Result<Borrowed> decide(const Book& book, const Borrow& command);
void apply(Book& book, const Borrowed& event);

}  // namespace plimsoll::book
