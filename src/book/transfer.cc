#include "book/transfer.h"

#include "base/decimal.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/max_transferable.h"

namespace plimsoll::book {
namespace {

struct End {
  const model::Account* account;
  TransferWallet wallet;

  [[nodiscard]] model::WalletType type() const {
    return wallet == TransferWallet::kSpot ? model::WalletType::kSpot : margin_type(*account);
  }
};

Result<End> find_end(const Book& book, Uid parent, const TransferEnd& end) {
  const model::Account* account = book.find_account(end.account);
  if (account == nullptr || (account->uid != parent && account->parent != parent)) {
    return fail(ErrorCode::kNoRelation, "an account that is not the parent's");
  }
  return End{account, end.wallet};
}

// SPOT to SPOT; master SPOT to a sub-account's MARGIN and back; MARGIN to MARGIN of sub-accounts.
bool is_allowed_pair(const End& from, const End& to) {
  const bool from_margin = from.wallet == TransferWallet::kMargin;
  const bool to_margin = to.wallet == TransferWallet::kMargin;
  if ((from_margin && from.account->is_parent()) || (to_margin && to.account->is_parent())) {
    return false;
  }
  if (from_margin == to_margin) return true;
  return from_margin ? to.account->is_parent() : from.account->is_parent();
}

// The unit in which a wallet counts; null if in none.
const model::RiskUnit* pledged_to(const Book& book, const End& end) {
  if (!end.account->unit) return nullptr;
  const model::RiskUnit* unit = book.find_unit(*end.account->unit);
  const model::Member* member = unit->member(end.account->uid);
  const bool counts =
      end.wallet == TransferWallet::kSpot ? member->enable_spot : member->enable_margin;
  return counts ? unit : nullptr;
}

Result<void> check_leaving(const Book& book, const model::RiskUnit& unit, const End& from,
                           const End& to, const Transfer& command) {
  RETURN_IF_ERROR(check_not_frozen(unit));
  RETURN_IF_ERROR(check_not_quiet(book, unit));
  const bool stays = pledged_to(book, to) == &unit;
  if (from.wallet == TransferWallet::kMargin && !(stays && to.wallet == TransferWallet::kMargin)) {
    return fail(ErrorCode::kTransferLeavesUnit, "a pledged margin wallet moves within its unit");
  }
  if (free_of(*from.account, from.type(), command.asset) < command.amount) {
    return fail(ErrorCode::kAssetBalanceInsufficient, "not so much is free");
  }
  if (stays || !book.parameters.general.check_spot_transfer) return {};
  std::size_t index = 0;
  while (unit.members[index].account != from.account->uid) ++index;
  ASSIGN_OR_RETURN(const risk::Transferable most,
                   risk::max_spot_transferable(UnitOf(book, unit).view(), index, command.asset,
                                               book.prices, book.parameters));
  if (command.amount <= most.amount) return {};
  return fail(ErrorCode::kTransferOutExceeded, "at most " + trimmed(most.amount) + " may leave");
}

}  // namespace

Result<Transferred> decide(const Book& book, const Transfer& command) {
  ASSIGN_OR_RETURN(const End from, find_end(book, command.parent, command.from));
  ASSIGN_OR_RETURN(const End to, find_end(book, command.parent, command.to));
  RETURN_IF_ERROR(check_amount(book, command.asset, command.amount));
  if (command.from == command.to) {
    return fail(ErrorCode::kIllegalArgument, "from one wallet to another");
  }
  if (!is_allowed_pair(from, to)) {
    return fail(ErrorCode::kTransferFailed, "nothing moves between these wallets");
  }
  for (const End& end : {from, to}) {
    if (end.wallet == TransferWallet::kMargin && !end.account->has_margin_wallet()) {
      return fail(ErrorCode::kWalletMissing, end.account->email + " has no margin wallet");
    }
  }
  if (const model::RiskUnit* unit = pledged_to(book, from)) {
    RETURN_IF_ERROR(check_leaving(book, *unit, from, to, command));
  } else if (free_of(*from.account, from.type(), command.asset) < command.amount) {
    return fail(ErrorCode::kAssetBalanceInsufficient, "not so much is free");
  }
  return Transferred{book.last_transaction + 1,
                     command.parent,
                     command.from,
                     command.to,
                     command.asset,
                     command.amount,
                     command.client_id};
}

void apply(Book& book, const Transferred& event) {
  book.last_transaction = event.transaction;
  const auto place = [&](const TransferEnd& end) {
    return WalletPlace{end.account, end.wallet == TransferWallet::kSpot
                                        ? model::WalletType::kSpot
                                        : margin_type(*book.find_account(end.account))};
  };
  post(book, {{place(event.from), event.asset, -event.amount},
              {place(event.to), event.asset, event.amount}});
}

}  // namespace plimsoll::book
