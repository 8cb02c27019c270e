#include "wire/force_liquidation.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {
namespace {

using WholeLtv = Fixed<struct WholeLtvTag, 0, std::int64_t>;

void write_ltv(JsonWriter& json, const JsonKey& key, LtvFigure ltv, LtvNotation notation) {
  if (notation == LtvNotation::kDecimal) return json.decimal_number_field(key, ltv);
  json.integer_field(key, round_to<WholeLtv>(ltv, Rounding::kHalfUp).raw());
}

void write_snapshot_figure(JsonWriter& json, const JsonKey& key, Amount value,
                           const NumericStyle& style) {
  if (style.emit_0e8 && value.is_zero()) return json.text_field(key, "0E-8");
  json.padded_decimal_field(key, value);
}

void write_wallet(JsonWriter& json, const SnapshotWallet& wallet, const NumericStyle& style) {
  json.begin_object();
  json.text_field("subEmail", wallet.email);
  json.text_field("memberType", member_type_name(wallet.member_type));
  json.text_field("walletType", wallet_type_name(wallet.wallet_type));
  write_snapshot_figure(json, "netEquity", wallet.net_equity, style);
  write_snapshot_figure(json, "maintainMargin", wallet.maintenance_margin, style);
  json.end_object();
}

void write_liability(JsonWriter& json, const LiabilityFigures& liability,
                     const NumericStyle& style) {
  json.begin_object();
  json.text_field("assetName", liability.asset);
  write_snapshot_figure(json, "principal", liability.principal, style);
  write_snapshot_figure(json, "interest", liability.interest, style);
  json.end_object();
}

void write_snapshot(JsonWriter& json, const ForceLiquidation& liquidation,
                    const NumericStyle& style) {
  json.begin_object();
  json.key("snapshots");
  json.begin_array();
  for (const SnapshotWallet& wallet : liquidation.wallets) write_wallet(json, wallet, style);
  json.end_array();
  json.key("liabilities");
  const bool bare =
      style.snapshot_liabilities == Nesting::kObject && liquidation.liabilities.size() == 1;
  if (!bare) json.begin_array();
  for (const LiabilityFigures& liability : liquidation.liabilities) {
    write_liability(json, liability, style);
  }
  if (!bare) json.end_array();
  json.end_object();
}

void write_row(JsonWriter& json, const ForceLiquidation& row, const NumericStyle& style) {
  json.begin_object();
  json.integer_field("groupId", row.group_id.value);
  write_ltv(json, "startLtv", row.start_ltv, style.liquidation_ltv);
  write_ltv(json, "endLtv", row.end_ltv, style.liquidation_ltv);
  json.integer_field("liquidationStartTime", row.start_time.ms);
  if (row.end_time) json.integer_field("liquidationEndTime", row.end_time->ms);
  write_padded_field(json, "totalNetEquity", row.total_net_equity, style.liquidation_totals);
  write_padded_field(json, "totalMaintenanceMargin", row.total_maintenance_margin,
                     style.liquidation_totals);
  write_padded_field(json, "totalLiability", row.total_liability, style.liquidation_totals);
  json.key("liquidationSnapshot");
  const bool array = style.liquidation_snapshot == Nesting::kArray;
  if (array) json.begin_array();
  write_snapshot(json, row, style);
  if (array) json.end_array();
  json.end_object();
}

}  // namespace

void write_force_liquidation(std::string& out, std::int64_t total,
                             std::span<const ForceLiquidation> rows, const NumericStyle& style) {
  JsonWriter json(out);
  write_rows(json, total, rows, [&](const ForceLiquidation& row) { write_row(json, row, style); });
}

}  // namespace plimsoll::wire
