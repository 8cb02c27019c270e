// POST /sapi/v1/sub-account/universalTransfer: the parent moves assets between wallets of its
// family.
#include "wire/universal_transfer.h"

#include "server/handlers.h"
#include "server/requests.h"

namespace plimsoll::server {
namespace {

// SPOT and MARGIN are wallets here; the others exist on the exchange, and nothing moves to or from
// them.
Result<book::TransferWallet> wallet_parameter(const Call& call, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string_view type, call.parameters.text(name));
  if (type == "SPOT") return book::TransferWallet::kSpot;
  if (type == "MARGIN") return book::TransferWallet::kMargin;
  if (type == "USDT_FUTURE" || type == "COIN_FUTURE" || type == "ISOLATED_MARGIN" ||
      type == "ALPHA") {
    return fail(ErrorCode::kTransferFailed, std::string(type) + " wallets are not kept here");
  }
  return fail(ErrorCode::kInvalidParameter, "a type of wallet", {std::string(name)});
}

// Absent: the master.
Result<Uid> end_parameter(const Call& call, std::string_view name) {
  ASSIGN_OR_RETURN(const auto email, call.parameters.optional_text(name));
  if (!email) return call.caller.uid;
  const model::Account* account = account_of_family(call, *email);
  if (account == nullptr) return fail(ErrorCode::kNoRelation, "no account of this parent");
  return account->uid;
}

}  // namespace

Result<Order> order_universal_transfer(const Call& call) {
  book::Transfer command;
  ASSIGN_OR_RETURN(command.from.wallet, wallet_parameter(call, "fromAccountType"));
  ASSIGN_OR_RETURN(command.to.wallet, wallet_parameter(call, "toAccountType"));
  ASSIGN_OR_RETURN(const std::string_view asset, call.parameters.text("asset"));
  ASSIGN_OR_RETURN(command.amount, amount_parameter(call, asset));
  if (!call.caller.is_parent()) {
    return fail(ErrorCode::kNoRelation, "only a parent transfers between its accounts");
  }
  ASSIGN_OR_RETURN(command.from.account, end_parameter(call, "fromEmail"));
  ASSIGN_OR_RETURN(command.to.account, end_parameter(call, "toEmail"));
  ASSIGN_OR_RETURN(const auto client_id, call.parameters.optional_text("clientTranId"));
  command.parent = call.caller.uid;
  command.asset = asset_named(call, asset);
  command.client_id = client_id.value_or("");
  return Order{command, [id = command.client_id](const book::Outcome& outcome, std::string& body) {
                 wire::write_universal_transfer(
                     body, outcome.transaction,
                     id.empty() ? std::nullopt : std::optional<std::string_view>(id));
               }};
}

}  // namespace plimsoll::server
