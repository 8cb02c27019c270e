// POST /sapi/v1/margin/loan-group/edit-member: the parent adds a collateral account, or lets more
// of a member count.
#include "wire/edit_member.h"

#include "server/handlers.h"
#include "server/requests.h"

namespace plimsoll::server {

Result<Order> order_edit_member(const Call& call) {
  book::EditMember command;
  ASSIGN_OR_RETURN(const std::int64_t group, call.parameters.integer("groupId"));
  ASSIGN_OR_RETURN(const std::string_view email, call.parameters.text("subEmail"));
  ASSIGN_OR_RETURN(command.enable_spot, call.parameters.boolean("enableSpot"));
  ASSIGN_OR_RETURN(command.enable_margin, call.parameters.boolean("enableMargin"));
  command.unit = GroupId{group};
  command.parent = call.caller.uid;
  // An email nobody has is an account nobody has: the unit's own errors come first.
  const auto& emails = call.book.directory->uids_by_email;
  if (const auto found = emails.find(email); found != emails.end()) command.account = found->second;
  return Order{command, [style = call.style](const book::Outcome&, std::string& body) {
                 wire::write_edit_member(body, style);
               }};
}

}  // namespace plimsoll::server
