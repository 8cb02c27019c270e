// `plimsoll balance`: shows that the books of every asset sum to zero (docs/risk-mathematics.md).
#pragma once

#include <string>

#include "book/book.h"

namespace plimsoll::app {

// One block per asset: its places, wallets and loans first, and their sum. With `json` one array.
struct BalanceReport {
  std::string text;
  bool balanced = true;
};
[[nodiscard]] BalanceReport balance_report(const book::Book& book, bool json);

// The report on a stopped server's book. kInternal, with the report, when something does not sum to
// zero.
[[nodiscard]] Result<std::string> show_balance(const std::string& state_dir, bool json);

}  // namespace plimsoll::app
