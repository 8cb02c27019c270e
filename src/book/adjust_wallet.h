// AdjustWallet: changes of some balances and positions of one wallet, added to what is there. The
// event holds the outcome: the new content of the entries it touched.
#pragma once

#include "book/book.h"
#include "book/update_wallet.h"

namespace plimsoll::book {

// In a delta every amount is a difference and may be negative. A position's `quantity` is a
// difference too; its `entry` is the average entry price after the change.
struct AdjustWallet {
  static constexpr std::uint16_t kTag = 10;
  Uid account;
  AnyWallet delta;  // its kind names the wallet; the mode of a CROSS_MARGIN delta is ignored

  static constexpr auto fields() {
    return std::tuple(&AdjustWallet::account, &AdjustWallet::delta);
  }
};

struct WalletAdjusted {
  static constexpr std::uint16_t kTag = 10;
  Uid account;
  AnyWallet entries;  // absolute; an entry that is all zero goes away
  static constexpr auto fields() {
    return std::tuple(&WalletAdjusted::account, &WalletAdjusted::entries);
  }
};

// In this order: kUnknownAccount, kWalletMissing (no margin wallet of this kind), then entry by
// entry as UpdateWallet, with kInsufficientBalance for a balance that would become negative and
// kOutOfRange for one that would be beyond its bound.
[[nodiscard]] Result<WalletAdjusted> decide(const Book& book, const AdjustWallet& command);
void apply(Book& book, const WalletAdjusted& event);

}  // namespace plimsoll::book
