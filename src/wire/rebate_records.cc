#include "wire/rebate_records.h"

#include "base/check.h"
#include "wire/styled_fields.h"

namespace plimsoll::wire {
namespace {

std::string_view type_name(RebateType type) {
  switch (type) {
    case RebateType::kAdd: return "ADD";
    case RebateType::kDeduct: return "DEDUCT";
    case RebateType::kInterestOffset: return "INTEREST_OFFSET";
  }
  CHECK_MSG(false, "a type of rebate record without a name");
}

}  // namespace

void write_rebate_records(std::string& out, std::int64_t total,
                          std::span<const RebateRecord> rows) {
  JsonWriter json(out);
  write_rows(json, total, rows, [&](const RebateRecord& record) {
    const bool offset = record.type == RebateType::kInterestOffset;
    json.begin_object();
    json.text_field("type", type_name(record.type));
    if (offset) json.integer_field("groupId", record.group_id.value);
    json.text_field("rebateAsset", record.rebate_asset);
    json.padded_decimal_field("delta", record.delta);
    if (offset) {
      json.text_field("liabilityAsset", record.liability_asset);
      json.padded_decimal_field("deductedInterest", record.deducted_interest);
      json.padded_decimal_field("exchangeRate", record.exchange_rate);
    }
    json.integer_field("createTime", record.create_time.ms);
    json.end_object();
  });
}

}  // namespace plimsoll::wire
