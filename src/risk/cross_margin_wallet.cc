// CROSS_MARGIN wallet (docs/risk-mathematics.md, section 5).
#include "risk/progressive.h"
#include "risk/wallet_value.h"

namespace plimsoll::risk {

WalletValue value_cross_margin(const model::CrossMarginWallet& wallet, Market& market) {
  const model::Parameters& parameters = market.parameters();
  const Ratio classic_rate = parameters.general.classic_maintenance_rate;
  WalletValue result;
  for (const model::CrossMarginBalance& balance : wallet.balances) {
    const model::Asset& asset = parameters.asset(balance.asset);
    const Amount owed = balance.borrowed + balance.interest;
    const Amount net = net_of(balance);
    const bool counts = net.is_negative() || (net.is_positive() && !asset.cross_collateral.empty());
    if (!counts && owed.is_zero()) continue;

    const Price price = market.margin_index(balance.asset);
    result.net_equity += counted(asset.cross_collateral, net * price);
    if (owed.is_zero()) continue;
    // Gross: not reduced by a balance in the same coin.
    const Notional liability = owed * price;
    result.liability += liability;
    const bool by_brackets =
        wallet.mode == model::MarginMode::kPro && !asset.cross_pro_brackets.empty();
    result.maintenance_margin +=
        by_brackets ? progressive(asset.cross_pro_brackets, liability) : liability * classic_rate;
  }
  result.actual_equity = result.net_equity;
  return result;
}

Amount net_quantity(const model::CrossMarginWallet& wallet, AssetId asset) {
  for (const model::CrossMarginBalance& balance : wallet.balances) {
    if (balance.asset == asset) return net_of(balance);
  }
  return {};
}

}  // namespace plimsoll::risk
