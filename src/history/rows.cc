#include "history/rows.h"

#include "base/check.h"

namespace plimsoll::history {

std::string_view borrow_repay_type_name(BorrowRepayType type) {
  switch (type) {
    case BorrowRepayType::kBorrow: return "BORROW";
    case BorrowRepayType::kNormalRepay: return "NORMAL_REPAY";
    case BorrowRepayType::kForceRepay: return "FORCE_REPAY";
  }
  CHECK_MSG(false, "a borrow-repay type without a name");
}

std::string_view transfer_wallet_name(book::TransferWallet wallet) {
  switch (wallet) {
    case book::TransferWallet::kSpot: return "SPOT";
    case book::TransferWallet::kMargin: return "MARGIN";
  }
  CHECK_MSG(false, "a transfer wallet without a name");
}

}  // namespace plimsoll::history
