#include "wire/liquidation_transfers.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {
namespace {

void write_transfer(JsonWriter& json, const LiquidationTransfer& transfer,
                    const NumericStyle& style) {
  json.begin_object();
  json.integer_field("transferTime", transfer.time.ms);
  write_integer_field(json, "fromUid", transfer.from.value, style.transfer_uids);
  json.text_field("fromAccountType", wallet_type_name(transfer.from_wallet));
  write_integer_field(json, "toUid", transfer.to.value, style.transfer_uids);
  json.text_field("toAccountType", wallet_type_name(transfer.to_wallet));
  json.text_field("status", record_status_name(transfer.status));
  json.key("assets");
  json.begin_array();
  for (const TransferredAsset& moved : transfer.assets) {
    json.begin_object();
    json.text_field("assetName", moved.asset);
    json.decimal_field("amount", moved.amount);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void write_liquidation_transfers(std::string& out, std::int64_t total,
                                 std::span<const LiquidationTransfers> rows,
                                 const NumericStyle& style) {
  JsonWriter json(out);
  write_rows(json, total, rows, [&](const LiquidationTransfers& liquidation) {
    json.begin_object();
    json.integer_field("liquidationId", liquidation.liquidation_id);
    json.key("liquidationTransferRecord");
    json.begin_array();
    for (const LiquidationTransfer& transfer : liquidation.transfers) {
      write_transfer(json, transfer, style);
    }
    json.end_array();
    json.end_object();
  });
}

}  // namespace plimsoll::wire
