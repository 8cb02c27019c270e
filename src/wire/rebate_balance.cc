#include "wire/rebate_balance.h"

#include "wire/json_writer.h"

namespace plimsoll::wire {

void write_rebate_balance(std::string& out, const RebateBalance& balance) {
  JsonWriter json(out);
  json.begin_object();
  json.text_field("asset", balance.asset);
  json.padded_decimal_field("balance", balance.balance);
  json.padded_decimal_field("totalGranted", balance.total_granted);
  json.padded_decimal_field("totalConsumed", balance.total_consumed);
  json.end_object();
}

}  // namespace plimsoll::wire
