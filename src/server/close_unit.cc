// DELETE /sapi/v1/margin/loan-group: the credit account closes its unit.
#include "wire/close_unit.h"

#include "server/handlers.h"

namespace plimsoll::server {

Result<Order> order_close_unit(const Call& call) {
  ASSIGN_OR_RETURN(const std::int64_t group, call.parameters.integer("groupId"));
  const GroupId unit{group};
  return Order{
      book::CloseUnit{unit, call.caller.uid},
      [unit](const book::Outcome&, std::string& body) { wire::write_close_unit(body, unit); }};
}

}  // namespace plimsoll::server
