// POST /sapi/v1/margin/loan-group/transfer-out: from a member's margin wallet to its own SPOT
// wallet.
#include "wire/transfer_out.h"

#include "server/handlers.h"
#include "server/requests.h"

namespace plimsoll::server {
namespace {

// The parent says whose wallet; a member means its own.
Result<Uid> account_of(const Call& call) {
  ASSIGN_OR_RETURN(const auto email, call.parameters.optional_text("subEmail"));
  if (!email) {
    if (!call.caller.is_parent()) return call.caller.uid;
    return fail(ErrorCode::kReceiverNotInUnit, "the parent says whose wallet: subEmail");
  }
  const model::Account* account = account_of_family(call, *email);
  const bool may = account != nullptr && !account->is_parent() &&
                   (call.caller.is_parent() || account->uid == call.caller.uid);
  if (!may) return fail(ErrorCode::kWalletMissing, "no such account to transfer from");
  return account->uid;
}

}  // namespace

Result<Order> order_transfer_out(const Call& call) {
  ASSIGN_OR_RETURN(const std::string_view asset, call.parameters.text("asset"));
  ASSIGN_OR_RETURN(const Amount amount, amount_parameter(call, asset));
  ASSIGN_OR_RETURN(const Uid account, account_of(call));
  return Order{book::TransferOut{parent_of(call.caller), account, asset_named(call, asset), amount},
               [](const book::Outcome&, std::string& body) { wire::write_transfer_out(body); }};
}

}  // namespace plimsoll::server
