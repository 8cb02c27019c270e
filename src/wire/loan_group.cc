#include "wire/loan_group.h"

#include "wire/json_writer.h"

namespace plimsoll::wire {
namespace {

void write_unit(JsonWriter& json, const LoanGroup& unit) {
  json.begin_object();
  write_unit_totals(json, unit.totals);
  write_unit_liabilities(json, unit.liabilities);
  json.key("accountInfos");
  json.begin_array();
  for (const AccountFigures& account : unit.accounts) {
    json.begin_object();
    json.text_field("email", account.email);
    json.text_field("accountType", wallet_type_name(account.type));
    json.decimal_field("netEquity", account.net_equity);
    json.decimal_field("maintainMargin", account.maintenance_margin);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void write_loan_group(std::string& out, const std::optional<LoanGroup>& unit) {
  JsonWriter json(out);
  if (unit) return write_unit(json, *unit);
  json.begin_object();
  json.end_object();
}

void write_loan_groups(std::string& out, std::span<const LoanGroup> units) {
  JsonWriter json(out);
  json.begin_array();
  for (const LoanGroup& unit : units) write_unit(json, unit);
  json.end_array();
}

}  // namespace plimsoll::wire
