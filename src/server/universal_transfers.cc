// GET /sapi/v1/sub-account/universalTransfer: the parent's transfers.
#include "history/queries.h"
#include "server/handlers.h"
#include "server/records.h"
#include "server/requests.h"
#include "wire/universal_transfer.h"

namespace plimsoll::server {
namespace {

wire::TransferAccountType type_of(book::TransferWallet wallet) {
  return wallet == book::TransferWallet::kSpot ? wire::TransferAccountType::kSpot
                                               : wire::TransferAccountType::kMargin;
}

// From or to which account; both absent: from the master. Nothing when it is nobody's of the
// family.
Result<bool> read_side(const Call& call, history::TransfersQuestion& question) {
  ASSIGN_OR_RETURN(const auto from, call.parameters.optional_text("fromEmail"));
  ASSIGN_OR_RETURN(const auto to, call.parameters.optional_text("toEmail"));
  if (from && to) {
    return fail(ErrorCode::kIllegalArgument, "fromEmail or toEmail, not both");
  }
  question.side = to ? history::TransferSide::kTo : history::TransferSide::kFrom;
  question.account = call.caller.uid;
  if (!from && !to) return true;
  const model::Account* account = account_of_family(call, from ? *from : *to);
  if (account == nullptr) return false;
  question.account = account->uid;
  return true;
}

}  // namespace

Result<void> answer_universal_transfers(const Call& call, const history::Store& history,
                                        std::string& body) {
  history::TransfersQuestion question;
  ASSIGN_OR_RETURN(const bool known, read_side(call, question));
  ASSIGN_OR_RETURN(const auto client_id, call.parameters.optional_text("clientTranId"));
  ASSIGN_OR_RETURN(const RecordRange range,
                   read_range(call, wire::kUniversalTransferWindow, wire::kUniversalTransferPages));
  question.parent = call.caller.uid;
  question.window = range.window;
  question.paging = range.paging;
  if (client_id) question.client_id = std::string(*client_id);
  history::Page<history::Transfer> page;
  if (known && call.caller.is_parent()) {
    ASSIGN_OR_RETURN(page, history::transfers(history, question));
  }
  std::vector<wire::UniversalTransfer> rows;
  for (const history::Transfer& row : page.rows) {
    rows.push_back(
        {row.transaction, row.from_email, row.to_email, row.asset, row.amount, row.time,
         type_of(row.from_wallet), type_of(row.to_wallet),
         row.client_id.empty() ? std::nullopt : std::optional<std::string_view>(row.client_id)});
  }
  wire::write_universal_transfers(body, page.total, rows);
  return {};
}

}  // namespace plimsoll::server
