#include "book/set_parameters.h"

#include "book/bounds.h"

namespace plimsoll::book {
namespace {

// Lines that a unit does not override follow the general ones; together they stay ordered.
Result<void> check_units_keep_order(const Book& book, const model::LtvLines& lines) {
  for (const auto& [id, unit] : book.units) {
    if (!unit->is_active() || model::lines_are_ordered(unit->lines.over(lines))) continue;
    return fail(ErrorCode::kOutOfRange, "with its own lines, risk unit " +
                                            std::to_string(id.value) +
                                            " would have lines out of order; change those first");
  }
  return {};
}

}  // namespace

Result<ParametersSet> decide(const Book& book, const SetParameters& command) {
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
  if (!is_span(general.quiet_ms) || !is_span(general.request_memory_ms) ||
      !is_span(general.liquidation_price_age_ms)) {
    return fail(ErrorCode::kOutOfRange, "a span of time lies between 0 and ten years");
  }
  RETURN_IF_ERROR(check_units_keep_order(book, general.lines));
  return ParametersSet{general};
}

void apply(Book& book, const ParametersSet& event) { book.parameters.general = event.general; }

}  // namespace plimsoll::book
