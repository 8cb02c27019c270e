// The rules every wallet in the book obeys, shared by the verbs that change wallets.
#pragma once

#include <tuple>
#include <type_traits>

#include "book/book.h"

namespace plimsoll::book {

// Whether every amount of a balance or position is a number.
template <class Entry>
[[nodiscard]] bool all_fit(const Entry& entry) {
  const auto fits = [&](auto member) {
    if constexpr (std::is_same_v<decltype(member), Amount Entry::*>) {
      return (entry.*member).fits();
    } else {
      return true;
    }
  };
  return std::apply([&](auto... member) { return (fits(member) && ...); }, Entry::fields());
}

// Sorts entries, drops zero ones and checks each. Errors as UpdateWallet says.
[[nodiscard]] Result<model::SpotWallet> normalized(const Book& book, model::SpotWallet wallet);
[[nodiscard]] Result<model::CrossMarginWallet> normalized(const Book& book,
                                                          model::CrossMarginWallet wallet);
[[nodiscard]] Result<model::PortfolioMarginWallet> normalized(const Book& book,
                                                              model::PortfolioMarginWallet wallet);

}  // namespace plimsoll::book
