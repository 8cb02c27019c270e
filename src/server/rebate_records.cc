// GET /sapi/v1/margin/loan-group/interest-rebate-balance/records.
#include "wire/rebate_records.h"

#include "server/handlers.h"
#include "server/records.h"

namespace plimsoll::server {
namespace {

Result<std::optional<history::RebateType>> type_parameter(const Call& call) {
  ASSIGN_OR_RETURN(const auto number, call.parameters.optional_integer("type"));
  if (!number) return std::optional<history::RebateType>{};
  if (*number < 0 || *number >= enum_size(history::RebateType{})) {
    return fail(ErrorCode::kInvalidParameter, "0, 1 or 2", {"type"});
  }
  return std::optional(static_cast<history::RebateType>(*number));
}

wire::RebateRecord record_of(const history::Rebate& row) {
  wire::RebateRecord record;
  record.type = static_cast<wire::RebateType>(row.type);
  record.rebate_asset = "USDT";
  record.delta = row.delta;
  record.create_time = row.time;
  if (row.offset) {
    record.group_id = row.offset->unit;
    record.liability_asset = row.offset->asset;
    record.deducted_interest = row.offset->deducted;
    record.exchange_rate = row.offset->exchange_rate;
  }
  return record;
}

}  // namespace

Result<void> answer_rebate_records(const Call& call, const history::Store& history,
                                   std::string& body) {
  ASSIGN_OR_RETURN(const auto type, type_parameter(call));
  ASSIGN_OR_RETURN(const RecordRange range, read_range(call, wire::kRecordsWindow));
  history::Page<history::Rebate> page;
  if (call.caller.is_parent()) {
    ASSIGN_OR_RETURN(
        page, history::rebates(history, {call.caller.uid, type, range.window, range.paging}));
  }
  std::vector<wire::RebateRecord> rows;
  for (const history::Rebate& row : page.rows) rows.push_back(record_of(row));
  wire::write_rebate_records(body, page.total, rows);
  return {};
}

}  // namespace plimsoll::server
