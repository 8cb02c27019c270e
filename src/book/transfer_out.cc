#include "book/transfer_out.h"

#include <algorithm>

#include "base/decimal.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"
#include "risk/grid.h"
#include "risk/max_transferable.h"

namespace plimsoll::book {
namespace {

std::size_t index_of(const model::RiskUnit& unit, Uid account) {
  const auto found = std::find_if(unit.members.begin(), unit.members.end(),
                                  [&](const auto& member) { return member.account == account; });
  return static_cast<std::size_t>(found - unit.members.begin());
}

Result<Amount> movable(const Book& book, const model::RiskUnit& unit, const TransferOut& command) {
  ASSIGN_OR_RETURN(
      const risk::Transferable most,
      risk::max_transferable(UnitOf(book, unit).view(), index_of(unit, command.account),
                             command.asset, book.prices, book.parameters));
  if (command.amount <= most.amount) return command.amount;
  const Amount clamped = risk::on_grid(most.amount, book.parameters.asset(command.asset));
  if (book.parameters.general.clamp_transfer_out && clamped.is_positive()) return clamped;
  return fail(ErrorCode::kTransferOutExceeded, "at most " + trimmed(most.amount) + " may leave");
}

// While a transfer is pending its amount stands in the wallet, locked.
void lock(Book& book, Uid account, model::WalletType wallet, AssetId asset, Amount amount) {
  book.change_account(account, [&](model::Account& changed) {
    // In this order the entry stays when everything free becomes locked.
    with_balances(changed, wallet, [&](auto& balances) {
      for (auto& balance : balances) {
        if (balance.asset == asset) balance.locked += amount;
      }
    });
    add_free(changed, wallet, asset, -amount);
  });
}

void unlock(Book& book, Uid account, model::WalletType wallet, AssetId asset, Amount amount) {
  book.change_account(account, [&](model::Account& changed) {
    add_free(changed, wallet, asset, amount);
    with_balances(changed, wallet, [&](auto& balances) {
      for (auto& balance : balances) {
        if (balance.asset == asset) balance.locked -= amount;
      }
    });
  });
}

void move_to_spot(Book& book, Uid account, model::WalletType wallet, AssetId asset, Amount amount) {
  post(book, {{WalletPlace{account, wallet}, asset, -amount},
              {WalletPlace{account, model::WalletType::kSpot}, asset, amount}});
}

}  // namespace

Result<TransferredOut> decide(const Book& book, const TransferOut& command) {
  ASSIGN_OR_RETURN(const model::Account* account, need_account(book, command.account));
  if (account->parent != command.parent) {
    return fail(ErrorCode::kNotSameParent, account->email + " belongs to another parent");
  }
  if (!account->unit) {
    return fail(ErrorCode::kReceiverNotInUnit, account->email + " is in no risk unit");
  }
  const model::RiskUnit& unit = *book.find_unit(*account->unit);
  if (!unit.member(command.account)->enable_margin) {
    return fail(ErrorCode::kReceiverMarginDisabled,
                "the margin wallet of " + account->email + " does not count");
  }
  RETURN_IF_ERROR(check_not_frozen(unit));
  RETURN_IF_ERROR(check_not_quiet(book, unit));
  RETURN_IF_ERROR(check_amount(book, command.asset, command.amount));
  ASSIGN_OR_RETURN(const Amount amount, movable(book, unit, command));
  return TransferredOut{book.last_transaction + 1,
                        unit.id,
                        command.account,
                        margin_type(*account),
                        command.asset,
                        amount,
                        book.parameters.general.external_settlement};
}

void apply(Book& book, const TransferredOut& event) {
  book.last_transaction = event.transaction;
  if (!event.pending) {
    return move_to_spot(book, event.account, event.wallet, event.asset, event.amount);
  }
  lock(book, event.account, event.wallet, event.asset, event.amount);
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    unit.pending =
        model::PendingTransfer{event.transaction, event.account, event.asset, event.amount};
  });
}

Result<TransferSettled> decide(const Book& book, const SettleTransfer& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  if (!unit->pending || unit->pending->id != command.transaction) {
    return fail(ErrorCode::kUnknownOrder, "no such transfer is pending");
  }
  return TransferSettled{command.unit, command.succeeded};
}

void apply(Book& book, const TransferSettled& event) {
  const model::PendingTransfer transfer = *book.find_unit(event.unit)->pending;
  book.change_unit(event.unit, [](model::RiskUnit& unit) { unit.pending.reset(); });
  const model::WalletType wallet = margin_type(*book.find_account(transfer.account));
  unlock(book, transfer.account, wallet, transfer.asset, transfer.amount);
  if (event.succeeded) {
    move_to_spot(book, transfer.account, wallet, transfer.asset, transfer.amount);
  }
}

}  // namespace plimsoll::book
