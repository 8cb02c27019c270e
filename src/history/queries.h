// The questions of the record endpoints, one function each.
//
// Who may ask, which window is allowed and which unit is meant when none is named is decided above.
// Newest first unless said otherwise; `total` counts the rows of all pages. The time a page takes
// does not grow with the number of rows before it. Any thread; errors are kFile, and kDamaged.
#pragma once

#include <optional>
#include <string>

#include "history/rows.h"
#include "history/store.h"

namespace plimsoll::history {

enum class BorrowRepayKind : std::uint8_t { kBorrow, kRepay };  // kRepay: both kinds of repayment

struct BorrowRepayQuestion {
  GroupId unit;
  BorrowRepayKind kind = BorrowRepayKind::kBorrow;
  std::optional<AssetId> asset;
  Window window;
  Paging paging;
};
[[nodiscard]] Result<Page<BorrowRepay>> borrow_repay(const Store& store,
                                                     const BorrowRepayQuestion& question);

struct InterestQuestion {
  GroupId unit;
  std::optional<AssetId> asset;
  Window window;  // of the hours charged
  Paging paging;
};
[[nodiscard]] Result<Page<Interest>> interest(const Store& store, const InterestQuestion& question);

struct RebateQuestion {
  Uid parent;
  std::optional<RebateType> type;
  Window window;
  Paging paging;
};
[[nodiscard]] Result<Page<Rebate>> rebates(const Store& store, const RebateQuestion& question);

struct UnitQuestion {
  GroupId unit;
  Window window;
  Paging paging;
};
// By their start.
[[nodiscard]] Result<Page<Liquidation>> liquidations(const Store& store,
                                                     const UnitQuestion& question);
[[nodiscard]] Result<Page<Transition>> transitions(const Store& store,
                                                   const UnitQuestion& question);

struct LiquidationTransfersQuestion {
  Uid credit;
  Window window;
  Paging paging;
};
// By liquidation, each whole, at the time of its first transfer; one that moved nothing is not
// among them. `total` counts liquidations.
[[nodiscard]] Result<Page<LiquidationTransfers>> liquidation_transfers(
    const Store& store, const LiquidationTransfersQuestion& question);

struct ClosedUnitsQuestion {
  Uid credit;
  Paging paging;
};
// By creation, oldest first. The only question whose time grows with the rows: a credit account has
// one active unit at a time, so closed ones are few.
[[nodiscard]] Result<Page<ClosedUnit>> closed_units(const Store& store,
                                                    const ClosedUnitsQuestion& question);

enum class TransferSide : std::uint8_t { kFrom, kTo };

struct TransfersQuestion {
  Uid parent;
  TransferSide side = TransferSide::kFrom;
  Uid account;                           // on that side
  std::optional<std::string> client_id;  // not empty
  Window window;
  Paging paging;
};
[[nodiscard]] Result<Page<Transfer>> transfers(const Store& store,
                                               const TransfersQuestion& question);

struct OperatorActionsQuestion {
  Window window;
  Paging paging;
};
[[nodiscard]] Result<Page<OperatorAction>> operator_actions(
    const Store& store, const OperatorActionsQuestion& question);

}  // namespace plimsoll::history
