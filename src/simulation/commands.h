// Random commands of every kind for a book as it is now: mostly sensible, so that loans live and
// die, and in part malformed, impossible or out of all bounds.
#pragma once

#include <vector>

#include "book/verbs.h"
#include "simulation/market.h"
#include "simulation/random.h"

namespace plimsoll::simulation {

// What makes a world out of an empty book: parameters, assets, contracts, prices, parents with
// sub-accounts and wallets, money in the pool.
[[nodiscard]] std::vector<book::Command> founding_commands(Random& random, Timestamp now);

class Commands {
 public:
  // `book` and `random` outlive it. In a wild world amounts are often as large as a book takes.
  Commands(const book::Book& book, const Market& market, Random& random, bool wild)
      : book_(book), market_(market), random_(random), wild_(wild) {}

  [[nodiscard]] book::Command next();

 private:
  // --- What commands are made of
  AssetId asset();
  ContractId contract();
  Uid uid();
  Uid parent();
  GroupId unit();
  Uid member(const model::RiskUnit& unit);
  // Worth up to `dollars`, about, on the grid of the asset; wrong now and then.
  Amount amount(AssetId asset, std::int64_t dollars);
  Amount spoilt(Amount sound);
  Amount maybe(Amount amount) { return random_.chance(50) ? amount : Amount{}; }
  template <class Has>
  const model::RiskUnit* unit_with(Has has);

  // --- The lender's
  book::Command set_parameters();
  book::Command define_asset();
  book::Command define_contract();
  book::Command create_account();
  book::Command key();
  book::Command operators();
  book::Command reseal();
  book::Command create_unit();
  book::Command set_lines();
  book::Command set_liability();
  book::Command fund();
  book::AnyWallet wallet(const model::Account* account);
  book::Command update_wallet();
  book::Command adjust_wallet();
  book::Command report_fill();
  book::Command settle();
  // --- The client's
  book::Command borrow();
  book::Command repay();
  book::Command transfer();
  book::Command transfer_out();
  book::Command edit_member();
  book::Command close_unit();

  const book::Book& book_;
  const Market& market_;
  Random& random_;
  bool wild_;
};

}  // namespace plimsoll::simulation
