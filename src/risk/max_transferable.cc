#include "risk/max_transferable.h"

#include <algorithm>

#include "base/wide.h"

namespace plimsoll::risk {
namespace {

// Finds the largest raw amount for which a condition holds that holds for all smaller ones too.
template <class Holds>
Int128 largest(Int128 most, Holds holds) {
  if (most <= 0 || holds(most)) return std::max<Int128>(most, 0);
  Int128 good = 0;
  Int128 bad = most;
  while (bad - good > 1) {
    const Int128 middle = good + (bad - good) / 2;
    (holds(middle) ? good : bad) = middle;
  }
  return good;
}

template <class Balances>
auto find_balance(Balances& balances, AssetId asset) {
  return std::find_if(balances.begin(), balances.end(),
                      [&](const auto& balance) { return balance.asset == asset; });
}

// Collateral at the flat transfer-out ratios; the part of a positive net that counts.
Value transfer_out_collateral(const model::CrossMarginWallet& wallet, Market& market) {
  Value sum;
  for (const model::CrossMarginBalance& balance : wallet.balances) {
    const Amount net = net_of(balance);
    const Amount owed = balance.borrowed + balance.interest;
    if (net.is_zero() && owed.is_zero()) continue;
    const Price price = market.margin_index(balance.asset);
    const Ratio ratio = market.parameters().asset(balance.asset).cross_transfer_out_ratio;
    // Collateral value: haircut on the positive net, plus what covers the coin's own liability.
    sum += net.is_positive() ? net * price * ratio + widen<Value>(owed * price)
                             : widen<Value>((net + owed) * price);
  }
  return sum;
}

bool keeps_own_margin(const model::CrossMarginWallet& wallet, Market& market) {
  const WalletValue value = value_cross_margin(wallet, market);
  if (!value.liability.is_positive()) return true;
  const Ratio level = market.parameters().general.classic_transfer_out_level;
  return transfer_out_collateral(wallet, market) >= value.liability * level;
}

bool keeps_own_margin(const model::PortfolioMarginWallet& wallet, Market& market) {
  const WalletValue value = value_portfolio_margin(wallet, market);
  if (!value.maintenance_margin.is_positive()) return true;
  const Ratio least = market.parameters().general.portfolio_transfer_out_uni_mmr;
  return compare_products(value.net_equity.raw(), Ratio::kOne, value.maintenance_margin.raw(),
                          least.raw()) >= 0;
}

WalletValue value_of(const model::SpotWallet& wallet, Market& market) {
  return value_spot(wallet, market);
}
WalletValue value_of(const model::CrossMarginWallet& wallet, Market& market) {
  return value_cross_margin(wallet, market);
}
WalletValue value_of(const model::PortfolioMarginWallet& wallet, Market& market) {
  return value_portfolio_margin(wallet, market);
}

// What a wallet loses when an amount of one asset leaves it.
template <class Wallet>
class Leaving {
 public:
  Leaving(const Wallet& wallet, AssetId asset, Market& market)
      : wallet_(wallet), market_(market), before_(value_of(wallet, market)) {
    const auto found = find_balance(wallet_.balances, asset);
    if (found != wallet_.balances.end()) {
      free_ = found->free;
      index_ = static_cast<std::size_t>(found - wallet_.balances.begin());
    }
  }

  [[nodiscard]] Amount free() const { return free_; }

  const Wallet& without(Int128 raw) {
    if (free_.is_positive()) wallet_.balances[index_].free = free_ - Amount::from_raw(raw);
    return wallet_;
  }
  // The loss of E - M.
  [[nodiscard]] Value loss(Int128 raw) {
    const WalletValue after = value_of(without(raw), market_);
    return (before_.net_equity - before_.maintenance_margin) -
           (after.net_equity - after.maintenance_margin);
  }

 private:
  Wallet wallet_;
  Market& market_;
  WalletValue before_;
  Amount free_;
  std::size_t index_ = 0;
};

template <class Wallet>
Int128 largest_by_unit(const Assessment& unit, Leaving<Wallet>& leaving, Int128 most, bool counts) {
  if (!counts || !unit.liability.is_positive()) return most;
  return largest(most, [&](Int128 raw) {
    const Value left = unit.adjusted_equity - leaving.loss(raw);
    // L <= t * A
    return left.is_positive() && compare_products(unit.liability.raw(), Ratio::kOne,
                                                  unit.lines.transfer_out.raw(), left.raw()) <= 0;
  });
}

}  // namespace

Result<Transferable> max_transferable(const UnitView& view, std::size_t member, AssetId asset,
                                      const model::PriceBoard& board,
                                      const model::Parameters& parameters) {
  ASSIGN_OR_RETURN(const Assessment unit, assess(view, board, parameters));
  Market market(board, parameters);
  const bool counts = view.unit.members[member].enable_margin;
  const auto limit = [&](const auto& wallet) {
    Leaving leaving(wallet, asset, market);
    const Int128 free = leaving.free().raw();
    const Int128 by_unit = largest_by_unit(unit, leaving, free, counts);
    const Int128 by_account = largest(
        by_unit, [&](Int128 raw) { return keeps_own_margin(leaving.without(raw), market); });
    const TransferBound bound = by_account < by_unit ? TransferBound::kAccount
                                : by_unit < free     ? TransferBound::kUnit
                                                     : TransferBound::kBalance;
    return Transferable{Amount::from_raw(by_account), bound};
  };
  Transferable result;
  const model::MarginWallet& wallet = view.accounts[member]->margin;
  if (const auto* cross = std::get_if<model::CrossMarginWallet>(&wallet)) {
    result = limit(*cross);
  } else if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&wallet)) {
    result = limit(*portfolio);
  }
  if (auto error = market.missing()) return tl::unexpected<Error>(std::move(*error));
  return result;
}

Result<Transferable> max_spot_transferable(const UnitView& view, std::size_t member, AssetId asset,
                                           const model::PriceBoard& board,
                                           const model::Parameters& parameters) {
  ASSIGN_OR_RETURN(const Assessment unit, assess(view, board, parameters));
  Market market(board, parameters);
  Leaving leaving(view.accounts[member]->spot, asset, market);
  const Int128 free = leaving.free().raw();
  const Int128 by_unit =
      largest_by_unit(unit, leaving, free, view.unit.members[member].enable_spot);
  if (auto error = market.missing()) return tl::unexpected<Error>(std::move(*error));
  return Transferable{Amount::from_raw(by_unit),
                      by_unit < free ? TransferBound::kUnit : TransferBound::kBalance};
}

}  // namespace plimsoll::risk
