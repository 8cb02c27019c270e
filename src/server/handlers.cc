#include "server/handlers.h"

#include "base/check.h"

namespace plimsoll::server {

Handler handler_of(wire::EndpointId id) {
  using wire::EndpointId;
  switch (id) {
    case EndpointId::kLtvDetails: return answer_ltv_details;
    case EndpointId::kLoanGroup: return answer_loan_group;
    case EndpointId::kLoanGroups: return answer_loan_groups;
    case EndpointId::kCloseLoanGroup: return order_close_unit;
    case EndpointId::kEditMember: return order_edit_member;
    case EndpointId::kActivated: return answer_activated;
    case EndpointId::kClosed: return answer_closed_units;
    case EndpointId::kBorrow: return order_borrow;
    case EndpointId::kRepay: return order_repay;
    case EndpointId::kBorrowRepay: return answer_borrow_repay;
    case EndpointId::kInterestHistory: return answer_interest_history;
    case EndpointId::kMaxBorrowable: return answer_max_borrowable;
    case EndpointId::kRebateBalance: return answer_rebate_balance;
    case EndpointId::kRebateRecords: return answer_rebate_records;
    case EndpointId::kForceLiquidation: return answer_force_liquidation;
    case EndpointId::kTransferOut: return order_transfer_out;
    case EndpointId::kLiquidationTransfers: return answer_liquidation_transfers;
    case EndpointId::kUniversalTransfer: return order_universal_transfer;
    case EndpointId::kUniversalTransferHistory: return answer_universal_transfers;
    case EndpointId::kPing:
    case EndpointId::kServerTime:
    case EndpointId::kSystemStatus:
    case EndpointId::kOpenApi: break;
  }
  CHECK_MSG(false, "an endpoint without a handler");
}

}  // namespace plimsoll::server
