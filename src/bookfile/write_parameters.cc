#include "bookfile/write_parameters.h"

#include "bookfile/schema.h"

namespace plimsoll::bookfile {
namespace {

void write_tiers(IndentedWriter& out, std::string_view name, const model::TierTable& table) {
  out.key(name);
  out.begin_array();
  for (const model::TierSlice& slice : table.written()) {
    out.begin_object();
    if (!slice.up_to.is_zero()) out.decimal("upTo", slice.up_to);
    out.decimal("rate", slice.rate);
    out.end_object();
  }
  out.end_array();
}

class ParameterWriter {
 public:
  ParameterWriter(IndentedWriter& out, const model::Parameters& parameters)
      : out_(out), parameters_(parameters), general_(parameters.general) {}

  void write() {
    out_.begin_object();
    write_assets();
    write_lines();
    write_loan();
    write_rounding();
    write_spot();
    write_cross_margin();
    write_portfolio_margin();
    write_contracts();
    write_interest_rates();
    out_.end_object();
  }

 private:
  // An array of {asset, ...} of those assets that `has` accepts, by name.
  template <class Has, class Write>
  void write_list(std::string_view name, Has has, Write write) {
    out_.key(name);
    out_.begin_array();
    for (const auto& [asset_name, id] : parameters_.asset_ids) {
      const model::Asset& asset = parameters_.asset(id);
      if (!has(asset)) continue;
      out_.begin_object();
      out_.text("asset", asset_name);
      write(asset);
      out_.end_object();
    }
    out_.end_array();
  }

  void write_assets() {
    write_list(
        "assets", [](const model::Asset&) { return true; },
        [&](const model::Asset& asset) {
          if (asset.precision != Amount::kDecimals) out_.integer("precision", asset.precision);
        });
  }

  void write_lines() {
    out_.key("lines");
    out_.begin_object();
    for (const LineField& line : kLines) out_.decimal(line.name, general_.lines.*line.general);
    out_.integer(kCureTime, general_.lines.cure_ms);
    out_.end_object();
  }

  void write_loan() {
    out_.key("loan");
    out_.begin_object();
    out_.decimal("presetLimit", general_.preset_limit);
    out_.decimal("ltvCap", general_.ltv_cap);
    out_.integer("maxCollateralAccounts", general_.max_collateral_accounts);
    out_.key("loanableAssets");
    out_.begin_array();
    for (const auto& [name, id] : parameters_.asset_ids) {
      if (parameters_.asset(id).loanable) out_.text(name);
    }
    out_.end_array();
    out_.decimal("liquidationFeeRate", general_.liquidation_fee_rate);
    out_.decimal("slippage", general_.slippage);
    for (const auto& span : kLoanSpans) out_.integer(span.name, general_.*span.member);
    for (const auto& choice : kLoanSwitches) out_.boolean(choice.name, general_.*choice.member);
    out_.end_object();
  }

  void write_rounding() {
    out_.key("rounding");
    out_.begin_object();
    for (const auto& field : kRoundings) {
      out_.text(field.name, name_of(general_.rounding.*field.member));
    }
    out_.end_object();
  }

  void write_spot() {
    write_list(
        "spot", [](const model::Asset& asset) { return asset.spot_ratio.has_value(); },
        [&](const model::Asset& asset) { out_.decimal("collateralRatio", *asset.spot_ratio); });
  }

  void write_cross_margin() {
    out_.key("crossMargin");
    out_.begin_object();
    out_.decimal("classicMaintenanceRate", general_.classic_maintenance_rate);
    out_.decimal("transferOutLevel", general_.classic_transfer_out_level);
    write_list(
        "collateral",
        [](const model::Asset& asset) {
          return !asset.cross_collateral.empty() || !asset.cross_borrow_ratio.is_zero() ||
                 !asset.cross_transfer_out_ratio.is_zero();
        },
        [&](const model::Asset& asset) {
          write_tiers(out_, "liquidation", asset.cross_collateral);
          out_.decimal("borrow", asset.cross_borrow_ratio);
          out_.decimal("transferOut", asset.cross_transfer_out_ratio);
        });
    write_list(
        "proBrackets", [](const model::Asset& asset) { return !asset.cross_pro_brackets.empty(); },
        [&](const model::Asset& asset) {
          write_tiers(out_, "brackets", asset.cross_pro_brackets);
        });
    out_.end_object();
  }

  void write_portfolio_margin() {
    out_.key("portfolioMargin");
    out_.begin_object();
    write_list(
        "collateral", [](const model::Asset& asset) { return !asset.portfolio_collateral.empty(); },
        [&](const model::Asset& asset) { write_tiers(out_, "tiers", asset.portfolio_collateral); });
    out_.decimal("loanMaintenanceRate", general_.portfolio_loan_maintenance_rate);
    write_list(
        "loanMaintenanceRates",
        [](const model::Asset& asset) { return asset.portfolio_loan_maintenance_rate.has_value(); },
        [&](const model::Asset& asset) {
          out_.decimal("rate", *asset.portfolio_loan_maintenance_rate);
        });
    out_.decimal("transferOutUniMmr", general_.portfolio_transfer_out_uni_mmr);
    out_.end_object();
  }

  void write_contracts() {
    out_.key("contracts");
    out_.begin_array();
    for (const auto& [symbol, id] : parameters_.contract_ids) {
      const model::Contract& contract = parameters_.contract(id);
      out_.begin_object();
      out_.text("symbol", symbol);
      out_.text("type", name_of(contract.type));
      out_.text("baseAsset", parameters_.asset(contract.base_asset).name);
      out_.text("marginAsset", parameters_.asset(contract.margin_asset).name);
      if (contract.type == model::ContractType::kCoinMargined) {
        out_.decimal("contractSize", contract.contract_size);
      }
      write_tiers(out_, "brackets", contract.brackets);
      out_.end_object();
    }
    out_.end_array();
  }

  void write_interest_rates() {
    write_list(
        "interestRates", [](const model::Asset& asset) { return asset.daily_rate.has_value(); },
        [&](const model::Asset& asset) { out_.decimal("dailyRate", *asset.daily_rate); });
  }

  IndentedWriter& out_;
  const model::Parameters& parameters_;
  const model::GeneralParameters& general_;
};

}  // namespace

void write_parameters(IndentedWriter& out, const model::Parameters& parameters) {
  ParameterWriter(out, parameters).write();
}

}  // namespace plimsoll::bookfile
