// PORTFOLIO_MARGIN wallet (docs/risk-mathematics.md, section 6).
#include <algorithm>

#include "base/wide.h"
#include "risk/futures.h"
#include "risk/progressive.h"
#include "risk/wallet_value.h"

namespace plimsoll::risk {
namespace {

// What all positions margined in one asset add to it.
struct PositionTotal {
  AssetId asset;
  Amount unrealized_profit;
  Amount maintenance_margin;
};

std::vector<PositionTotal> total_positions(const model::PortfolioMarginWallet& wallet,
                                           Market& market) {
  std::vector<PositionTotal> totals;
  for (const model::Position& position : wallet.positions) {
    const Price mark = market.mark(position.contract);
    if (mark.is_zero()) continue;  // noted as missing
    const model::Contract& contract = market.parameters().contract(position.contract);
    const PositionValue value = value_position(position, contract, mark);
    auto total = std::find_if(totals.begin(), totals.end(), [&](const PositionTotal& entry) {
      return entry.asset == contract.margin_asset;
    });
    if (total == totals.end()) total = totals.insert(total, {contract.margin_asset, {}, {}});
    total->unrealized_profit += value.unrealized_profit;
    total->maintenance_margin += value.maintenance_margin;
  }
  return totals;
}

PositionTotal take(std::vector<PositionTotal>& totals, AssetId asset) {
  for (PositionTotal& total : totals) {
    if (total.asset != asset) continue;
    const PositionTotal taken = total;
    total.unrealized_profit = {};
    total.maintenance_margin = {};
    return taken;
  }
  return {asset, {}, {}};
}

class Sum {
 public:
  Sum(Market& market, WalletValue& result) : market_(market), result_(result) {}

  // Adds an asset with net quantity x(a) and maintenance amount.
  void add(AssetId id, Amount net, Amount maintenance) {
    const model::TierTable& tiers = market_.parameters().asset(id).portfolio_collateral;
    const bool counts = net.is_negative() || (net.is_positive() && !tiers.empty());
    if (!counts && maintenance.is_zero()) {
      // Without a table a holding counts nothing, but it is still there: actual equity takes it if
      // a price is known.
      result_.actual_equity += widen<Value>(net * market_.find_asset_index(id));
      return;
    }
    const Price index = market_.asset_index(id);
    const Notional value = net * index;
    result_.net_equity += counted(tiers, value);
    result_.actual_equity += widen<Value>(value);
    result_.maintenance_margin += widen<Value>(maintenance * index);
  }

 private:
  Market& market_;
  WalletValue& result_;
};

}  // namespace

WalletValue value_portfolio_margin(const model::PortfolioMarginWallet& wallet, Market& market) {
  const model::Parameters& parameters = market.parameters();
  std::vector<PositionTotal> totals = total_positions(wallet, market);
  WalletValue result;
  Sum sum(market, result);
  for (const model::PortfolioMarginBalance& balance : wallet.balances) {
    const PositionTotal positions = take(totals, balance.asset);
    const Amount owed = balance.borrowed + balance.interest;
    Amount maintenance = positions.maintenance_margin;
    if (!owed.is_zero()) {
      const Ratio rate = parameters.asset(balance.asset)
                             .portfolio_loan_maintenance_rate.value_or(
                                 parameters.general.portfolio_loan_maintenance_rate);
      maintenance += round_to<Amount>(widen<Notional>(owed) * rate, Rounding::kHalfUp);
    }
    sum.add(balance.asset, net_of(balance) + positions.unrealized_profit, maintenance);
  }
  // Assets that appear through positions only.
  for (const PositionTotal& total : totals) {
    sum.add(total.asset, total.unrealized_profit, total.maintenance_margin);
  }
  return result;
}

Amount net_quantity(const model::PortfolioMarginWallet& wallet, AssetId asset, Market& market) {
  std::vector<PositionTotal> totals = total_positions(wallet, market);
  Amount net = take(totals, asset).unrealized_profit;
  for (const model::PortfolioMarginBalance& balance : wallet.balances) {
    if (balance.asset == asset) net += net_of(balance);
  }
  return net;
}

std::optional<Amount> uni_mmr(const WalletValue& wallet, Rounding rounding) {
  if (!wallet.maintenance_margin.is_positive() || !wallet.net_equity.fits()) return std::nullopt;
  const auto raw = divide_difference(wallet.net_equity.raw(), Amount::kOne, 0, 0,
                                     wallet.maintenance_margin.raw(), 1, rounding);
  return raw ? std::optional(Amount::narrowed(*raw)) : std::nullopt;
}

}  // namespace plimsoll::risk
