// POST /sapi/v1/margin/loan-group/repay.
#include "wire/repay.h"

#include "server/handlers.h"
#include "server/requests.h"

namespace plimsoll::server {

Result<Order> order_repay(const Call& call) {
  ASSIGN_OR_RETURN(const std::int64_t group, call.parameters.integer("groupId"));
  ASSIGN_OR_RETURN(const std::string_view asset, call.parameters.text("assetName"));
  ASSIGN_OR_RETURN(const Amount amount, amount_parameter(call, asset));
  ASSIGN_OR_RETURN(const auto from, call.parameters.optional_text("repayFrom"));
  if (from && *from != "MARGIN" && *from != "SPOT") {
    return fail(ErrorCode::kInvalidParameter, "MARGIN or SPOT", {"repayFrom"});
  }
  const bool from_spot = from && *from == "SPOT";
  return Order{book::Repay{GroupId{group}, call.caller.uid, asset_named(call, asset), amount,
                           from_spot ? book::RepayFrom::kSpot : book::RepayFrom::kMargin},
               [style = call.style, from_spot](const book::Outcome& outcome, std::string& body) {
                 wire::write_repay(
                     body,
                     {outcome.transaction, outcome.amount,
                      from_spot ? wire::RepaySource::kSpot : wire::RepaySource::kMargin},
                     style);
               }};
}

}  // namespace plimsoll::server
