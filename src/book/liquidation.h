// Liquidation: what happens when the water reaches the line (docs/risk-mathematics.md, section 12).
//
// A liquidation runs in steps. Each step is one event, decided from the book as it stands, so that
// the unit can be read and valued between any two, and a restart goes on where it was. In order:
//
//   1. what is free of the loan's assets in the credit account's margin wallet is repaid, interest
//      first, with the lender's fee on top;
//   2. other assets there are sold for it;
//   3. the credit account's SPOT wallet, then the CROSS_MARGIN, PORTFOLIO_MARGIN and SPOT wallets
//      of the collateral accounts, in member order, give what is still needed, in kind. A margin
//      wallet first frees itself: orders are cancelled, positions closed at the mark, futures
//      balances collected, own loans repaid, other coins sold for them. One whose equity does not
//      exceed its maintenance margin does not do that, and one that still has loans, positions or
//      futures debts gives nothing;
//   4. it ends when nothing is owed, the LTV is at the stop line, or nothing is left to take. What
//      is then still owed stays on the unit.
//
// Sales go through the seller. The embedded one fills an order at once at the margin index price
// less slippage; an external one reports its fills by command, and the liquidation waits for it.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "book/book.h"
#include "book/repay.h"
#include "risk/assess.h"

namespace plimsoll::book {

// A wallet as a liquidation found it. Amounts as they are displayed.
struct WalletSnapshot {
  Uid account;
  model::MemberType member = model::MemberType::kCollateral;
  model::WalletType wallet = model::WalletType::kSpot;
  Amount net_equity;
  Amount maintenance_margin;

  static constexpr auto fields() {
    return std::tuple(&WalletSnapshot::account, &WalletSnapshot::member, &WalletSnapshot::wallet,
                      &WalletSnapshot::net_equity, &WalletSnapshot::maintenance_margin);
  }
  friend bool operator==(const WalletSnapshot&, const WalletSnapshot&) = default;
};

struct LiquidationStarted {
  static constexpr std::uint16_t kTag = 25;
  std::int64_t liquidation = 0;
  GroupId unit;
  risk::LtvFigure ltv;
  Amount net_equity;
  Amount maintenance_margin;
  Amount liability;
  std::vector<WalletSnapshot> wallets;
  std::vector<model::Liability> liabilities;
  static constexpr auto fields() {
    return std::tuple(&LiquidationStarted::liquidation, &LiquidationStarted::unit,
                      &LiquidationStarted::ltv, &LiquidationStarted::net_equity,
                      &LiquidationStarted::maintenance_margin, &LiquidationStarted::liability,
                      &LiquidationStarted::wallets, &LiquidationStarted::liabilities);
  }
};

// Collateral moved into the credit account's margin wallet, in kind.
struct CollateralMoved {
  static constexpr std::uint16_t kTag = 26;
  std::int64_t liquidation = 0;
  GroupId unit;
  Uid from;
  model::WalletType from_wallet = model::WalletType::kSpot;
  Uid to;
  model::WalletType to_wallet = model::WalletType::kCrossMargin;
  AssetId asset;
  Amount amount;
  static constexpr auto fields() {
    return std::tuple(&CollateralMoved::liquidation, &CollateralMoved::unit, &CollateralMoved::from,
                      &CollateralMoved::from_wallet, &CollateralMoved::to,
                      &CollateralMoved::to_wallet, &CollateralMoved::asset,
                      &CollateralMoved::amount);
  }
};

// What was locked in orders is free; a transfer that is not settled stays locked.
struct OrdersCancelled {
  static constexpr std::uint16_t kTag = 27;
  GroupId unit;
  Uid account;
  model::WalletType wallet = model::WalletType::kSpot;
  static constexpr auto fields() {
    return std::tuple(&OrdersCancelled::unit, &OrdersCancelled::account, &OrdersCancelled::wallet);
  }
};

// One futures position closed at the mark.
struct PositionClosed {
  static constexpr std::uint16_t kTag = 28;
  GroupId unit;
  Uid account;
  model::Position position;
  Price mark;
  AssetId asset;  // the margin asset
  Amount profit;  // realized into the futures balance; negative for a loss
  static constexpr auto fields() {
    return std::tuple(&PositionClosed::unit, &PositionClosed::account, &PositionClosed::position,
                      &PositionClosed::mark, &PositionClosed::asset, &PositionClosed::profit);
  }
};

// A futures balance of one asset joined the free balance; what was negative and could not be paid
// became a margin loan.
struct FuturesCollected {
  static constexpr std::uint16_t kTag = 29;
  GroupId unit;
  Uid account;
  AssetId asset;
  static constexpr auto fields() {
    return std::tuple(&FuturesCollected::unit, &FuturesCollected::account,
                      &FuturesCollected::asset);
  }
};

// A member's own margin loan repaid from what is free of the same asset, interest first.
struct OwnLoanRepaid {
  static constexpr std::uint16_t kTag = 30;
  GroupId unit;
  Uid account;
  model::WalletType wallet = model::WalletType::kCrossMargin;
  AssetId asset;
  Amount principal;
  Amount interest;
  static constexpr auto fields() {
    return std::tuple(&OwnLoanRepaid::unit, &OwnLoanRepaid::account, &OwnLoanRepaid::wallet,
                      &OwnLoanRepaid::asset, &OwnLoanRepaid::principal, &OwnLoanRepaid::interest);
  }
};

struct SaleOrdered {
  static constexpr std::uint16_t kTag = 31;
  GroupId unit;
  model::SaleOrder order;
  static constexpr auto fields() { return std::tuple(&SaleOrdered::unit, &SaleOrdered::order); }
};

struct SaleFilled {
  static constexpr std::uint16_t kTag = 32;
  GroupId unit;
  model::SaleOrder order;  // what was ordered
  Amount sold;
  Amount proceeds;          // of order.buy
  bool unsellable = false;  // nothing could be sold: the asset is not offered again
  static constexpr auto fields() {
    return std::tuple(&SaleFilled::unit, &SaleFilled::order, &SaleFilled::sold,
                      &SaleFilled::proceeds, &SaleFilled::unsellable);
  }
};

struct LiquidationEnded {
  static constexpr std::uint16_t kTag = 33;
  std::int64_t liquidation = 0;
  GroupId unit;
  risk::LtvFigure ltv;
  std::vector<model::Liability> shortfall;  // still owed
  static constexpr auto fields() {
    return std::tuple(&LiquidationEnded::liquidation, &LiquidationEnded::unit,
                      &LiquidationEnded::ltv, &LiquidationEnded::shortfall);
  }
};

void apply(Book& book, const LiquidationStarted& event);
void apply(Book& book, const CollateralMoved& event);
void apply(Book& book, const OrdersCancelled& event);
void apply(Book& book, const PositionClosed& event);
void apply(Book& book, const FuturesCollected& event);
void apply(Book& book, const OwnLoanRepaid& event);
void apply(Book& book, const SaleOrdered& event);
void apply(Book& book, const SaleFilled& event);
void apply(Book& book, const LiquidationEnded& event);

using LiquidationStep =
    std::variant<CollateralMoved, OrdersCancelled, PositionClosed, FuturesCollected, OwnLoanRepaid,
                 SaleOrdered, SaleFilled, Repaid, LiquidationEnded>;

// The first event of a liquidation.
[[nodiscard]] LiquidationStarted start_liquidation(const Book& book, const model::RiskUnit& unit,
                                                   const risk::Assessment& assessment);

// The next step of the liquidation of a unit in state kLiquidating. Nothing while an external
// seller is waited for, or while a needed price is missing.
[[nodiscard]] std::optional<LiquidationStep> next_step(const Book& book,
                                                       const model::RiskUnit& unit);

// Whether a liquidation would find anything to take.
[[nodiscard]] bool has_something_to_take(const Book& book, const model::RiskUnit& unit);

// The external seller's report: `sold` of the ordered quantity went for `proceeds`. Zero: it cannot
// be sold.
struct ReportFill {
  static constexpr std::uint16_t kTag = 32;
  GroupId unit;
  std::int64_t order = 0;
  Amount sold;
  Amount proceeds;

  static constexpr auto fields() {
    return std::tuple(&ReportFill::unit, &ReportFill::order, &ReportFill::sold,
                      &ReportFill::proceeds);
  }
};

// kUnknownUnit, kUnitClosed, kUnknownOrder, kIllegalArgument (an amount that is negative or beyond
// 10^15, more than ordered, proceeds without a sale), kInsufficientBalance (argument: asset) when
// the wallet was updated and holds less.
[[nodiscard]] Result<SaleFilled> decide(const Book& book, const ReportFill& command);

}  // namespace plimsoll::book
