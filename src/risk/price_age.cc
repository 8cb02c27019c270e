#include "risk/price_age.h"

#include <algorithm>

namespace plimsoll::risk {
namespace {

class Oldest {
 public:
  Oldest(const model::PriceBoard& board, const model::Parameters& parameters)
      : board_(board), parameters_(parameters) {}

  void margin_index(AssetId asset) {
    if (parameters_.usdt != asset) take(board_.margin_index, asset.value);
  }
  void asset_index(AssetId asset) { take(board_.asset_index, asset.value); }
  void mark(ContractId contract) { take(board_.mark, contract.value); }
  [[nodiscard]] std::optional<Timestamp> time() const { return time_; }

 private:
  void take(const model::PriceColumn& column, std::size_t index) {
    if (column.at(index).is_zero()) return;
    const Timestamp time = column.time_at(index);
    time_ = time_ ? std::min(*time_, time) : time;
  }
  const model::PriceBoard& board_;
  const model::Parameters& parameters_;
  std::optional<Timestamp> time_;
};

void visit(const model::SpotWallet& wallet, const model::Parameters& parameters, Oldest& oldest) {
  for (const model::SpotBalance& balance : wallet.balances) {
    if (parameters.asset(balance.asset).spot_ratio && !balance.free.is_zero()) {
      oldest.margin_index(balance.asset);
    }
  }
}

void visit(const model::CrossMarginWallet& wallet, const model::Parameters& parameters,
           Oldest& oldest) {
  for (const model::CrossMarginBalance& balance : wallet.balances) {
    const bool owes = !(balance.borrowed + balance.interest).is_zero();
    if (owes || !parameters.asset(balance.asset).cross_collateral.empty()) {
      oldest.margin_index(balance.asset);
    }
  }
}

void visit(const model::PortfolioMarginWallet& wallet, const model::Parameters& parameters,
           Oldest& oldest) {
  for (const model::PortfolioMarginBalance& balance : wallet.balances) {
    const bool owes = !(balance.borrowed + balance.interest).is_zero();
    const bool counts = !parameters.asset(balance.asset).portfolio_collateral.empty();
    if (owes || counts || net_of(balance).is_negative()) oldest.asset_index(balance.asset);
  }
  for (const model::Position& position : wallet.positions) {
    oldest.mark(position.contract);
    oldest.asset_index(parameters.contract(position.contract).margin_asset);
  }
}

}  // namespace

std::optional<Timestamp> oldest_price(const UnitView& view, const model::PriceBoard& board,
                                      const model::Parameters& parameters) {
  Oldest oldest(board, parameters);
  for (std::size_t i = 0; i < view.unit.members.size(); ++i) {
    const model::Member& member = view.unit.members[i];
    const model::Account& account = *view.accounts[i];
    if (member.enable_spot) visit(account.spot, parameters, oldest);
    if (!member.enable_margin) continue;
    if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
      visit(*cross, parameters, oldest);
    } else if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&account.margin)) {
      visit(*portfolio, parameters, oldest);
    }
  }
  for (const model::Liability& liability : view.unit.liabilities) {
    oldest.margin_index(liability.asset);
  }
  return oldest.time();
}

bool has_old_price(const UnitView& view, const model::PriceBoard& board,
                   const model::Parameters& parameters, Timestamp now) {
  const std::int64_t most = parameters.general.liquidation_price_age_ms;
  if (most == 0) return false;
  const auto oldest = oldest_price(view, board, parameters);
  return oldest && now - *oldest > most;
}

}  // namespace plimsoll::risk
