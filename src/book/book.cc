#include "book/book.h"

#include "base/archive.h"

namespace plimsoll::book {
namespace {

void write_column(Writer& out, const model::PriceColumn& column) {
  out.u32(static_cast<std::uint32_t>(column.price.size()));
  for (std::size_t i = 0; i < column.price.size(); ++i) {
    out.number(column.price[i]);
    out.time(column.time[i]);
  }
}

}  // namespace

const model::Account* Book::find_account(Uid uid) const {
  const auto found = accounts.find(uid);
  return found == accounts.end() ? nullptr : found->second.get();
}

const model::RiskUnit* Book::find_unit(GroupId id) const {
  const auto found = units.find(id);
  return found == units.end() ? nullptr : found->second.get();
}

Amount Book::pool(AssetId asset) const {
  const auto found = ledger.find({LedgerPlace::kPool, asset});
  return found == ledger.end() ? Amount{} : found->second;
}

RebateAccount Book::rebate(Uid parent) const {
  const auto found = rebates.find(parent);
  return found == rebates.end() ? RebateAccount{} : found->second;
}

Result<const model::Account*> need_account(const Book& book, Uid uid) {
  const model::Account* account = book.find_account(uid);
  if (account == nullptr) {
    return fail(ErrorCode::kUnknownAccount, "no account with uid " + std::to_string(uid.value));
  }
  return account;
}

Result<const model::RiskUnit*> need_unit(const Book& book, GroupId id) {
  const model::RiskUnit* unit = book.find_unit(id);
  if (unit == nullptr) {
    return fail(ErrorCode::kUnknownUnit, "no risk unit with groupId " + std::to_string(id.value));
  }
  return unit;
}

Result<void> need_asset(const Book& book, AssetId asset) {
  if (asset.value < book.parameters.assets.size()) return {};
  return fail(ErrorCode::kUnknownAsset, "no asset with id " + std::to_string(asset.value));
}

Result<void> need_contract(const Book& book, ContractId contract) {
  if (contract.value < book.parameters.contracts.size()) return {};
  return fail(ErrorCode::kUnknownContract, "no contract with id " + std::to_string(contract.value));
}

Digest digest_of(const Book& book) {
  std::string bytes;
  Writer out(bytes);
  out.time(book.time);
  write(out, book.parameters.general);
  write(out, book.parameters.assets);
  write(out, book.parameters.contracts);
  write_column(out, book.prices.margin_index);
  write_column(out, book.prices.asset_index);
  write_column(out, book.prices.mark);
  for (const auto& [uid, account] : book.accounts) write(out, *account);
  for (const auto& [id, unit] : book.units) write(out, *unit);
  for (const auto& [name, key] : book.keys) write(out, *key);
  for (const auto& [id, who] : book.operators) write(out, *who);
  for (const auto& [place, total] : book.ledger) {
    if (total.is_zero()) continue;  // a place that was used and one that never was are the same
    write(out, place.first);
    write(out, place.second);
    write(out, total);
  }
  for (const auto& [parent, rebate] : book.rebates) {
    write(out, parent);
    write(out, rebate);
  }
  book.requests.write_to(out);
  out.time(book.interest_from);
  out.i64(book.last_transaction);
  out.i64(book.last_liquidation);
  return digest(bytes);
}

}  // namespace plimsoll::book
