#include "app/balance_command.h"

#include <fmt/core.h>

#include "app/state.h"
#include "base/decimal.h"
#include "server/operator_views.h"

namespace plimsoll::app {
namespace {

void write_text(std::string& out, const book::Book& book, const book::AssetBalance& balance) {
  out += book.parameters.asset(balance.asset).name + "\n";
  for (const auto& [place, amount] : balance.places) {
    out += fmt::format("  {:<16} {:>32}\n", place, trimmed(amount));
  }
  out += fmt::format("  {:<16} {:>32}\n", "sum", trimmed(balance.sum));
}

}  // namespace

BalanceReport balance_report(const book::Book& book, bool json) {
  BalanceReport report;
  const auto balances = book::audit(book);
  if (json) report.text = server::ledger_report(book.parameters, balances) + "\n";
  for (const book::AssetBalance& balance : balances) {
    if (!json) write_text(report.text, book, balance);
    report.balanced = report.balanced && balance.sum.is_zero();
  }
  return report;
}

Result<std::string> show_balance(const std::string& state_dir, bool json) {
  ASSIGN_OR_RETURN(const State state, open_state({state_dir, false, false}, {}));
  BalanceReport report = balance_report(state.processor->book(), json);
  if (report.balanced) return std::move(report.text);
  return fail(ErrorCode::kInternal, "the books do not sum to zero\n" + report.text);
}

}  // namespace plimsoll::app
