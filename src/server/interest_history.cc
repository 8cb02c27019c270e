// GET /sapi/v1/margin/loan-group/interest-history.
#include "wire/interest_history.h"

#include "server/handlers.h"
#include "server/records.h"

namespace plimsoll::server {

Result<void> answer_interest_history(const Call& call, const history::Store& history,
                                     std::string& body) {
  ASSIGN_OR_RETURN(const AssetFilter filter, read_asset_filter(call, "asset"));
  ASSIGN_OR_RETURN(const RecordRange range, read_range(call, wire::kInterestWindow));
  ASSIGN_OR_RETURN(const auto unit, unit_of_records(call));
  history::Page<history::Interest> page;
  if (unit && filter.known) {
    ASSIGN_OR_RETURN(page,
                     history::interest(history, {*unit, filter.asset, range.window, range.paging}));
  }
  std::vector<wire::InterestRecord> rows;
  for (const history::Interest& row : page.rows) {
    rows.push_back({row.unit, row.asset, row.principal, row.rate, row.interest, row.hour});
  }
  wire::write_interest_history(body, page.total, rows, call.style);
  return {};
}

}  // namespace plimsoll::server
