// The value of one wallet, exact. One function per wallet type, each in its own file.
#pragma once

#include "base/numbers.h"
#include "model/wallets.h"
#include "risk/market.h"

namespace plimsoll::risk {

struct WalletValue {
  Value net_equity;          // USDT (SPOT, CROSS_MARGIN) or USD (PORTFOLIO_MARGIN); may be negative
  Value maintenance_margin;  // never negative
  Value actual_equity;       // PORTFOLIO_MARGIN: equity before collateral rates; else as net_equity
  Notional liability;        // CROSS_MARGIN: value of (borrowed + interest); else 0
};

// sum over accepted tokens of free * P_margin * ratio (docs/risk-mathematics.md, section 4). Locked
// balances do not count.
[[nodiscard]] WalletValue value_spot(const model::SpotWallet& wallet, Market& market);

// Net per asset, haircut on positive nets only; maintenance by Classic rate or Pro brackets
// (section 4).
[[nodiscard]] WalletValue value_cross_margin(const model::CrossMarginWallet& wallet,
                                             Market& market);

// Unified account equity over balances, positions and loans (section 5).
[[nodiscard]] WalletValue value_portfolio_margin(const model::PortfolioMarginWallet& wallet,
                                                 Market& market);

// free + locked - borrowed - interest.
[[nodiscard]] inline Amount net_of(const model::CrossMarginBalance& balance) {
  return balance.free + balance.locked - balance.borrowed - balance.interest;
}
// The same plus the two futures wallets, without unrealized profit.
[[nodiscard]] inline Amount net_of(const model::PortfolioMarginBalance& balance) {
  return balance.free + balance.locked - balance.borrowed - balance.interest + balance.usd_wallet +
         balance.coin_wallet;
}

// The net quantity of one asset that a margin wallet counts, positions' unrealized profit included
// (section 5: x(a)).
[[nodiscard]] Amount net_quantity(const model::CrossMarginWallet& wallet, AssetId asset);
[[nodiscard]] Amount net_quantity(const model::PortfolioMarginWallet& wallet, AssetId asset,
                                  Market& market);

// adjusted equity / maintenance margin of a portfolio wallet, 8 decimals, rounded as named; nothing
// when no maintenance margin is due or the quotient does not fit (section 5: uniMMR; open loss of
// orders is not modelled).
[[nodiscard]] std::optional<Amount> uni_mmr(const WalletValue& wallet, Rounding rounding);

}  // namespace plimsoll::risk
