#include "wire/interest_history.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {
namespace {

using PrintedRate = Fixed<struct PrintedRateTag, 8, std::int64_t>;

void write_interest(JsonWriter& json, Amount interest, Notation notation) {
  json.key("interest");
  if (notation == Notation::kNumber) return json.padded_decimal_number(interest);
  json.padded_decimal(interest);
}

}  // namespace

void write_interest_history(std::string& out, std::int64_t total,
                            std::span<const InterestRecord> rows, const NumericStyle& style) {
  JsonWriter json(out);
  const auto write_row = [&](const InterestRecord& record) {
    const auto rate = round_to<PrintedRate>(record.hourly_rate, Rounding::kDown);
    json.begin_object();
    write_integer_field(json, "groupId", record.group_id.value, style.interest_ids);
    json.text_field("assetName", record.asset);
    write_decimal_field(json, "principal", record.principal, style.interest_figures);
    write_decimal_field(json, "interestRate", rate, style.interest_figures);
    write_interest(json, record.interest, style.interest_figures);
    json.integer_field("interestTimestamp", record.time.ms);
    json.end_object();
  };
  write_rows(json, total, rows, write_row, style.interest_ids);
}

}  // namespace plimsoll::wire
