#include "book/wallet_entries.h"

#include <algorithm>

#include "base/check.h"
#include "book/book.h"

namespace plimsoll::book {
namespace {

template <class Balances>
auto lower_bound(Balances& balances, AssetId asset) {
  return std::lower_bound(
      balances.begin(), balances.end(), asset,
      [](const auto& balance, AssetId sought) { return balance.asset < sought; });
}

}  // namespace

model::WalletType margin_type(const model::Account& account) {
  CHECK_MSG(account.has_margin_wallet(), "an account without a margin wallet");
  return std::holds_alternative<model::CrossMarginWallet>(account.margin)
             ? model::WalletType::kCrossMargin
             : model::WalletType::kPortfolioMargin;
}

bool has_wallet(const model::Account& account, model::WalletType wallet) {
  if (wallet == model::WalletType::kSpot) return true;
  return account.has_margin_wallet() && margin_type(account) == wallet;
}

Amount free_of(const model::Account& account, model::WalletType wallet, AssetId asset) {
  if (!has_wallet(account, wallet)) return {};
  return with_balances(account, wallet, [&](const auto& balances) {
    const auto found = lower_bound(balances, asset);
    return found == balances.end() || found->asset != asset ? Amount{} : found->free;
  });
}

Amount pending_of(const Book& book, const model::Account& account, AssetId asset) {
  if (!account.unit) return {};
  const auto& pending = book.find_unit(*account.unit)->pending;
  const bool is_it = pending && pending->account == account.uid && pending->asset == asset;
  return is_it ? pending->amount : Amount{};
}

void add_free(model::Account& account, model::WalletType wallet, AssetId asset, Amount delta) {
  CHECK_MSG(has_wallet(account, wallet), "money for a wallet that does not exist");
  with_balances(account, wallet, [&](auto& balances) {
    auto place = lower_bound(balances, asset);
    if (place == balances.end() || place->asset != asset) {
      place = balances.emplace(place);
      place->asset = asset;
    }
    place->free += delta;
    CHECK_MSG(place->free.fits() && !place->free.is_negative(), "a free balance below zero");
    if (model::is_zero(*place)) balances.erase(place);
  });
}

}  // namespace plimsoll::book
