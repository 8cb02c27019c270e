// The rules every wallet in the book obeys, shared by the verbs that change wallets.
#pragma once

#include <tuple>
#include <type_traits>

#include "book/book.h"
#include "book/bounds.h"
#include "book/wallet_entries.h"

namespace plimsoll::book {

// Whether every amount of a balance or position is one that the book takes.
template <class Entry>
[[nodiscard]] bool all_enterable(const Entry& entry) {
  const auto enterable = [&](auto member) {
    if constexpr (std::is_same_v<decltype(member), Amount Entry::*>) {
      return is_enterable(entry.*member);
    } else {
      return true;
    }
  };
  return std::apply([&](auto... member) { return (enterable(member) && ...); }, Entry::fields());
}

// kPendingTransaction when `balance`, as it would be in the account's margin wallet, has less
// locked than a transfer that is not settled needs.
template <class Balance>
[[nodiscard]] Result<void> check_pending(const Book& book, const model::Account& account,
                                         const Balance& balance) {
  if (balance.locked >= pending_of(book, account, balance.asset)) return {};
  return fail(ErrorCode::kPendingTransaction, "a transfer that is not settled stays locked");
}

// Sorts entries, drops zero ones and checks each. Errors as UpdateWallet says.
[[nodiscard]] Result<model::SpotWallet> normalized(const Book& book, model::SpotWallet wallet);
[[nodiscard]] Result<model::CrossMarginWallet> normalized(const Book& book,
                                                          model::CrossMarginWallet wallet);
[[nodiscard]] Result<model::PortfolioMarginWallet> normalized(const Book& book,
                                                              model::PortfolioMarginWallet wallet);

}  // namespace plimsoll::book
