#include "book/repay.h"

#include <algorithm>

#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/interest.h"

namespace plimsoll::book {

Result<Repaid> decide(const Book& book, const Repay& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  RETURN_IF_ERROR(check_credit(*unit, command.account));
  RETURN_IF_ERROR(check_not_frozen(*unit));
  RETURN_IF_ERROR(check_amount(book, command.asset, command.amount));
  const model::Liability owed = unit->owed(command.asset);
  if ((owed.principal + owed.interest).is_zero()) {
    return fail(ErrorCode::kNothingOwed, "nothing is owed", {std::to_string(unit->id.value)});
  }
  const model::Account& account = *book.find_account(command.account);
  const model::WalletType wallet =
      command.from == RepayFrom::kSpot ? model::WalletType::kSpot : margin_type(account);
  const Amount free = free_of(account, wallet, command.asset);
  if (free.is_zero()) {
    const std::string& name = name_of(book, command.asset);
    return fail(ErrorCode::kInsufficientBalance, "no " + name + " is free", {name});
  }
  const risk::Payment paid =
      risk::settle(std::min(free, command.amount), owed.principal, owed.interest);
  return Repaid{book.last_transaction + 1,
                unit->id,
                command.account,
                wallet,
                command.asset,
                paid.principal,
                paid.interest,
                {},
                RepayKind::kNormal};
}

void apply(Book& book, const Repaid& event) {
  book.last_transaction = event.transaction;
  post(book,
       {{WalletPlace{event.account, event.wallet}, event.asset, -(event.amount() + event.fee)},
        {LedgerPlace::kPool, event.asset, event.principal},
        {LedgerPlace::kInterestIncome, event.asset, event.interest},
        {LedgerPlace::kFees, event.asset, event.fee}});
  post(book, {{PrincipalPlace{event.unit}, event.asset, event.principal},
              {InterestPlace{event.unit}, event.asset, event.interest},
              {LedgerPlace::kClaims, event.asset, -event.amount()}});
}

}  // namespace plimsoll::book
