// Parameters: everything that decides an outcome and is not a balance or a price. They are state -
// set by commands, recorded as events, replayed - and not configuration. Defaults:
// docs/risk-mathematics.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/rounding.h"
#include "model/tiers.h"

namespace plimsoll::model {

// The LTV lines of a unit. A unit may override any of them.
struct LtvLines {
  Ratio borrow = Ratio::from_raw(7500);        // 0.75: 1 - 1/leverage for 4x
  Ratio transfer_out = Ratio::from_raw(5000);  // 0.50
  Ratio warning = Ratio::from_raw(7500);
  Ratio margin_call = Ratio::from_raw(8000);
  Ratio liquidation = Ratio::from_raw(9000);
  Ratio stop_liquidation{};                 // 0: until everything is repaid
  Ratio instant_liquidation{};              // no cure time at or above it; 0: none but lost equity
  Ratio hysteresis = Ratio::from_raw(100);  // a state ends this far below the line that began it
  std::int64_t cure_ms = 0;  // time between reaching the liquidation line and liquidation

  static constexpr auto fields() {
    return std::tuple(&LtvLines::borrow, &LtvLines::transfer_out, &LtvLines::warning,
                      &LtvLines::margin_call, &LtvLines::liquidation, &LtvLines::stop_liquidation,
                      &LtvLines::instant_liquidation, &LtvLines::hysteresis, &LtvLines::cure_ms);
  }
  friend bool operator==(const LtvLines&, const LtvLines&) = default;
};

// Where outputs are rounded, and how (docs/risk-mathematics.md, section 13).
struct OutputRounding {
  Rounding wallet = Rounding::kHalfUp;                    // 8 decimals
  Rounding total_net_equity = Rounding::kDown;            // 8
  Rounding total_maintenance_margin = Rounding::kDown;    // 8
  Rounding total_liability = Rounding::kDown;             // 8
  Rounding ltv = Rounding::kHalfUp;                       // 3
  Rounding max_allowed_borrow_limit = Rounding::kHalfUp;  // 8
  Rounding max_transfer_out_amount = Rounding::kDown;     // 8
  Rounding max_borrowable = Rounding::kHalfUp;            // 8
  Rounding uni_mmr = Rounding::kHalfUp;                   // 8

  static constexpr auto fields() {
    return std::tuple(&OutputRounding::wallet, &OutputRounding::total_net_equity,
                      &OutputRounding::total_maintenance_margin, &OutputRounding::total_liability,
                      &OutputRounding::ltv, &OutputRounding::max_allowed_borrow_limit,
                      &OutputRounding::max_transfer_out_amount, &OutputRounding::max_borrowable,
                      &OutputRounding::uni_mmr);
  }
  friend bool operator==(const OutputRounding&, const OutputRounding&) = default;
};

// Parameters that belong to no single asset or contract.
struct GeneralParameters {
  LtvLines lines;
  Amount preset_limit = Amount::whole(10'000'000);  // USDT value of one unit's liability
  Amount ltv_cap = Amount::whole(999);              // shown when equity is gone or nearly so
  std::int64_t max_collateral_accounts = 10;
  Ratio liquidation_fee_rate;
  Ratio slippage;
  Ratio classic_maintenance_rate = Ratio::from_raw(1000);  // 0.1 = forceLiquidationBar 1.1 - 1
  Ratio portfolio_loan_maintenance_rate = Ratio::from_raw(1000);  // 0.1
  OutputRounding rounding;

  // What a transfer out must leave behind in the account (docs/risk-mathematics.md, section 8).
  Ratio classic_transfer_out_level = Ratio::whole(2);              // CROSS_MARGIN Classic
  Ratio portfolio_transfer_out_uni_mmr = Ratio::from_raw(1'0500);  // PORTFOLIO_MARGIN
  bool clamp_transfer_out = false;  // too much: move the maximum instead of refusing (-27028)
  bool check_spot_transfer = true;  // pledged SPOT leaving the unit obeys the transfer-out line
  std::int64_t quiet_ms = 120'000;  // after a new collateral account: -27031
  bool accept_cross_margin_pro = false;  // as newly added collateral (-27013)
  bool accrue_member_loans = true;       // the members' own margin loans carry interest here
  bool external_seller = false;  // sales of a liquidation are filled by command, not at the board
  bool external_settlement = false;  // transfers out wait for a command that settles them
  std::int64_t request_memory_ms = 86'400'000;  // how long a clientTranId is remembered
  // A unit is not liquidated while one of its prices is older; 0: however old it is.
  std::int64_t liquidation_price_age_ms = 0;

  static constexpr auto fields() {
    return std::tuple(
        &GeneralParameters::lines, &GeneralParameters::preset_limit, &GeneralParameters::ltv_cap,
        &GeneralParameters::max_collateral_accounts, &GeneralParameters::liquidation_fee_rate,
        &GeneralParameters::slippage, &GeneralParameters::classic_maintenance_rate,
        &GeneralParameters::portfolio_loan_maintenance_rate, &GeneralParameters::rounding,
        &GeneralParameters::classic_transfer_out_level,
        &GeneralParameters::portfolio_transfer_out_uni_mmr, &GeneralParameters::clamp_transfer_out,
        &GeneralParameters::check_spot_transfer, &GeneralParameters::quiet_ms,
        &GeneralParameters::accept_cross_margin_pro, &GeneralParameters::accrue_member_loans,
        &GeneralParameters::external_seller, &GeneralParameters::external_settlement,
        &GeneralParameters::request_memory_ms, &GeneralParameters::liquidation_price_age_ms);
  }
  friend bool operator==(const GeneralParameters&, const GeneralParameters&) = default;
};

// One asset and how each kind of wallet counts it. What is absent counts 0 when held and in full
// when owed.
struct Asset {
  std::string name;                                      // A-Z 0-9
  std::optional<Ratio> spot_ratio;                       // accepted in SPOT wallets at this ratio
  TierTable cross_collateral;                            // Liquidation ratio; values net equity
  Ratio cross_borrow_ratio;                              // flat Borrow ratio
  Ratio cross_transfer_out_ratio;                        // flat Transfer-Out ratio
  TierTable cross_pro_brackets;                          // Pro mode, on the liability's USDT value
  TierTable portfolio_collateral;                        // flat rates are one slice
  std::optional<Ratio> portfolio_loan_maintenance_rate;  // overrides the general one
  std::optional<Rate> daily_rate;                        // institutional loan interest
  bool loanable = false;
  std::int64_t precision = 8;  // decimals that amounts of it may have in requests

  static constexpr auto fields() {
    return std::tuple(&Asset::name, &Asset::spot_ratio, &Asset::cross_collateral,
                      &Asset::cross_borrow_ratio, &Asset::cross_transfer_out_ratio,
                      &Asset::cross_pro_brackets, &Asset::portfolio_collateral,
                      &Asset::portfolio_loan_maintenance_rate, &Asset::daily_rate, &Asset::loanable,
                      &Asset::precision);
  }
  friend bool operator==(const Asset&, const Asset&) = default;
};

enum class ContractType : std::uint8_t { kUsdMargined, kCoinMargined };
[[nodiscard]] constexpr int enum_size(ContractType) { return 2; }

// One futures contract. USD-M: quantity in base asset, notional and brackets in the margin asset.
// COIN-M: quantity in contracts of `contract_size` USD, notional and brackets in the base coin,
// which is the margin asset.
struct Contract {
  std::string symbol;
  ContractType type = ContractType::kUsdMargined;
  AssetId base_asset;
  AssetId margin_asset;
  Amount contract_size;  // COIN-M only
  TierTable brackets;    // empty: no maintenance margin

  static constexpr auto fields() {
    return std::tuple(&Contract::symbol, &Contract::type, &Contract::base_asset,
                      &Contract::margin_asset, &Contract::contract_size, &Contract::brackets);
  }
  friend bool operator==(const Contract&, const Contract&) = default;
};

struct Parameters {
  GeneralParameters general;
  std::vector<Asset> assets;        // by AssetId; an asset keeps its id for ever
  std::vector<Contract> contracts;  // by ContractId; likewise
  std::map<std::string, AssetId, std::less<>> asset_ids;
  std::map<std::string, ContractId, std::less<>> contract_ids;
  std::optional<AssetId> usdt;  // its margin index price is 1 by definition

  [[nodiscard]] const Asset& asset(AssetId id) const { return assets[id.value]; }
  [[nodiscard]] const Contract& contract(ContractId id) const { return contracts[id.value]; }
  [[nodiscard]] std::optional<AssetId> find_asset(std::string_view name) const;
  [[nodiscard]] std::optional<ContractId> find_contract(std::string_view symbol) const;
};

}  // namespace plimsoll::model
