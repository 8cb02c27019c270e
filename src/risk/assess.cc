#include "risk/assess.h"

namespace plimsoll::risk {
namespace {

void add_wallet(Assessment& result, std::size_t member, model::WalletType type,
                const WalletValue& value) {
  result.wallets.push_back({member, type, value});
  result.net_equity += value.net_equity;
  result.maintenance_margin += value.maintenance_margin;
}

void add_margin_wallet(Assessment& result, std::size_t member, const model::MarginWallet& wallet,
                       Market& market) {
  if (const auto* cross = std::get_if<model::CrossMarginWallet>(&wallet)) {
    add_wallet(result, member, model::WalletType::kCrossMargin, value_cross_margin(*cross, market));
  } else if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&wallet)) {
    add_wallet(result, member, model::WalletType::kPortfolioMargin,
               value_portfolio_margin(*portfolio, market));
  }
}

}  // namespace

std::optional<Error> assess_into(const UnitView& view, const model::PriceBoard& board,
                                 const model::Parameters& parameters, Assessment& result) {
  const model::RiskUnit& unit = view.unit;
  CHECK(view.accounts.size() == unit.members.size());
  Market market(board, parameters);
  result.wallets.clear();
  result.net_equity = {};
  result.maintenance_margin = {};
  result.liability = {};

  for (std::size_t i = 0; i < unit.members.size(); ++i) {
    const model::Member& member = unit.members[i];
    const model::Account& account = *view.accounts[i];
    if (member.enable_spot) {
      add_wallet(result, i, model::WalletType::kSpot, value_spot(account.spot, market));
    }
    if (member.enable_margin) add_margin_wallet(result, i, account.margin, market);
  }
  for (const model::Liability& liability : unit.liabilities) {
    const Amount owed = liability.principal + liability.interest;
    if (owed.is_zero()) continue;
    result.liability += widen<Value>(owed * market.margin_index(liability.asset));
  }
  result.adjusted_equity = result.net_equity - result.maintenance_margin;

  if (auto error = market.missing()) return error;
  if (!result.adjusted_equity.fits() || !result.liability.fits()) {
    return Error{ErrorCode::kValueOverflow, "the unit's value exceeds 1.7e18", {}};
  }
  const model::GeneralParameters& general = parameters.general;
  const model::OutputRounding& rounding = general.rounding;
  result.lines = unit.lines.over(general.lines);
  result.ltv =
      displayed_ltv(result.liability, result.adjusted_equity, general.ltv_cap, rounding.ltv);
  result.max_allowed_borrow =
      max_allowed_borrow(result.adjusted_equity, result.liability, result.lines.borrow,
                         general.preset_limit, rounding.max_allowed_borrow_limit);
  result.max_transfer_out =
      max_transfer_out(result.adjusted_equity, result.liability, result.lines.transfer_out,
                       rounding.max_transfer_out_amount);
  return std::nullopt;
}

Result<Assessment> assess(const UnitView& view, const model::PriceBoard& board,
                          const model::Parameters& parameters) {
  Assessment result;
  if (auto error = assess_into(view, board, parameters, result)) {
    return tl::unexpected<Error>(std::move(*error));
  }
  return result;
}

}  // namespace plimsoll::risk
