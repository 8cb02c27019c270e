// GET /sapi/v1/margin/loan-group/interest-rebate-balance: the parent's rebate.
#include "wire/rebate_balance.h"

#include "server/handlers.h"

namespace plimsoll::server {

Result<void> answer_rebate_balance(const Call& call, std::string& body) {
  // Another role has none.
  const auto& rebates = call.book.directory->rebates;
  const auto found = rebates.find(call.caller.uid);
  const book::RebateAccount rebate = found == rebates.end() ? book::RebateAccount{} : found->second;
  wire::write_rebate_balance(body, {"USDT", rebate.balance(), rebate.granted, rebate.consumed});
  return {};
}

}  // namespace plimsoll::server
