// GET /sapi/v1/margin/loan-group/force-liquidation-transfer-record.
#include "wire/liquidation_transfers.h"

#include <list>

#include "server/handlers.h"
#include "server/records.h"

namespace plimsoll::server {

Result<void> answer_liquidation_transfers(const Call& call, const history::Store& history,
                                          std::string& body) {
  ASSIGN_OR_RETURN(const RecordRange range, read_range(call, wire::kRecordsWindow));
  // Nothing was ever moved to an account that is no credit account.
  ASSIGN_OR_RETURN(const auto page, history::liquidation_transfers(
                                        history, {call.caller.uid, range.window, range.paging}));
  std::list<std::vector<wire::TransferredAsset>> assets;
  std::list<std::vector<wire::LiquidationTransfer>> transfers;
  std::vector<wire::LiquidationTransfers> rows;
  for (const history::LiquidationTransfers& row : page.rows) {
    auto& moved = transfers.emplace_back();
    for (const history::LiquidationTransfer& transfer : row.transfers) {
      auto& list = assets.emplace_back();
      for (const history::MovedAsset& asset : transfer.assets) {
        list.push_back({asset.asset, asset.amount});
      }
      moved.push_back({transfer.time, transfer.from, transfer.from_wallet, transfer.to,
                       transfer.to_wallet, wire::RecordStatus::kConfirmed, list});
    }
    rows.push_back({row.liquidation, moved});
  }
  wire::write_liquidation_transfers(body, page.total, rows, call.style);
  return {};
}

}  // namespace plimsoll::server
