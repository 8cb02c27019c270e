#include "wire/ltv_details.h"

#include "wire/json_writer.h"

namespace plimsoll::wire {
namespace {

void write_member(JsonWriter& json, const MemberFigures& member) {
  json.begin_object();
  json.text_field("email", member.email);
  json.text_field("type", member_type_name(member.type));
  json.key("wallets");
  json.begin_array();
  for (const WalletFigures& wallet : member.wallets) {
    json.begin_object();
    json.text_field("accountType", wallet_type_name(wallet.type));
    json.decimal_field("netEquity", wallet.net_equity);
    json.decimal_field("maintainMargin", wallet.maintenance_margin);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_unit(JsonWriter& json, const LtvDetails& unit) {
  json.begin_object();
  write_unit_totals(json, unit.totals);
  json.decimal_field("parentAccountFrozenAmount", unit.parent_account_frozen_amount);
  json.decimal_field("maxTransferOutAmount", unit.max_transfer_out_amount);
  json.decimal_field("maxAllowedBorrowLimit", unit.max_allowed_borrow_limit);
  write_unit_liabilities(json, unit.liabilities);
  json.key("collateralAccounts");
  json.begin_array();
  for (const MemberFigures& member : unit.members) write_member(json, member);
  json.end_array();
  json.end_object();
}

}  // namespace

void write_ltv_details(std::string& out, std::span<const LtvDetails> units) {
  JsonWriter json(out);
  json.begin_array();
  for (const LtvDetails& unit : units) write_unit(json, unit);
  json.end_array();
}

}  // namespace plimsoll::wire
