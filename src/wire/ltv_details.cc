#include "wire/ltv_details.h"

#include "base/check.h"
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
  json.integer_field("groupId", unit.group_id.value);
  json.text_field("parentEmail", unit.parent_email);
  json.text_field("creditEmail", unit.credit_email);
  json.integer_field("updateTime", unit.update_time.ms);
  json.decimal_field("ltv", unit.ltv);
  json.decimal_field("totalNetEquity", unit.total_net_equity);
  json.decimal_field("totalMaintenanceMargin", unit.total_maintenance_margin);
  json.decimal_field("totalLiability", unit.total_liability);
  json.decimal_field("parentAccountFrozenAmount", unit.parent_account_frozen_amount);
  json.decimal_field("maxTransferOutAmount", unit.max_transfer_out_amount);
  json.decimal_field("maxAllowedBorrowLimit", unit.max_allowed_borrow_limit);
  json.key("liabilities");
  json.begin_array();
  for (const LiabilityFigures& liability : unit.liabilities) {
    json.begin_object();
    json.text_field("assetName", liability.asset);
    json.decimal_field("principal", liability.principal);
    json.decimal_field("interest", liability.interest);
    json.end_object();
  }
  json.end_array();
  json.key("collateralAccounts");
  json.begin_array();
  for (const MemberFigures& member : unit.members) write_member(json, member);
  json.end_array();
  json.end_object();
}

}  // namespace

std::string_view wallet_type_name(WalletType type) {
  switch (type) {
    case WalletType::kSpot: return "SPOT";
    case WalletType::kCrossMargin: return "CROSS_MARGIN";
    case WalletType::kPortfolioMargin: return "PORTFOLIO_MARGIN";
  }
  CHECK_MSG(false, "a wallet type without a name");
}

std::string_view member_type_name(MemberType type) {
  switch (type) {
    case MemberType::kCredit: return "CREDIT";
    case MemberType::kCollateral: return "COLLATERAL";
  }
  CHECK_MSG(false, "a member type without a name");
}

void write_ltv_details(std::string& out, std::span<const LtvDetails> units) {
  JsonWriter json(out);
  json.begin_array();
  for (const LtvDetails& unit : units) write_unit(json, unit);
  json.end_array();
}

}  // namespace plimsoll::wire
