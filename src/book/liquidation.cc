#include "book/liquidation.h"

#include "book/bounds.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/interest.h"

namespace plimsoll::book {

LiquidationStarted start_liquidation(const Book& book, const model::RiskUnit& unit,
                                     const risk::Assessment& assessment) {
  const model::OutputRounding& rounding = book.parameters.general.rounding;
  LiquidationStarted event;
  event.liquidation = book.last_liquidation + 1;
  event.unit = unit.id;
  event.ltv = assessment.ltv;
  event.net_equity = round_to<Amount>(assessment.net_equity, rounding.total_net_equity);
  event.maintenance_margin =
      round_to<Amount>(assessment.maintenance_margin, rounding.total_maintenance_margin);
  event.liability = round_to<Amount>(assessment.liability, rounding.total_liability);
  for (const risk::WalletAssessment& wallet : assessment.wallets) {
    const model::Member& member = unit.members[wallet.member];
    event.wallets.push_back({member.account, member.type, wallet.type,
                             round_to<Amount>(wallet.value.net_equity, rounding.wallet),
                             round_to<Amount>(wallet.value.maintenance_margin, rounding.wallet)});
  }
  event.liabilities = unit.liabilities;
  return event;
}

Result<SaleFilled> decide(const Book& book, const ReportFill& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  if (!unit->liquidation || !unit->liquidation->order ||
      unit->liquidation->order->id != command.order) {
    return fail(ErrorCode::kUnknownOrder, "no such sale order waits");
  }
  const model::SaleOrder& order = *unit->liquidation->order;
  const bool consistent = is_enterable(command.sold) && is_enterable(command.proceeds) &&
                          !command.sold.is_negative() && !command.proceeds.is_negative() &&
                          command.sold <= order.quantity &&
                          command.sold.is_zero() == command.proceeds.is_zero();
  if (!consistent) {
    return fail(ErrorCode::kIllegalArgument, "a fill sells no more than ordered, for something");
  }
  const model::Account& account = *book.find_account(order.account);
  if (free_of(account, order.wallet, order.sell) < command.sold) {
    const std::string& name = name_of(book, order.sell);
    return fail(ErrorCode::kInsufficientBalance, "not so much " + name + " is free", {name});
  }
  return SaleFilled{command.unit, order, command.sold, command.proceeds, command.sold.is_zero()};
}

void apply(Book& book, const LiquidationStarted& event) {
  book.last_liquidation = event.liquidation;
  const Timestamp now = book.time;
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    unit.state = model::UnitState::kLiquidating;
    unit.state_since = now;
    unit.cure_until.reset();
    unit.liquidation = model::Liquidation{event.liquidation, now, {}};
  });
}

void apply(Book& book, const CollateralMoved& event) {
  post(book, {{WalletPlace{event.from, event.from_wallet}, event.asset, -event.amount},
              {WalletPlace{event.to, event.to_wallet}, event.asset, event.amount}});
}

void apply(Book& book, const OrdersCancelled& event) {
  book.change_account(event.account, [&](model::Account& account) {
    with_balances(account, event.wallet, [&](auto& balances) {
      for (auto& balance : balances) {
        const Amount kept = event.wallet == model::WalletType::kSpot
                                ? Amount{}
                                : pending_of(book, account, balance.asset);
        balance.free += balance.locked - kept;
        balance.locked = kept;
      }
    });
  });
}

void apply(Book& book, const PositionClosed& event) {
  const bool coin =
      book.parameters.contract(event.position.contract).type == model::ContractType::kCoinMargined;
  book.change_account(event.account, [&](model::Account& account) {
    auto& wallet = std::get<model::PortfolioMarginWallet>(account.margin);
    std::erase(wallet.positions, event.position);
    auto place = wallet.balances.begin();
    while (place != wallet.balances.end() && place->asset < event.asset) ++place;
    if (place == wallet.balances.end() || place->asset != event.asset) {
      place = wallet.balances.emplace(place);
      place->asset = event.asset;
    }
    (coin ? place->coin_wallet : place->usd_wallet) += event.profit;
    if (model::is_zero(*place)) wallet.balances.erase(place);
  });
  book.ledger[{LedgerPlace::kMarket, event.asset}] -= event.profit;
}

void apply(Book& book, const FuturesCollected& event) {
  book.change_account(event.account, [&](model::Account& account) {
    auto& balances = std::get<model::PortfolioMarginWallet>(account.margin).balances;
    for (auto place = balances.begin(); place != balances.end(); ++place) {
      if (place->asset != event.asset) continue;
      const Amount total = place->free + place->usd_wallet + place->coin_wallet;
      place->usd_wallet = {};
      place->coin_wallet = {};
      place->free = total.is_negative() ? Amount{} : total;
      if (total.is_negative()) place->borrowed -= total;
      if (model::is_zero(*place)) balances.erase(place);
      return;
    }
  });
}

void apply(Book& book, const OwnLoanRepaid& event) {
  book.change_account(event.account, [&](model::Account& account) {
    const auto repay = [&](auto& balances) {
      for (auto place = balances.begin(); place != balances.end(); ++place) {
        if (place->asset != event.asset) continue;
        place->free -= event.principal + event.interest;
        place->borrowed -= event.principal;
        place->interest -= event.interest;
        if (model::is_zero(*place)) balances.erase(place);
        return;
      }
    };
    if (auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
      repay(cross->balances);
    } else {
      repay(std::get<model::PortfolioMarginWallet>(account.margin).balances);
    }
  });
}

void apply(Book& book, const SaleOrdered& event) {
  book.last_transaction = event.order.id;
  book.change_unit(event.unit,
                   [&](model::RiskUnit& unit) { unit.liquidation->order = event.order; });
}

void apply(Book& book, const SaleFilled& event) {
  const model::SaleOrder& order = event.order;
  const WalletPlace wallet{order.account, order.wallet};
  post(book, {{wallet, order.sell, -event.sold},
              {LedgerPlace::kMarket, order.sell, event.sold},
              {wallet, order.buy, event.proceeds},
              {LedgerPlace::kMarket, order.buy, -event.proceeds}});
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    unit.liquidation->order.reset();
    if (event.unsellable) unit.unsellable.push_back(order.sell);
  });
}

void apply(Book& book, const LiquidationEnded& event) {
  const Timestamp now = book.time;
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    // The review that follows raises it again if it must.
    unit.state = model::UnitState::kNormal;
    unit.state_since = now;
    unit.liquidation.reset();
    if (unit.liabilities.empty()) unit.unsellable.clear();
  });
}

}  // namespace plimsoll::book
