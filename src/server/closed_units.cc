// GET /sapi/v1/margin/loan-groups/closed.
#include "wire/closed_units.h"

#include "server/handlers.h"
#include "server/records.h"

namespace plimsoll::server {

Result<void> answer_closed_units(const Call& call, const history::Store& history,
                                 std::string& body) {
  ASSIGN_OR_RETURN(const history::Paging paging, read_paging(call));
  ASSIGN_OR_RETURN(const auto page, history::closed_units(history, {call.caller.uid, paging}));
  std::vector<wire::ClosedUnit> rows;
  for (const history::ClosedUnit& row : page.rows) {
    rows.push_back({row.unit, row.parent_email, row.credit_email, row.created, row.closed});
  }
  wire::write_closed_units(body, page.total, rows, call.style);
  return {};
}

}  // namespace plimsoll::server
