// The order of a liquidation: which event comes next.
#include <algorithm>

#include "base/limits.h"
#include "base/wide.h"
#include "book/liquidation.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/futures.h"
#include "risk/interest.h"
#include "risk/market.h"

namespace plimsoll::book {
namespace {

using Step = std::optional<LiquidationStep>;

constexpr Int128 kLeastStep = 1000;  // at least this part of the debt is repaid at a time

Amount to_amount(const std::optional<Int128>& raw) {
  // What does not fit is more than any balance.
  return Amount::from_raw(raw.value_or(Amount::kMaxRaw));
}

class Liquidator {
 public:
  Liquidator(const Book& book, const model::RiskUnit& unit)
      : book_(book),
        unit_(unit),
        general_(book.parameters.general),
        credit_(*book.find_account(unit.credit()->account)),
        credit_wallet_(margin_type(credit_)) {}

  Step next() {
    auto assessed = assess(book_, unit_);
    if (!assessed) return std::nullopt;  // goes on when the price is there
    assessment_ = std::move(*assessed);
    if (const auto& order = unit_.liquidation->order) return fill(*order);
    needed_ = still_needed();
    if (!needed_.is_positive()) return end();
    if (Step step = repay()) return step;
    if (Step step = use_credit_account()) return step;
    if (Step step = use_collateral()) return step;
    return end();
  }

  // Any step but the end.
  bool finds_something() {
    auto assessed = assess(book_, unit_);
    if (!assessed) return false;
    assessment_ = std::move(*assessed);
    needed_ = still_needed();
    return needed_.is_positive() && (repay() || use_credit_account() || use_collateral());
  }

 private:
  // --- How much

  // (L - s*A) / (1 - s), UP: repaid out of the equity it brings the LTV to the stop line s; no less
  // than a thousandth of L. All of L when the line is 0, or the equity is gone.
  [[nodiscard]] Value still_needed() const {
    const Value liability = assessment_.liability;
    const Value equity = assessment_.adjusted_equity;
    const Ratio stop = assessment_.lines.stop_liquidation;
    if (stop.is_zero() || !equity.is_positive()) return liability;
    if (!assessment_.at_or_above(stop)) return {};
    const auto raw = divide_difference(liability.raw(), Ratio::kOne, equity.raw(), stop.raw(),
                                       Ratio::kOne - stop.raw(), 1, Rounding::kUp);
    const Value part = raw ? Value::narrowed(*raw) : Value::overflowed();
    if (part.is_zero()) return {};
    // Fee and slippage may cost as much as a step gains: without a least step a liquidation creeps
    // up to the line unit by unit.
    const Value least = Value::from_raw(liability.raw() / kLeastStep);
    return part.fits() ? std::min(std::max(part, least), liability) : liability;
  }

  [[nodiscard]] Price price(AssetId asset) const {
    const risk::Market market(book_.prices, book_.parameters);
    const Price by_index = market.find_margin_index(asset);
    return by_index.is_zero() ? market.find_asset_index(asset) : by_index;
  }

  [[nodiscard]] Ratio kept() const { return Ratio::whole(1) - general_.slippage; }

  // The quantity whose sale brings `value` after slippage, UP.
  [[nodiscard]] Amount quantity_for(Value value, AssetId asset) const {
    const Int128 each = Int128{price(asset).raw()} * kept().raw();  // 12 decimals: 20 - 12 = 8
    if (each == 0) return {};
    return to_amount(divide_difference(value.raw(), 1, 0, 0, each, 1, Rounding::kUp));
  }

  // What `sold` brings, DOWN; nothing if it would be more than a wallet takes: see one_sale().
  [[nodiscard]] Amount proceeds_of(Amount sold, AssetId asset, AssetId into) const {
    const Amount proceeds =
        to_amount(divide_difference(sold.raw(), Int128{price(asset).raw()} * kept().raw(), 0, 0,
                                    price(into).raw(), Ratio::kOne, Rounding::kDown));
    return proceeds <= Amount::whole(2 * kMaxAmount) ? proceeds : Amount{};
  }

  // As much of `value` as one sale may bring: no more of `into` than anybody may enter.
  [[nodiscard]] Value one_sale(Value value, AssetId into) const {
    const Value most = widen<Value>(Amount::whole(kMaxAmount) * price(into));
    return most.fits() ? std::min(value, most) : value;
  }

  // With the fee that a repayment of it in `asset` costs, UP; no less than repays one last digit,
  // for whose fee another one is needed.
  [[nodiscard]] Value with_fee(Value value, AssetId asset) const {
    const Int128 factor = Int128{Ratio::kOne} + general_.liquidation_fee_rate.raw();
    const auto raw = divide_difference(value.raw(), factor, 0, 0, Ratio::kOne, 1, Rounding::kUp);
    const Amount digit = Amount::from_raw(1);
    const Value least = widen<Value>((digit + fee_of(digit)) * price(asset));
    return raw ? std::max(Value::narrowed(*raw), least) : Value::overflowed();
  }

  [[nodiscard]] Amount fee_of(Amount paid) const {
    return round_to<Amount>(widen<Notional>(paid) * general_.liquidation_fee_rate, Rounding::kUp);
  }

  // --- Repaying

  // The first asset that is still owed.
  [[nodiscard]] const model::Liability& first_owed() const { return unit_.liabilities.front(); }

  Step repay() const {
    for (const model::Liability& owed : unit_.liabilities) {
      const Amount free = free_of(credit_, credit_wallet_, owed.asset);
      const Price p = price(owed.asset);
      if (!free.is_positive() || p.is_zero()) continue;
      const Amount enough = to_amount(divide_difference(
          needed_.raw(), 1, 0, 0, Int128{p.raw()} * Ratio::kOne, 1, Rounding::kUp));
      // free / (1 + fee rate), DOWN, leaves room for the fee, but for its last digit.
      Amount payable = to_amount(
          divide_difference(free.raw(), Ratio::kOne, 0, 0,
                            Ratio::kOne + general_.liquidation_fee_rate.raw(), 1, Rounding::kDown));
      while (payable.is_positive() && payable + fee_of(payable) > free) {
        payable -= Amount::from_raw(1);
      }
      const Amount amount = std::min({payable, owed.principal + owed.interest, enough});
      if (!amount.is_positive()) continue;
      const risk::Payment paid = risk::settle(amount, owed.principal, owed.interest);
      return Repaid{book_.last_transaction + 1,
                    unit_.id,
                    credit_.uid,
                    credit_wallet_,
                    owed.asset,
                    paid.principal,
                    paid.interest,
                    fee_of(amount),
                    RepayKind::kForce};
    }
    return std::nullopt;
  }

  // --- Taking

  [[nodiscard]] bool is_owed(AssetId asset) const {
    return !(unit_.owed(asset).principal + unit_.owed(asset).interest).is_zero();
  }

  [[nodiscard]] bool is_sellable(AssetId asset, AssetId into) const {
    const auto& given_back = unit_.unsellable;
    return asset != into && !price(asset).is_zero() && !price(into).is_zero() &&
           std::find(given_back.begin(), given_back.end(), asset) == given_back.end();
  }

  // A sale that brings `value` of `into`, or what there is; nothing if it would bring nothing.
  Step sell(const model::Account& account, model::WalletType wallet, AssetId asset, AssetId into,
            Value value) const {
    if (!is_sellable(asset, into)) return std::nullopt;
    const Amount quantity =
        std::min(free_of(account, wallet, asset), quantity_for(one_sale(value, into), asset));
    if (!proceeds_of(quantity, asset, into).is_positive()) return std::nullopt;
    return SaleOrdered{unit_.id,
                       {book_.last_transaction + 1, account.uid, wallet, asset, quantity, into}};
  }

  Step fill(const model::SaleOrder& order) const {
    if (general_.external_seller) return std::nullopt;
    if (!is_sellable(order.sell, order.buy)) return std::nullopt;
    // The wallet may have been updated since.
    const Amount sold = std::min(
        order.quantity, free_of(*book_.find_account(order.account), order.wallet, order.sell));
    const Amount proceeds = proceeds_of(sold, order.sell, order.buy);
    if (!proceeds.is_positive()) return SaleFilled{unit_.id, order, {}, {}, true};
    return SaleFilled{unit_.id, order, sold, proceeds, false};
  }

  template <class Visit>
  static Step each_asset(const model::Account& account, model::WalletType wallet, Visit visit) {
    return with_balances(account, wallet, [&](const auto& balances) -> Step {
      for (const auto& balance : balances) {
        if (!balance.free.is_positive()) continue;
        if (Step step = visit(balance.asset)) return step;
      }
      return std::nullopt;
    });
  }

  // Whether the credit account's margin wallet is about to repay a loan of its own with it.
  [[nodiscard]] bool pays_own_loan(AssetId asset) const {
    const auto is_it = [&](const auto& loan) -> Step {
      return loan.asset == asset ? Step(OrdersCancelled{}) : std::nullopt;
    };
    return is_solvent(credit_, credit_wallet_) && each_loan(credit_, is_it).has_value();
  }

  Step sell_in_credit_wallet() const {
    const AssetId into = first_owed().asset;
    return each_asset(credit_, credit_wallet_, [&](AssetId asset) -> Step {
      if (is_owed(asset) || pays_own_loan(asset)) return std::nullopt;  // used as it is
      return sell(credit_, credit_wallet_, asset, into, with_fee(needed_, into));
    });
  }

  Step use_credit_account() const {
    if (Step step = sell_in_credit_wallet()) return step;
    if (Step step = free_margin_wallet(credit_, credit_wallet_)) return step;
    if (unit_.credit()->enable_spot) return take(credit_, model::WalletType::kSpot);
    return std::nullopt;
  }

  Step use_collateral() const {
    using model::WalletType;
    for (const WalletType wallet :
         {WalletType::kCrossMargin, WalletType::kPortfolioMargin, WalletType::kSpot}) {
      for (const model::Member& member : unit_.members) {
        if (member.type != model::MemberType::kCollateral) continue;
        const bool counts = wallet == WalletType::kSpot ? member.enable_spot : member.enable_margin;
        const model::Account& account = *book_.find_account(member.account);
        if (!counts || !has_wallet(account, wallet)) continue;
        if (wallet != WalletType::kSpot) {
          if (Step step = free_margin_wallet(account, wallet)) return step;
          if (is_burdened(account)) continue;
        }
        if (Step step = take(account, wallet)) return step;
      }
    }
    return std::nullopt;
  }

  // Moves what is needed of the first asset that helps: assets that are owed first.
  Step take(const model::Account& account, model::WalletType wallet) const {
    if (wallet == model::WalletType::kSpot && has_locked(account, wallet)) {
      return OrdersCancelled{unit_.id, account.uid, wallet};
    }
    const auto move = [&](AssetId asset, Amount wanted) -> Step {
      const Amount amount = std::min(free_of(account, wallet, asset), wanted);
      if (!amount.is_positive()) return std::nullopt;
      return CollateralMoved{unit_.liquidation ? unit_.liquidation->id : 0,
                             unit_.id,
                             account.uid,
                             wallet,
                             credit_.uid,
                             credit_wallet_,
                             asset,
                             amount};
    };
    for (const model::Liability& owed : unit_.liabilities) {
      const Price p = price(owed.asset);
      if (p.is_zero()) continue;
      const Amount all = owed.principal + owed.interest;
      const Amount wanted =
          std::min(all + fee_of(all),
                   to_amount(divide_difference(with_fee(needed_, owed.asset).raw(), 1, 0, 0,
                                               Int128{p.raw()} * Ratio::kOne, 1, Rounding::kUp)));
      if (Step step = move(owed.asset, wanted)) return step;
    }
    const AssetId into = first_owed().asset;
    return each_asset(account, wallet, [&](AssetId asset) -> Step {
      if (is_owed(asset) || !is_sellable(asset, into)) return std::nullopt;
      const Amount wanted = quantity_for(one_sale(with_fee(needed_, into), into), asset);
      const Amount amount = std::min(free_of(account, wallet, asset), wanted);
      if (!proceeds_of(amount, asset, into).is_positive()) return std::nullopt;  // dust
      return move(asset, wanted);
    });
  }

  // --- Freeing a margin wallet

  // Apart from a transfer that is not settled.
  [[nodiscard]] bool has_locked(const model::Account& account, model::WalletType wallet) const {
    const auto is_locked = [&](const auto& balance) {
      return wallet == model::WalletType::kSpot
                 ? balance.locked.is_positive()
                 : balance.locked > pending_of(book_, account, balance.asset);
    };
    return with_balances(account, wallet, [&](const auto& balances) {
      return std::any_of(balances.begin(), balances.end(), is_locked);
    });
  }

  template <class Visit>
  static Step each_loan(const model::Account& account, Visit visit) {
    const auto walk = [&](const auto& balances) -> Step {
      for (const auto& balance : balances) {
        if ((balance.borrowed + balance.interest).is_zero()) continue;
        if (Step step = visit(balance)) return step;
      }
      return std::nullopt;
    };
    if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
      return walk(cross->balances);
    }
    return walk(std::get<model::PortfolioMarginWallet>(account.margin).balances);
  }

  // Whether something in a margin wallet still rests on its balances.
  static bool is_burdened(const model::Account& account) {
    if (each_loan(account, [](const auto&) -> Step { return OrdersCancelled{}; })) return true;
    const auto* wallet = std::get_if<model::PortfolioMarginWallet>(&account.margin);
    if (wallet == nullptr) return false;
    return !wallet->positions.empty() ||
           std::any_of(wallet->balances.begin(), wallet->balances.end(), [](const auto& balance) {
             return balance.usd_wallet.is_negative() || balance.coin_wallet.is_negative();
           });
  }

  // Whether the wallet can give anything: its equity exceeds its maintenance margin.
  [[nodiscard]] bool is_solvent(const model::Account& account, model::WalletType wallet) const {
    for (const risk::WalletAssessment& assessed : assessment_.wallets) {
      if (unit_.members[assessed.member].account == account.uid && assessed.type == wallet) {
        return assessed.value.net_equity > assessed.value.maintenance_margin;
      }
    }
    return false;
  }

  Step free_margin_wallet(const model::Account& account, model::WalletType wallet) const {
    if (!is_solvent(account, wallet)) return std::nullopt;
    if (has_locked(account, wallet)) return OrdersCancelled{unit_.id, account.uid, wallet};
    if (wallet == model::WalletType::kPortfolioMargin) {
      if (Step step = close_futures(account)) return step;
    }
    Step from_own = each_loan(account, [&](const auto& balance) -> Step {
      if (!balance.free.is_positive()) return std::nullopt;
      const risk::Payment paid = risk::settle(balance.free, balance.borrowed, balance.interest);
      return OwnLoanRepaid{unit_.id,      account.uid,    wallet,
                           balance.asset, paid.principal, paid.interest};
    });
    if (from_own) return from_own;
    return each_loan(account, [&](const auto& loan) -> Step {
      const Value owed = widen<Value>((loan.borrowed + loan.interest) * price(loan.asset));
      return each_asset(account, wallet, [&](AssetId asset) -> Step {
        return sell(account, wallet, asset, loan.asset, owed);
      });
    });
  }

  Step close_futures(const model::Account& account) const {
    const auto& wallet = std::get<model::PortfolioMarginWallet>(account.margin);
    for (const model::Position& position : wallet.positions) {
      const model::Contract& contract = book_.parameters.contract(position.contract);
      const Price mark = book_.prices.mark.at(position.contract.value);
      if (mark.is_zero()) continue;
      const Amount profit = risk::value_position(position, contract, mark).unrealized_profit;
      return PositionClosed{unit_.id, account.uid, position, mark, contract.margin_asset, profit};
    }
    for (const model::PortfolioMarginBalance& balance : wallet.balances) {
      if (!balance.usd_wallet.is_zero() || !balance.coin_wallet.is_zero()) {
        return FuturesCollected{unit_.id, account.uid, balance.asset};
      }
    }
    return std::nullopt;
  }

  // --- The end

  Step end() const {
    return LiquidationEnded{unit_.liquidation->id, unit_.id, assessment_.ltv, unit_.liabilities};
  }

  const Book& book_;
  const model::RiskUnit& unit_;
  const model::GeneralParameters& general_;
  const model::Account& credit_;
  model::WalletType credit_wallet_;
  risk::Assessment assessment_;
  Value needed_;
};

}  // namespace

std::optional<LiquidationStep> next_step(const Book& book, const model::RiskUnit& unit) {
  return Liquidator(book, unit).next();
}

bool has_something_to_take(const Book& book, const model::RiskUnit& unit) {
  return unit.credit() != nullptr && Liquidator(book, unit).finds_something();
}

}  // namespace plimsoll::book
