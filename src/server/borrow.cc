// POST /sapi/v1/margin/loan-group/borrow.
#include "wire/borrow.h"

#include "server/handlers.h"
#include "server/requests.h"

namespace plimsoll::server {

Result<Order> order_borrow(const Call& call) {
  ASSIGN_OR_RETURN(const std::int64_t group, call.parameters.integer("groupId"));
  ASSIGN_OR_RETURN(const std::string_view asset, call.parameters.text("assetName"));
  ASSIGN_OR_RETURN(const Amount amount, amount_parameter(call, asset));
  return Order{book::Borrow{GroupId{group}, call.caller.uid, asset_named(call, asset), amount},
               [style = call.style](const book::Outcome& outcome, std::string& body) {
                 wire::write_borrow(body, {outcome.transaction, outcome.amount}, style);
               }};
}

}  // namespace plimsoll::server
