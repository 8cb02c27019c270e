#include "wire/borrow_repay.h"

#include "base/check.h"
#include "wire/styled_fields.h"

namespace plimsoll::wire {
namespace {

std::string_view type_name(BorrowRepayType type, RepayTypes repay_types) {
  const bool one = repay_types == RepayTypes::kOne;
  switch (type) {
    case BorrowRepayType::kBorrow: return "BORROW";
    case BorrowRepayType::kNormalRepay: return one ? "REPAY" : "NORMAL_REPAY";
    case BorrowRepayType::kForceRepay: return one ? "REPAY" : "FORCE_REPAY";
  }
  CHECK_MSG(false, "a type of record without a name");
}

}  // namespace

void write_borrow_repay(std::string& out, std::int64_t total,
                        std::span<const BorrowRepayRecord> rows, const NumericStyle& style) {
  JsonWriter json(out);
  write_rows(json, total, rows, [&](const BorrowRepayRecord& record) {
    json.begin_object();
    json.integer_field("tranId", record.transaction_id);
    json.text_field("assetName", record.asset);
    write_decimal_field(json, "amount", record.amount, style.record_figures);
    if (record.type != BorrowRepayType::kBorrow) {
      write_decimal_field(json, "principal", record.principal, style.record_figures);
      write_decimal_field(json, "interest", record.interest, style.record_figures);
    }
    json.text_field("status", record_status_name(record.status));
    json.text_field("type", type_name(record.type, style.repay_types));
    json.integer_field("timestamp", record.time.ms);
    json.end_object();
  });
}

}  // namespace plimsoll::wire
