#include "book/update_wallet.h"

#include "book/wallet_rules.h"

namespace plimsoll::book {
namespace {

bool counts_margin_wallet(const Book& book, const model::Account& account) {
  if (!account.unit) return false;
  for (const model::Member& member : book.find_unit(*account.unit)->members) {
    if (member.account == account.uid) return member.enable_margin;
  }
  return false;
}

bool replaces_other_kind(const model::Account& account, const AnyWallet& wallet) {
  if (std::holds_alternative<model::SpotWallet>(wallet)) return false;
  const bool held_cross = std::holds_alternative<model::CrossMarginWallet>(account.margin);
  const bool given_cross = std::holds_alternative<model::CrossMarginWallet>(wallet);
  return account.has_margin_wallet() && held_cross != given_cross;
}

Result<void> check_keeps_pending(const Book&, const model::Account&, const model::SpotWallet&) {
  return {};
}
// A transfer that is not settled stays locked, whatever else the wallet holds.
template <class Wallet>
Result<void> check_keeps_pending(const Book& book, const model::Account& account,
                                 const Wallet& wallet) {
  if (!account.unit) return {};
  const auto& pending = book.find_unit(*account.unit)->pending;
  if (!pending || pending->account != account.uid) return {};
  typename decltype(wallet.balances)::value_type balance{};
  balance.asset = pending->asset;
  for (const auto& held : wallet.balances) {
    if (held.asset == pending->asset) balance = held;
  }
  return check_pending(book, account, balance);
}

}  // namespace

Result<WalletUpdated> decide(const Book& book, const UpdateWallet& command) {
  ASSIGN_OR_RETURN(const model::Account* account, need_account(book, command.account));
  if (replaces_other_kind(*account, command.wallet) && counts_margin_wallet(book, *account)) {
    return fail(ErrorCode::kWalletInUse,
                account->email + " has another margin wallet that counts in its risk unit");
  }
  return std::visit(
      [&](const auto& wallet) -> Result<WalletUpdated> {
        ASSIGN_OR_RETURN(auto clean, normalized(book, wallet));
        RETURN_IF_ERROR(check_keeps_pending(book, *account, clean));
        return WalletUpdated{command.account, std::move(clean)};
      },
      command.wallet);
}

void apply(Book& book, const WalletUpdated& event) {
  const auto before = book.accounts.at(event.account);
  book.change_account(event.account, [&](model::Account& account) {
    if (const auto* spot = std::get_if<model::SpotWallet>(&event.wallet)) {
      account.spot = *spot;
    } else if (const auto* cross = std::get_if<model::CrossMarginWallet>(&event.wallet)) {
      account.margin = *cross;
    } else {
      account.margin = std::get<model::PortfolioMarginWallet>(event.wallet);
    }
  });
  post_outside(book, *before, *book.find_account(event.account));
}

}  // namespace plimsoll::book
