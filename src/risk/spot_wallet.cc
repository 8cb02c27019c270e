// SPOT wallet: free accepted tokens, no maintenance margin (docs/risk-mathematics.md, section 4).
#include "risk/wallet_value.h"

namespace plimsoll::risk {

WalletValue value_spot(const model::SpotWallet& wallet, Market& market) {
  WalletValue result;
  for (const model::SpotBalance& balance : wallet.balances) {
    const std::optional<Ratio>& ratio = market.parameters().asset(balance.asset).spot_ratio;
    if (!ratio || balance.free.is_zero()) continue;
    result.net_equity += balance.free * market.margin_index(balance.asset) * *ratio;
  }
  result.actual_equity = result.net_equity;
  return result;
}

}  // namespace plimsoll::risk
