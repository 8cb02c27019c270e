// GET /sapi/v1/margin/loan-group/force-liquidation.
#include "wire/force_liquidation.h"

#include "risk/assess.h"
#include "server/handlers.h"
#include "server/records.h"

namespace plimsoll::server {
namespace {

// The lists that the wire's views point into.
struct Lists {
  std::vector<wire::SnapshotWallet> wallets;
  std::vector<wire::LiabilityFigures> liabilities;
};

// While a liquidation runs, "endLtv" is the current LTV.
LtvFigure ltv_now(const Call& call, GroupId id) {
  const engine::UnitSnapshot* unit = call.book.directory->find_unit(id);
  const auto assessment = risk::assess(unit->view(), *call.book.board, *call.book.parameters);
  return assessment ? assessment->ltv : LtvFigure{};
}

wire::ForceLiquidation record_of(const Call& call, const history::Liquidation& row, Lists& lists) {
  for (const history::LiquidatedWallet& wallet : row.wallets) {
    lists.wallets.push_back(
        {wallet.email, wallet.member, wallet.wallet, wallet.net_equity, wallet.maintenance_margin});
  }
  for (const history::LiquidatedLoan& loan : row.loans) {
    lists.liabilities.push_back({loan.asset, loan.principal, loan.interest});
  }
  wire::ForceLiquidation record;
  record.group_id = row.unit;
  record.start_ltv = row.start_ltv;
  record.end_ltv = row.end_ltv ? *row.end_ltv : ltv_now(call, row.unit);
  record.start_time = row.started;
  record.end_time = row.ended;
  record.total_net_equity = row.net_equity;
  record.total_maintenance_margin = row.maintenance_margin;
  record.total_liability = row.liability;
  record.wallets = lists.wallets;
  record.liabilities = lists.liabilities;
  return record;
}

}  // namespace

Result<void> answer_force_liquidation(const Call& call, const history::Store& history,
                                      std::string& body) {
  ASSIGN_OR_RETURN(const RecordRange range, read_range(call, wire::kRecordsWindow));
  ASSIGN_OR_RETURN(const auto unit, unit_of_records(call));
  history::Page<history::Liquidation> page;
  if (unit) {
    ASSIGN_OR_RETURN(page, history::liquidations(history, {*unit, range.window, range.paging}));
  }
  std::vector<Lists> lists(page.rows.size());
  std::vector<wire::ForceLiquidation> rows;
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    rows.push_back(record_of(call, page.rows[i], lists[i]));
  }
  wire::write_force_liquidation(body, page.total, rows, call.style);
  return {};
}

}  // namespace plimsoll::server
