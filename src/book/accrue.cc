#include "book/accrue.h"

#include "base/check.h"
#include "book/wallet_entries.h"
#include "risk/interest.h"

namespace plimsoll::book {
namespace {

constexpr std::int64_t kDayMs = 24 * kHourMs;

template <class Balance>
void accrue_loan(const Book& book, std::vector<MemberInterestAccrued>& result, Uid account,
                 model::WalletType wallet, const Balance& balance, Timestamp hour) {
  const auto daily = book.parameters.asset(balance.asset).daily_rate;
  if (!daily || !balance.borrowed.is_positive()) return;
  const Rate rate = risk::hourly_rate(*daily);
  const Amount interest = risk::interest_of_hour(balance.borrowed, rate);
  if (interest.is_zero()) return;
  result.push_back({account, wallet, balance.asset, {hour, balance.borrowed, rate, interest, {}}});
}

// What the futures wallets of one asset lack, for the day.
void accrue_negative_futures(const Book& book, std::vector<MemberInterestAccrued>& result,
                             Uid account, const model::PortfolioMarginBalance& balance,
                             Timestamp hour) {
  const auto daily = book.parameters.asset(balance.asset).daily_rate;
  Amount lacking;
  if (balance.usd_wallet.is_negative()) lacking -= balance.usd_wallet;
  if (balance.coin_wallet.is_negative()) lacking -= balance.coin_wallet;
  if (!daily || !lacking.is_positive()) return;
  const Amount interest = risk::interest_of_hour(lacking, *daily);
  if (interest.is_zero()) return;
  result.push_back({account,
                    model::WalletType::kPortfolioMargin,
                    balance.asset,
                    {hour, lacking, *daily, interest, {}}});
}

std::vector<MemberInterestAccrued> member_interest(const Book& book, const model::Account& account,
                                                   Timestamp hour) {
  std::vector<MemberInterestAccrued> result;
  if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
    for (const auto& balance : cross->balances) {
      accrue_loan(book, result, account.uid, model::WalletType::kCrossMargin, balance, hour);
    }
  } else if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&account.margin)) {
    for (const auto& balance : portfolio->balances) {
      accrue_loan(book, result, account.uid, model::WalletType::kPortfolioMargin, balance, hour);
      if (hour.ms % kDayMs == 0) {
        accrue_negative_futures(book, result, account.uid, balance, hour);
      }
    }
  }
  return result;
}

}  // namespace

void accrue_hour(const Book& book, Timestamp hour,
                 const std::function<void(const Accrual&)>& commit) {
  std::vector<GroupId> units;
  for (const auto& [id, unit] : book.units) {
    if (unit->is_active()) units.push_back(id);
  }
  for (const GroupId id : units) {
    const auto unit = book.units.at(id);  // as it was when the hour struck
    for (const model::Liability& owed : unit->liabilities) {
      const InterestCharge charge = charge_of(book, unit->parent, owed.asset, owed.principal, hour);
      if (charge.interest.is_positive()) commit(InterestAccrued{id, owed.asset, charge});
    }
    if (!book.parameters.general.accrue_member_loans) continue;
    for (const model::Member& member : unit->members) {
      const auto account = book.accounts.at(member.account);
      for (const MemberInterestAccrued& accrued : member_interest(book, *account, hour)) {
        commit(accrued);
      }
    }
  }
}

bool carries_interest(const Book& book) {
  for (const auto& [id, unit] : book.units) {
    if (!unit->is_active()) continue;
    if (!unit->liabilities.empty()) return true;
    for (const model::Member& member : unit->members) {
      if (book.find_account(member.account)->has_margin_wallet()) return true;
    }
  }
  return false;
}

void apply(Book& book, const InterestAccrued& event) {
  carry_out(book, event.unit, event.asset, event.charge);
}

void apply(Book& book, const MemberInterestAccrued& event) {
  const Amount interest = event.charge.interest;
  const auto add = [&](auto& balances) {
    for (auto& balance : balances) {
      if (balance.asset == event.asset) balance.interest += interest;
    }
  };
  book.change_account(event.account, [&](model::Account& account) {
    if (auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
      add(cross->balances);
    } else if (auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&account.margin)) {
      add(portfolio->balances);
    } else {
      CHECK_MSG(false, "interest for a wallet that does not exist");
    }
  });
  book.ledger[{LedgerPlace::kMarginLender, event.asset}] += interest;
}

}  // namespace plimsoll::book
