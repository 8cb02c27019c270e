#include "wire/borrow.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {

void write_borrow(std::string& out, const Borrowed& borrowed, const NumericStyle& style) {
  constexpr std::string_view kSuccess = "success";
  JsonWriter json(out);
  json.begin_object();
  write_integer_field(json, "transactionId", borrowed.transaction_id, style.transaction_id);
  write_decimal_field(json, "amount", borrowed.amount, style.amount);
  json.key("status");
  if (style.borrow_status == StatusNotation::kText) {
    json.text(kSuccess);
  } else {
    out += kSuccess;  // past the writer, which knows no such value
  }
  json.end_object();
}

}  // namespace plimsoll::wire
