// One asset inside a wallet, whatever the wallet's kind: finding and changing its free balance.
#pragma once

#include "model/account.h"

namespace plimsoll::book {

struct Book;

// The kind of the account's margin wallet; it has one (checked).
[[nodiscard]] model::WalletType margin_type(const model::Account& account);

// What is free of an asset; zero when the wallet or the entry is absent.
[[nodiscard]] Amount free_of(const model::Account& account, model::WalletType wallet,
                             AssetId asset);

// What of an asset must stay locked in an account's margin wallet: a transfer that is not settled.
[[nodiscard]] Amount pending_of(const Book& book, const model::Account& account, AssetId asset);

// Adds to the free balance; the entry comes and goes as needed. The wallet exists, and the balance
// does not become negative or overflow (checked).
void add_free(model::Account& account, model::WalletType wallet, AssetId asset, Amount delta);

// Calls `change` with the list of balances of the wallet, which exists (checked).
template <class Account, class Change>
decltype(auto) with_balances(Account& account, model::WalletType wallet, Change&& change) {
  switch (wallet) {
    case model::WalletType::kSpot: return change(account.spot.balances);
    case model::WalletType::kCrossMargin:
      return change(std::get<model::CrossMarginWallet>(account.margin).balances);
    case model::WalletType::kPortfolioMargin: break;
  }
  return change(std::get<model::PortfolioMarginWallet>(account.margin).balances);
}

[[nodiscard]] bool has_wallet(const model::Account& account, model::WalletType wallet);

}  // namespace plimsoll::book
