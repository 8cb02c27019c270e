// The fields that both descriptions of a risk unit, ltv-details and loan-group, have in common.
#pragma once

#include <span>
#include <string_view>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"
#include "wire/json_writer.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

// Whose unit it is, and its figures as a whole, rounded as they are printed.
struct UnitTotals {
  GroupId group_id;
  std::string_view parent_email;
  std::string_view credit_email;
  Timestamp update_time;  // the moment of the computation
  LtvFigure ltv;
  Amount total_net_equity;
  Amount total_maintenance_margin;
  Amount total_liability;
};

// What is owed in one asset.
struct LiabilityFigures {
  std::string_view asset;
  Amount principal;
  Amount interest;
};

// groupId to totalLiability, inside an open object.
inline void write_unit_totals(JsonWriter& json, const UnitTotals& unit) {
  json.integer_field("groupId", unit.group_id.value);
  json.text_field("parentEmail", unit.parent_email);
  json.text_field("creditEmail", unit.credit_email);
  json.integer_field("updateTime", unit.update_time.ms);
  json.decimal_field("ltv", unit.ltv);
  json.decimal_field("totalNetEquity", unit.total_net_equity);
  json.decimal_field("totalMaintenanceMargin", unit.total_maintenance_margin);
  json.decimal_field("totalLiability", unit.total_liability);
}

// The field `liabilities`, figures trimmed.
inline void write_unit_liabilities(JsonWriter& json,
                                   std::span<const LiabilityFigures> liabilities) {
  json.key("liabilities");
  json.begin_array();
  for (const LiabilityFigures& liability : liabilities) {
    json.begin_object();
    json.text_field("assetName", liability.asset);
    json.decimal_field("principal", liability.principal);
    json.decimal_field("interest", liability.interest);
    json.end_object();
  }
  json.end_array();
}

}  // namespace plimsoll::wire
