#include "book/book.h"

#include "book/book_codec.h"

namespace plimsoll::book {

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

Digest digest_of(const Book& book) { return digest(encode_book(book)); }

}  // namespace plimsoll::book
