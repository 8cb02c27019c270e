// The rules every wallet in the book obeys, shared by the verbs that change wallets.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

// Sorts entries, drops zero ones and checks each. Errors as UpdateWallet says.
[[nodiscard]] Result<model::SpotWallet> normalized(const Book& book, model::SpotWallet wallet);
[[nodiscard]] Result<model::CrossMarginWallet> normalized(const Book& book,
                                                          model::CrossMarginWallet wallet);
[[nodiscard]] Result<model::PortfolioMarginWallet> normalized(const Book& book,
                                                              model::PortfolioMarginWallet wallet);

}  // namespace plimsoll::book
