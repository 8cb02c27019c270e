// UpdateWallet: the absolute content of one wallet, replacing what was there. Giving a margin
// wallet opens it.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

using AnyWallet =
    std::variant<model::SpotWallet, model::CrossMarginWallet, model::PortfolioMarginWallet>;

struct UpdateWallet {
  static constexpr std::uint16_t kTag = 9;
  Uid account;
  AnyWallet wallet;  // entries in any order; zero entries are dropped

  static constexpr auto fields() {
    return std::tuple(&UpdateWallet::account, &UpdateWallet::wallet);
  }
};

struct WalletUpdated {
  static constexpr std::uint16_t kTag = 9;
  Uid account;
  AnyWallet wallet;
  static constexpr auto fields() {
    return std::tuple(&WalletUpdated::account, &WalletUpdated::wallet);
  }
};

// In this order: kUnknownAccount; kWalletInUse (the account's other kind of margin wallet counts in
// an active unit); then entry by entry kUnknownAsset / kUnknownContract, kDuplicate, kOutOfRange (a
// negative balance that may not be, an amount or entry price beyond its bound (book/bounds.h), an
// entry price that is not positive, a quantity against its side, a fraction of a contract, too many
// positions); kPendingTransaction (less locked than a transfer that is not
// settled needs).
[[nodiscard]] Result<WalletUpdated> decide(const Book& book, const UpdateWallet& command);
void apply(Book& book, const WalletUpdated& event);

}  // namespace plimsoll::book
