#include "book/set_parameters.h"

namespace plimsoll::book {

Result<ParametersSet> decide(const Book&, const SetParameters& command) {
  const model::GeneralParameters& general = command.general;
  if (!model::lines_are_ordered(general.lines)) {
    return fail(ErrorCode::kOutOfRange,
                "LTV lines lie between 0 and 1, warning <= margin call <= liquidation, none above "
                "liquidation");
  }
  if (!is_share(general.liquidation_fee_rate) || !is_share(general.slippage) ||
      !is_share(general.classic_maintenance_rate) ||
      !is_share(general.portfolio_loan_maintenance_rate)) {
    return fail(ErrorCode::kOutOfRange, "a rate lies between 0 and 1");
  }
  if (general.preset_limit.is_negative() || !widen<Value>(general.preset_limit).fits()) {
    return fail(ErrorCode::kOutOfRange, "presetLimit is not negative and at most 1.7e18");
  }
  constexpr Int128 kThousandth = power_of_ten(Amount::kDecimals - 3);
  if (!general.ltv_cap.is_positive() || general.ltv_cap.raw() % kThousandth != 0 ||
      general.ltv_cap > Amount::whole(1'000'000)) {
    return fail(ErrorCode::kOutOfRange, "ltvCap is positive, at most 1000000, with 3 decimals");
  }
  if (general.max_collateral_accounts < 1 || general.max_collateral_accounts > 1000) {
    return fail(ErrorCode::kOutOfRange, "maxCollateralAccounts lies between 1 and 1000");
  }
  if (general.classic_transfer_out_level < Ratio::whole(1) ||
      general.portfolio_transfer_out_uni_mmr < Ratio::whole(1)) {
    return fail(ErrorCode::kOutOfRange, "a transfer-out margin level is at least 1");
  }
  if (general.quiet_ms < 0 || general.request_memory_ms < 0) {
    return fail(ErrorCode::kOutOfRange, "a span of time is not negative");
  }
  return ParametersSet{general};
}

void apply(Book& book, const ParametersSet& event) { book.parameters.general = event.general; }

}  // namespace plimsoll::book
