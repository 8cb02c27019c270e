#include "wire/universal_transfer.h"

#include "base/check.h"
#include "wire/json_writer.h"

namespace plimsoll::wire {

std::string_view transfer_account_type_name(TransferAccountType type) {
  switch (type) {
    case TransferAccountType::kSpot: return "SPOT";
    case TransferAccountType::kUsdtFuture: return "USDT_FUTURE";
    case TransferAccountType::kCoinFuture: return "COIN_FUTURE";
    case TransferAccountType::kMargin: return "MARGIN";
    case TransferAccountType::kIsolatedMargin: return "ISOLATED_MARGIN";
  }
  CHECK_MSG(false, "an account type without a name");
}

void write_universal_transfer(std::string& out, std::int64_t transaction_id,
                              const std::optional<std::string_view>& client_id) {
  JsonWriter json(out);
  json.begin_object();
  json.integer_field("tranId", transaction_id);
  if (client_id) json.text_field("clientTranId", *client_id);
  json.end_object();
}

void write_universal_transfers(std::string& out, std::int64_t total,
                               std::span<const UniversalTransfer> transfers) {
  JsonWriter json(out);
  json.begin_object();
  json.key("result");
  json.begin_array();
  for (const UniversalTransfer& transfer : transfers) {
    json.begin_object();
    json.integer_field("tranId", transfer.transaction_id);
    json.text_field("fromEmail", transfer.from_email);
    json.text_field("toEmail", transfer.to_email);
    json.text_field("asset", transfer.asset);
    json.decimal_field("amount", transfer.amount);
    json.integer_field("createTimeStamp", transfer.create_time.ms);
    json.text_field("fromAccountType", transfer_account_type_name(transfer.from_type));
    json.text_field("toAccountType", transfer_account_type_name(transfer.to_type));
    json.text_field("status", "SUCCESS");
    if (transfer.client_id) json.text_field("clientTranId", *transfer.client_id);
    json.end_object();
  }
  json.end_array();
  json.integer_field("totalCount", total);
  json.end_object();
}

}  // namespace plimsoll::wire
