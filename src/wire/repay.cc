#include "wire/repay.h"

#include "base/check.h"
#include "wire/styled_fields.h"

namespace plimsoll::wire {

std::string_view repay_source_name(RepaySource source) {
  switch (source) {
    case RepaySource::kMargin: return "MARGIN";
    case RepaySource::kSpot: return "SPOT";
  }
  CHECK_MSG(false, "a source of repayments without a name");
}

void write_repay(std::string& out, const Repayment& repayment, const NumericStyle& style) {
  JsonWriter json(out);
  json.begin_object();
  write_integer_field(json, "transactionId", repayment.transaction_id, style.transaction_id);
  write_decimal_field(json, "amount", repayment.amount, style.amount);
  json.text_field("repayFrom", repay_source_name(repayment.repay_from));
  json.end_object();
}

}  // namespace plimsoll::wire
