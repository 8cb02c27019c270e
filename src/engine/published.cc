#include "engine/published.h"

namespace plimsoll::engine {

const model::Account* Directory::find_account(Uid uid) const {
  const auto found = accounts.find(uid);
  return found == accounts.end() ? nullptr : found->second.get();
}

const model::ApiKey* Directory::find_key(std::string_view key) const {
  const auto found = keys.find(key);
  return found == keys.end() ? nullptr : found->second.get();
}

const UnitSnapshot* Directory::find_unit(GroupId id) const {
  const auto found = units.find(id);
  return found == units.end() ? nullptr : &found->second;
}

Amount Directory::pool(AssetId asset) const {
  const auto found = ledger.find({book::LedgerPlace::kPool, asset});
  return found == ledger.end() ? Amount{} : found->second;
}

std::shared_ptr<const Directory> make_directory(const book::Book& book) {
  auto directory = std::make_shared<Directory>();
  directory->accounts = book.accounts;
  directory->uids_by_email = book.uids_by_email;
  directory->keys = book.keys;
  directory->operators = book.operators;
  directory->ledger = book.ledger;
  directory->rebates = book.rebates;
  for (const auto& [id, unit] : book.units) {
    UnitSnapshot snapshot;
    snapshot.unit = unit;
    for (const model::Member& member : unit->members) {
      const auto& account = snapshot.held.emplace_back(book.accounts.at(member.account));
      snapshot.accounts.push_back(account.get());
    }
    directory->units.emplace(id, std::move(snapshot));
    if (unit->is_active()) {
      directory->active_units[unit->parent].push_back(id);
    }
  }
  return directory;
}

Published make_published(const book::Book& book, Sequence sequence) {
  Published picture;
  picture.sequence = sequence;
  picture.time = book.time;
  picture.parameters = std::make_shared<const model::Parameters>(book.parameters);
  picture.board = std::make_shared<const model::PriceBoard>(book.prices);
  picture.directory = make_directory(book);
  return picture;
}

}  // namespace plimsoll::engine
