#include "book/book_codec.h"

#include <algorithm>

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

void read_column(Reader& in, model::PriceColumn& column) {
  const std::size_t count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    read(in, column.price.emplace_back());
    read(in, column.time.emplace_back());
  }
}

void write_ledger(Writer& out, const LedgerTotals& ledger) {
  // A place that was used and one that never was are the same.
  const auto used = [](const auto& entry) { return !entry.second.is_zero(); };
  out.u32(static_cast<std::uint32_t>(std::count_if(ledger.begin(), ledger.end(), used)));
  for (const auto& [place, total] : ledger) {
    if (total.is_zero()) continue;
    write(out, place.first);
    write(out, place.second);
    write(out, total);
  }
}

void read_ledger(Reader& in, LedgerTotals& ledger) {
  const std::size_t count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    std::pair<LedgerPlace, AssetId> place;
    read(in, place.first);
    read(in, place.second);
    read(in, ledger[place]);
  }
}

// Values that hold their own key.
template <class Map>
void write_values(Writer& out, const Map& values) {
  out.u32(static_cast<std::uint32_t>(values.size()));
  for (const auto& [key, value] : values) write(out, *value);
}

template <class T, class Add>
void read_values(Reader& in, Add add) {
  const std::size_t count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    auto value = std::make_shared<T>();
    read(in, *value);
    add(std::move(value));
  }
}

void write_rebates(Writer& out, const std::map<Uid, RebateAccount>& rebates) {
  out.u32(static_cast<std::uint32_t>(rebates.size()));
  for (const auto& [parent, rebate] : rebates) {
    write(out, parent);
    write(out, rebate);
  }
}

void read_rebates(Reader& in, std::map<Uid, RebateAccount>& rebates) {
  const std::size_t count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    Uid parent;
    read(in, parent);
    read(in, rebates[parent]);
  }
}

void read_parameters(Reader& in, model::Parameters& parameters) {
  read(in, parameters.general);
  read(in, parameters.assets);
  read(in, parameters.contracts);
  for (std::size_t i = 0; i < parameters.assets.size(); ++i) {
    const AssetId id{static_cast<std::uint16_t>(i)};
    parameters.asset_ids.emplace(parameters.assets[i].name, id);
    if (parameters.assets[i].name == "USDT") parameters.usdt = id;
  }
  for (std::size_t i = 0; i < parameters.contracts.size(); ++i) {
    parameters.contract_ids.emplace(parameters.contracts[i].symbol,
                                    ContractId{static_cast<std::uint16_t>(i)});
  }
}

void read_people(Reader& in, Book& book) {
  read_values<model::Account>(in, [&](std::shared_ptr<model::Account> account) {
    book.uids_by_email.emplace(account->email, account->uid);
    book.accounts.emplace(account->uid, std::move(account));
  });
  read_values<model::RiskUnit>(in, [&](std::shared_ptr<model::RiskUnit> unit) {
    book.units.emplace(unit->id, std::move(unit));
  });
  read_values<model::ApiKey>(
      in, [&](std::shared_ptr<model::ApiKey> key) { book.keys.emplace(key->key, std::move(key)); });
  read_values<model::Operator>(in, [&](std::shared_ptr<model::Operator> who) {
    book.operators.emplace(who->id, std::move(who));
  });
}

}  // namespace

std::string encode_book(const Book& book) {
  std::string bytes;
  Writer out(bytes);
  out.time(book.time);
  write(out, book.parameters.general);
  write(out, book.parameters.assets);
  write(out, book.parameters.contracts);
  write_column(out, book.prices.margin_index);
  write_column(out, book.prices.asset_index);
  write_column(out, book.prices.mark);
  write_values(out, book.accounts);
  write_values(out, book.units);
  write_values(out, book.keys);
  write_values(out, book.operators);
  write_ledger(out, book.ledger);
  write_rebates(out, book.rebates);
  book.requests.write_to(out);
  out.time(book.interest_from);
  out.i64(book.last_transaction);
  out.i64(book.last_liquidation);
  return bytes;
}

Result<Book> decode_book(std::string_view bytes) {
  Reader in(bytes);
  Book book;
  read(in, book.time);
  read_parameters(in, book.parameters);
  read_column(in, book.prices.margin_index);
  read_column(in, book.prices.asset_index);
  read_column(in, book.prices.mark);
  read_people(in, book);
  read_ledger(in, book.ledger);
  read_rebates(in, book.rebates);
  book.requests.read_from(in);
  read(in, book.interest_from);
  read(in, book.last_transaction);
  read(in, book.last_liquidation);
  // What refers to a member or a parent may look it up without asking.
  const auto known = [&](Uid uid) { return book.accounts.contains(uid); };
  for (const auto& [id, unit] : book.units) {
    const bool whole = known(unit->parent) && unit->credit() != nullptr &&
                       std::all_of(unit->members.begin(), unit->members.end(),
                                   [&](const model::Member& m) { return known(m.account); });
    if (!whole) in.mark_failed();
  }
  if (!in.done()) return fail(ErrorCode::kMalformed, "not the bytes of a book");
  return book;
}

}  // namespace plimsoll::book
