// GET /sapi/v1/margin/loan-group/borrow-repay.
#include "wire/borrow_repay.h"

#include "server/handlers.h"
#include "server/records.h"

namespace plimsoll::server {
namespace {

wire::BorrowRepayType type_of(history::BorrowRepayType type) {
  switch (type) {
    case history::BorrowRepayType::kBorrow: return wire::BorrowRepayType::kBorrow;
    case history::BorrowRepayType::kNormalRepay: return wire::BorrowRepayType::kNormalRepay;
    case history::BorrowRepayType::kForceRepay: break;
  }
  return wire::BorrowRepayType::kForceRepay;
}

Result<history::BorrowRepayKind> kind_parameter(const Call& call) {
  ASSIGN_OR_RETURN(const std::string_view type, call.parameters.text("type"));
  if (type == "BORROW") return history::BorrowRepayKind::kBorrow;
  if (type == "REPAY") return history::BorrowRepayKind::kRepay;
  return fail(ErrorCode::kInvalidParameter, "BORROW or REPAY", {"type"});
}

}  // namespace

Result<void> answer_borrow_repay(const Call& call, const history::Store& history,
                                 std::string& body) {
  ASSIGN_OR_RETURN(const history::BorrowRepayKind kind, kind_parameter(call));
  ASSIGN_OR_RETURN(const AssetFilter filter, read_asset_filter(call, "asset"));
  const bool of_asset = filter.asset.has_value() || !filter.known;
  ASSIGN_OR_RETURN(
      const RecordRange range,
      read_range(call, of_asset ? wire::kBorrowRepayOfAssetWindow : wire::kBorrowRepayWindow));
  ASSIGN_OR_RETURN(const auto unit, unit_of_records(call));
  history::Page<history::BorrowRepay> page;
  if (unit && filter.known) {
    ASSIGN_OR_RETURN(page, history::borrow_repay(
                               history, {*unit, kind, filter.asset, range.window, range.paging}));
  }
  std::vector<wire::BorrowRepayRecord> rows;
  for (const history::BorrowRepay& row : page.rows) {
    rows.push_back({row.transaction, row.asset, row.amount, row.principal.value_or(Amount{}),
                    row.interest.value_or(Amount{}), wire::RecordStatus::kConfirmed,
                    type_of(row.type), row.time});
  }
  wire::write_borrow_repay(body, page.total, rows, call.style);
  return {};
}

}  // namespace plimsoll::server
