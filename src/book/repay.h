// Repay: the credit account pays back, interest first. No more is taken than is free and owed
// (docs/risk-mathematics.md, section 10).
#pragma once

#include "book/book.h"

namespace plimsoll::book {

enum class RepayFrom : std::uint8_t { kMargin, kSpot };  // wallet of the credit account
[[nodiscard]] constexpr int enum_size(RepayFrom) { return 2; }

enum class RepayKind : std::uint8_t {
  kNormal,  // asked for: NORMAL_REPAY
  kForce,   // by a liquidation: FORCE_REPAY
};
[[nodiscard]] constexpr int enum_size(RepayKind) { return 2; }

struct Repay {
  static constexpr std::uint16_t kTag = 18;
  GroupId unit;
  Uid account;  // who asks
  AssetId asset;
  Amount amount;
  RepayFrom from = RepayFrom::kMargin;

  static constexpr auto fields() {
    return std::tuple(&Repay::unit, &Repay::account, &Repay::asset, &Repay::amount, &Repay::from);
  }
};

struct Repaid {
  static constexpr std::uint16_t kTag = 18;
  std::int64_t transaction = 0;
  GroupId unit;
  Uid account;
  model::WalletType wallet = model::WalletType::kCrossMargin;  // that paid
  AssetId asset;
  Amount principal;
  Amount interest;
  Amount fee;  // the lender's, on a forced repayment
  RepayKind kind = RepayKind::kNormal;

  [[nodiscard]] Amount amount() const { return principal + interest; }
  static constexpr auto fields() {
    return std::tuple(&Repaid::transaction, &Repaid::unit, &Repaid::account, &Repaid::wallet,
                      &Repaid::asset, &Repaid::principal, &Repaid::interest, &Repaid::fee,
                      &Repaid::kind);
  }
};

// In this order: kUnknownUnit, kUnitClosed, kCreditAccountNotFound, kUnitLiquidating,
// kPendingTransaction, kUnknownAsset, kIllegalArgument, kPrecision, kNothingOwed (argument:
// groupId), kInsufficientBalance (argument: asset) when nothing is free.
[[nodiscard]] Result<Repaid> decide(const Book& book, const Repay& command);
void apply(Book& book, const Repaid& event);

}  // namespace plimsoll::book
