// What the history answers: plain rows, names resolved, numbers exact.
//
// Accounts are named by uid and email, assets by name. Times are the record's, except interest's:
// the full hour it pays for.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"
#include "book/transfer.h"
#include "model/risk_unit.h"
#include "risk/ltv.h"

namespace plimsoll::history {

// Both ends belong to it.
struct Window {
  Timestamp start{0};
  Timestamp end{std::numeric_limits<std::int64_t>::max()};
};

// Which part of the rows: pages count from 1. Both are at least 1 (checked).
struct Paging {
  std::int64_t page = 1;
  std::int64_t size = 10;
};

// One page, and how many rows there are on all pages. A page past the end is empty.
template <class T>
struct Page {
  std::int64_t total = 0;
  std::vector<T> rows;

  friend bool operator==(const Page&, const Page&) = default;
};

// --- Borrowings and repayments
// --------------------------------------------------------------------

enum class BorrowRepayType : std::uint8_t { kBorrow, kNormalRepay, kForceRepay };
[[nodiscard]] constexpr int enum_size(BorrowRepayType) { return 3; }
// "BORROW", "NORMAL_REPAY", "FORCE_REPAY".
[[nodiscard]] std::string_view borrow_repay_type_name(BorrowRepayType type);

struct BorrowRepay {
  std::int64_t transaction = 0;
  BorrowRepayType type = BorrowRepayType::kBorrow;
  std::string asset;
  Amount amount;
  std::optional<Amount> principal;  // of a repayment; with `interest` it is the amount
  std::optional<Amount> interest;
  Timestamp time;

  friend bool operator==(const BorrowRepay&, const BorrowRepay&) = default;
};

// --- Interest and rebates
// -------------------------------------------------------------------------

struct Interest {
  GroupId unit;
  std::string asset;
  Amount principal;
  Rate rate;        // per hour
  Amount interest;  // of the hour, before the rebate
  Timestamp hour;

  friend bool operator==(const Interest&, const Interest&) = default;
};

// The numbers are the wire's.
enum class RebateType : std::uint8_t { kAdd, kDeduct, kInterestOffset };
[[nodiscard]] constexpr int enum_size(RebateType) { return 3; }

// What a rebate paid of an hour's interest.
struct RebateOffset {
  GroupId unit;
  std::string asset;     // of the loan
  Amount deducted;       // interest paid, in that asset
  Amount exchange_rate;  // of that asset per USDT

  friend bool operator==(const RebateOffset&, const RebateOffset&) = default;
};

struct Rebate {
  RebateType type = RebateType::kAdd;
  Amount delta;  // USDT; positive only for kAdd
  std::optional<RebateOffset> offset;
  Timestamp time;

  friend bool operator==(const Rebate&, const Rebate&) = default;
};

// --- Liquidations
// ---------------------------------------------------------------------------------

struct LiquidatedWallet {
  Uid account;
  std::string email;
  model::MemberType member = model::MemberType::kCollateral;
  model::WalletType wallet = model::WalletType::kSpot;
  Amount net_equity;
  Amount maintenance_margin;

  friend bool operator==(const LiquidatedWallet&, const LiquidatedWallet&) = default;
};

struct LiquidatedLoan {
  std::string asset;
  Amount principal;
  Amount interest;

  friend bool operator==(const LiquidatedLoan&, const LiquidatedLoan&) = default;
};

// With the unit as the liquidation found it.
struct Liquidation {
  std::int64_t id = 0;
  GroupId unit;
  Timestamp started;
  std::optional<Timestamp> ended;  // absent while it runs
  risk::LtvFigure start_ltv;
  std::optional<risk::LtvFigure> end_ltv;
  Amount net_equity;
  Amount maintenance_margin;
  Amount liability;
  std::vector<LiquidatedWallet> wallets;
  std::vector<LiquidatedLoan> loans;

  friend bool operator==(const Liquidation&, const Liquidation&) = default;
};

struct MovedAsset {
  std::string asset;
  Amount amount;

  friend bool operator==(const MovedAsset&, const MovedAsset&) = default;
};

// What moved between the same two wallets at the same time.
struct LiquidationTransfer {
  Timestamp time;
  Uid from;
  model::WalletType from_wallet = model::WalletType::kSpot;
  Uid to;
  model::WalletType to_wallet = model::WalletType::kCrossMargin;
  std::vector<MovedAsset> assets;

  friend bool operator==(const LiquidationTransfer&, const LiquidationTransfer&) = default;
};

struct LiquidationTransfers {
  std::int64_t liquidation = 0;
  std::vector<LiquidationTransfer> transfers;  // oldest first

  friend bool operator==(const LiquidationTransfers&, const LiquidationTransfers&) = default;
};

// --- Units and transfers
// --------------------------------------------------------------------------

struct ClosedUnit {
  GroupId unit;
  std::string parent_email;
  std::string credit_email;
  Timestamp created;
  Timestamp closed;

  friend bool operator==(const ClosedUnit&, const ClosedUnit&) = default;
};

// The parent's transfer between wallets of its accounts.
struct Transfer {
  std::int64_t transaction = 0;
  std::string from_email;
  book::TransferWallet from_wallet = book::TransferWallet::kSpot;
  std::string to_email;
  book::TransferWallet to_wallet = book::TransferWallet::kSpot;
  std::string asset;
  Amount amount;
  std::string client_id;  // empty: the client gave none
  Timestamp time;

  friend bool operator==(const Transfer&, const Transfer&) = default;
};
// "SPOT", "MARGIN".
[[nodiscard]] std::string_view transfer_wallet_name(book::TransferWallet wallet);

// A change of a unit's state, with the figures that caused it as far as they are known: none when
// it was closed, the LTV alone when a liquidation ended. From a state to itself: only the cure time
// changed.
struct Transition {
  Timestamp time;
  model::UnitState from = model::UnitState::kNormal;
  model::UnitState to = model::UnitState::kNormal;
  std::optional<Timestamp> cure_until;
  std::optional<risk::LtvFigure> ltv;
  std::optional<Amount> net_equity;
  std::optional<Amount> maintenance_margin;
  std::optional<Amount> liability;

  friend bool operator==(const Transition&, const Transition&) = default;
};

// --- Operators
// --------------------------------------------------------------------

// Who changed something on the lender's side, and why: as it was said then.
struct OperatorAction {
  Sequence sequence;  // of the record that holds what happened
  Timestamp time;
  std::string operator_id;  // empty: at the machine's command line
  std::string name;
  std::string role;
  std::string command;
  std::string reason;
  std::string subject;  // what it was about, in words for people; may be empty

  friend bool operator==(const OperatorAction&, const OperatorAction&) = default;
};

}  // namespace plimsoll::history
