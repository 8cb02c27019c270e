#include "scenario/facts.h"

#include "base/decimal.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/max_borrowable.h"
#include "risk/max_transferable.h"
#include "scenario/words.h"

namespace plimsoll::scenario {
namespace {

constexpr std::string_view kNone = "none";

std::string_view bound_name(risk::TransferBound bound) {
  switch (bound) {
    case risk::TransferBound::kBalance: return "BALANCE";
    case risk::TransferBound::kUnit: return "UNIT";
    case risk::TransferBound::kAccount: return "ACCOUNT";
  }
  CHECK_MSG(false, "a bound without a name");
}

class Reader {
 public:
  Reader(const Scenario& names, const book::Book& book, const Fact& fact)
      : names_(names), book_(book), fact_(fact) {}

  [[nodiscard]] std::string read() const {
    switch (fact_.kind) {
      case FactKind::kLtv:
      case FactKind::kEquity:
      case FactKind::kMargin:
      case FactKind::kLiability:
      case FactKind::kMaxBorrowable:
      case FactKind::kBorrowLimit:
      case FactKind::kMaxTransferOut: return of_assessment();
      case FactKind::kState:
      case FactKind::kCure:
      case FactKind::kOwed:
      case FactKind::kMembers:
      case FactKind::kOrder:
      case FactKind::kPending: return of_unit();
      case FactKind::kFree:
      case FactKind::kLocked:
      case FactKind::kBorrowed:
      case FactKind::kInterest:
      case FactKind::kFutures:
      case FactKind::kPosition:
      case FactKind::kTransferable:
      case FactKind::kUnitOf: return of_account();
      default: return of_book();
    }
  }

 private:
  [[nodiscard]] std::string asset(AssetId id) const { return names_.assets.at(id); }
  [[nodiscard]] std::string account(Uid uid) const { return names_.accounts.at(uid); }

  [[nodiscard]] std::string of_assessment() const {
    const model::RiskUnit* unit = book_.find_unit(fact_.unit);
    if (unit == nullptr) return "UNKNOWN_UNIT";
    const book::UnitOf members(book_, *unit);
    const auto assessed = risk::assess(members.view(), book_.prices, book_.parameters);
    if (!assessed) return std::string(error_name(assessed.error().code));
    const model::OutputRounding& rounding = book_.parameters.general.rounding;
    switch (fact_.kind) {
      case FactKind::kLtv: return trimmed(assessed->ltv);
      case FactKind::kEquity:
        return trimmed(round_to<Amount>(assessed->net_equity, rounding.total_net_equity));
      case FactKind::kMargin:
        return trimmed(
            round_to<Amount>(assessed->maintenance_margin, rounding.total_maintenance_margin));
      case FactKind::kLiability:
        return trimmed(round_to<Amount>(assessed->liability, rounding.total_liability));
      case FactKind::kBorrowLimit: return trimmed(assessed->max_allowed_borrow.amount);
      case FactKind::kMaxTransferOut: return trimmed(assessed->max_transfer_out.amount);
      default: break;
    }
    const auto limit = risk::max_borrowable(members.view(), *assessed, book_.prices,
                                            book_.parameters, fact_.asset, book_.pool(fact_.asset));
    if (!limit) return "PRICE_MISSING";
    return trimmed(limit->amount) + " by " + std::string(risk::limited_by_name(limit->limited_by));
  }

  [[nodiscard]] std::string of_unit() const {
    const model::RiskUnit* unit = book_.find_unit(fact_.unit);
    if (unit == nullptr) return "UNKNOWN_UNIT";
    switch (fact_.kind) {
      case FactKind::kState: return std::string(model::unit_state_name(unit->state));
      case FactKind::kCure:
        return unit->cure_until ? time_text(*unit->cure_until) : std::string(kNone);
      case FactKind::kOwed: {
        const model::Liability owed = unit->owed(fact_.asset);
        return trimmed(owed.principal) + " interest " + trimmed(owed.interest);
      }
      case FactKind::kMembers: {
        std::string text;
        for (const model::Member& member : unit->members) {
          if (!text.empty()) text += ' ';
          text += account(member.account);
        }
        return text;
      }
      case FactKind::kOrder: {
        if (!unit->liquidation || !unit->liquidation->order) return std::string(kNone);
        const model::SaleOrder& order = *unit->liquidation->order;
        return trimmed(order.quantity) + " " + asset(order.sell) + " for " + asset(order.buy);
      }
      default: break;
    }
    if (!unit->pending) return std::string(kNone);
    return trimmed(unit->pending->amount) + " " + asset(unit->pending->asset) + " of " +
           account(unit->pending->account);
  }

  [[nodiscard]] std::string of_account() const {
    const model::Account* account = book_.find_account(fact_.account);
    if (account == nullptr) return "UNKNOWN_ACCOUNT";
    switch (fact_.kind) {
      case FactKind::kUnitOf:
        return account->unit ? std::to_string(account->unit->value) : std::string(kNone);
      case FactKind::kPosition: return position(*account);
      case FactKind::kTransferable: return transferable(*account);
      default: break;
    }
    const bool margin = fact_.margin || fact_.kind == FactKind::kFutures;
    if (margin && !account->has_margin_wallet()) return "WALLET_MISSING";
    const model::WalletType wallet =
        margin ? book::margin_type(*account) : model::WalletType::kSpot;
    return book::with_balances(*account, wallet, [&](const auto& balances) {
      for (const auto& balance : balances) {
        if (balance.asset == fact_.asset) return trimmed(part_of(balance));
      }
      return std::string("0");
    });
  }

  template <class Balance>
  [[nodiscard]] Amount part_of(const Balance& balance) const {
    if (fact_.kind == FactKind::kFree) return balance.free;
    if (fact_.kind == FactKind::kLocked) return balance.locked;
    if constexpr (requires { balance.borrowed; }) {
      if (fact_.kind == FactKind::kBorrowed) return balance.borrowed;
      if (fact_.kind == FactKind::kInterest) return balance.interest;
    }
    if constexpr (requires { balance.usd_wallet; }) {
      if (fact_.kind == FactKind::kFutures) return balance.usd_wallet + balance.coin_wallet;
    }
    return {};
  }

  [[nodiscard]] std::string position(const model::Account& account) const {
    if (const auto* wallet = std::get_if<model::PortfolioMarginWallet>(&account.margin)) {
      for (const model::Position& position : wallet->positions) {
        if (position.contract == fact_.contract) {
          return trimmed(position.quantity) + " @ " + trimmed(position.entry);
        }
      }
    }
    return std::string(kNone);
  }

  [[nodiscard]] std::string transferable(const model::Account& account) const {
    if (!account.unit) return std::string(kNone);
    const model::RiskUnit& unit = *book_.find_unit(*account.unit);
    std::size_t index = 0;
    while (unit.members[index].account != account.uid) ++index;
    const book::UnitOf members(book_, unit);
    const auto most = fact_.margin ? risk::max_transferable(members.view(), index, fact_.asset,
                                                            book_.prices, book_.parameters)
                                   : risk::max_spot_transferable(members.view(), index, fact_.asset,
                                                                 book_.prices, book_.parameters);
    if (!most) return std::string(error_name(most.error().code));
    return trimmed(most->amount) + " by " + std::string(bound_name(most->bound));
  }

  [[nodiscard]] std::string of_book() const {
    switch (fact_.kind) {
      case FactKind::kPool: return trimmed(book_.pool(fact_.asset));
      case FactKind::kRebate: {
        const book::RebateAccount rebate = book_.rebate(fact_.account);
        return trimmed(rebate.balance()) + " granted " + trimmed(rebate.granted) + " consumed " +
               trimmed(rebate.consumed);
      }
      case FactKind::kTotal: {
        const auto found = book_.ledger.find({fact_.place, fact_.asset});
        return found == book_.ledger.end() ? "0" : trimmed(found->second);
      }
      case FactKind::kLiquidations: return std::to_string(book_.last_liquidation);
      default: break;
    }
    for (const book::AssetBalance& balance : book::audit(book_)) {
      if (!balance.sum.is_zero())
        return "miss " + trimmed(balance.sum) + " " + asset(balance.asset);
    }
    return "balance";
  }

  const Scenario& names_;
  const book::Book& book_;
  const Fact& fact_;
};

// --- What happened by itself

class Teller {
 public:
  explicit Teller(const Scenario& names) : names_(names) {}

  std::string operator()(const book::UnitStateChanged& event) const {
    const std::string text =
        "unit " + id(event.unit) + " is " + std::string(model::unit_state_name(event.to));
    return event.cure_until ? text + " until " + time_text(*event.cure_until) : text;
  }
  std::string operator()(const book::LiquidationStarted& event) const {
    return "liquidation of " + id(event.unit) + " starts at " + trimmed(event.ltv);
  }
  std::string operator()(const book::LiquidationEnded& event) const {
    std::string text = "liquidation of " + id(event.unit) + " ends at " + trimmed(event.ltv);
    for (const model::Liability& owed : event.shortfall) {
      text += " owing " + money(owed.principal + owed.interest, owed.asset);
    }
    return text;
  }
  std::string operator()(const book::CollateralMoved& event) const {
    return money(event.amount, event.asset) + " moves from " +
           wallet(event.from, event.from_wallet);
  }
  std::string operator()(const book::OrdersCancelled& event) const {
    return "orders of " + wallet(event.account, event.wallet) + " are cancelled";
  }
  std::string operator()(const book::PositionClosed& event) const {
    return "position " + trimmed(event.position.quantity) + " " +
           names_.contracts.at(event.position.contract) + " of " + account(event.account) +
           " closes at " + trimmed(event.mark) + " for " + money(event.profit, event.asset);
  }
  std::string operator()(const book::FuturesCollected& event) const {
    return "futures of " + account(event.account) + " in " + names_.assets.at(event.asset) +
           " are collected";
  }
  std::string operator()(const book::OwnLoanRepaid& event) const {
    return account(event.account) + " repays its own " +
           money(event.principal + event.interest, event.asset);
  }
  std::string operator()(const book::SaleOrdered& event) const {
    return "sale of " + money(event.order.quantity, event.order.sell) + " of " +
           wallet(event.order.account, event.order.wallet) + " for " +
           names_.assets.at(event.order.buy);
  }
  std::string operator()(const book::SaleFilled& event) const {
    if (event.unsellable) return names_.assets.at(event.order.sell) + " cannot be sold";
    return "sold " + money(event.sold, event.order.sell) + " for " +
           money(event.proceeds, event.order.buy);
  }
  std::string operator()(const book::Repaid& event) const {
    if (event.kind == book::RepayKind::kNormal) return {};
    const std::string text = "repaid " + money(event.amount(), event.asset);
    return event.fee.is_zero() ? text : text + " fee " + trimmed(event.fee);
  }
  std::string operator()(const book::InterestAccrued& event) const {
    const std::string text =
        "interest " + money(event.charge.interest, event.asset) + " on " + id(event.unit);
    return event.charge.rebate ? text + " rebate " + trimmed(event.charge.rebate->delta) : text;
  }
  std::string operator()(const book::MemberInterestAccrued& event) const {
    return "interest " + money(event.charge.interest, event.asset) + " on " +
           account(event.account);
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }

 private:
  static std::string id(GroupId unit) { return std::to_string(unit.value); }
  [[nodiscard]] std::string account(Uid uid) const { return names_.accounts.at(uid); }
  [[nodiscard]] std::string money(Amount amount, AssetId asset) const {
    return trimmed(amount) + " " + names_.assets.at(asset);
  }
  [[nodiscard]] std::string wallet(Uid uid, model::WalletType type) const {
    return account(uid) + (type == model::WalletType::kSpot ? " spot" : " margin");
  }

  const Scenario& names_;
};

}  // namespace

std::string read_fact(const Scenario& names, const book::Book& book, const Fact& fact) {
  return Reader(names, book, fact).read();
}

std::string tell(const Scenario& names, const book::Event& event) {
  return std::visit(Teller(names), event);
}

}  // namespace plimsoll::scenario
