#include "simulation/invariants.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/decimal.h"
#include "base/limits.h"
#include "book/loan_rules.h"
#include "book/wallet_entries.h"

namespace plimsoll::simulation {
namespace {

using book::Book;
using model::UnitState;

std::string name_of(const model::Account& account) {
  return fmt::format("account {}", account.uid.value);
}
std::string name_of(const model::RiskUnit& unit) { return fmt::format("unit {}", unit.id.value); }

// --- Money

Finding unbalanced_asset(const Book& book) {
  for (const book::AssetBalance& balance : book::audit(book)) {
    if (balance.sum.is_zero()) continue;
    return fmt::format("{} sums to {}", book.parameters.asset(balance.asset).name,
                       balance.sum.fits() ? trimmed(balance.sum) : "an overflow");
  }
  return {};
}

// Amounts of an entry that may not be negative; futures balances may.
template <class Balance>
bool has_negative(const Balance& balance) {
  bool negative = balance.free.is_negative() || balance.locked.is_negative();
  if constexpr (requires { balance.borrowed; }) {
    negative = negative || balance.borrowed.is_negative() || balance.interest.is_negative();
  }
  return negative;
}

template <class Entry>
bool has_overflow(const Entry& entry) {
  const auto lost = [&](auto member) {
    if constexpr (std::is_same_v<decltype(member), Amount Entry::*>) {
      return !(entry.*member).fits();
    } else {
      return false;
    }
  };
  return std::apply([&](auto... member) { return (lost(member) || ...); }, Entry::fields());
}

template <class Visit>
Finding each_wallet(const Book& book, Visit visit) {
  for (const auto& [uid, account] : book.accounts) {
    if (Finding found = visit(*account, account->spot.balances)) return found;
    if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account->margin)) {
      if (Finding found = visit(*account, cross->balances)) return found;
    } else if (const auto* held = std::get_if<model::PortfolioMarginWallet>(&account->margin)) {
      if (Finding found = visit(*account, held->balances)) return found;
    }
  }
  return {};
}

Finding negative_balance(const Book& book) {
  return each_wallet(book, [](const model::Account& account, const auto& balances) -> Finding {
    for (const auto& balance : balances) {
      if (has_negative(balance)) return name_of(account);
    }
    return {};
  });
}

Finding overflowed_number(const Book& book) {
  Finding found =
      each_wallet(book, [](const model::Account& account, const auto& balances) -> Finding {
        for (const auto& balance : balances) {
          if (has_overflow(balance)) return name_of(account);
        }
        return {};
      });
  if (found) return found;
  for (const auto& [place, total] : book.ledger) {
    if (!total.fits()) return std::string(book::ledger_place_name(place.first));
  }
  for (const auto& [id, unit] : book.units) {
    for (const model::Liability& owed : unit->liabilities) {
      if (has_overflow(owed)) return name_of(*unit);
    }
  }
  return {};
}

Finding untidy_wallet(const Book& book) {
  return each_wallet(book, [](const model::Account& account, const auto& balances) -> Finding {
    for (std::size_t i = 0; i < balances.size(); ++i) {
      if (model::is_zero(balances[i])) return name_of(account) + " keeps an empty entry";
      if (i > 0 && !(balances[i - 1].asset < balances[i].asset)) {
        return name_of(account) + " is not in order";
      }
    }
    return {};
  });
}

Finding unknown_asset(const Book& book) {
  return each_wallet(book, [&](const model::Account& account, const auto& balances) -> Finding {
    for (const auto& balance : balances) {
      if (balance.asset.value >= book.parameters.assets.size()) return name_of(account);
    }
    return {};
  });
}

Finding negative_place(const Book& book) {
  for (const auto& [place, total] : book.ledger) {
    const bool holds = place.first == book::LedgerPlace::kPool ||
                       place.first == book::LedgerPlace::kInterestIncome ||
                       place.first == book::LedgerPlace::kFees ||
                       place.first == book::LedgerPlace::kRebates;
    if (holds && total.is_negative()) return std::string(book::ledger_place_name(place.first));
  }
  return {};
}

Finding wrong_claims(const Book& book) {
  std::map<AssetId, Amount> owed;
  for (const auto& [id, unit] : book.units) {
    for (const model::Liability& each : unit->liabilities) {
      owed[each.asset] += each.principal + each.interest;
    }
  }
  for (std::size_t i = 0; i < book.parameters.assets.size(); ++i) {
    const AssetId asset{static_cast<std::uint16_t>(i)};
    const auto claims = book.ledger.find({book::LedgerPlace::kClaims, asset});
    const Amount claimed = claims == book.ledger.end() ? Amount{} : claims->second;
    if (claimed != owed[asset]) return book.parameters.asset(asset).name;
  }
  return {};
}

Finding overdrawn_rebate(const Book& book) {
  Amount sum;
  for (const auto& [parent, rebate] : book.rebates) {
    if (rebate.balance().is_negative() || rebate.consumed.is_negative()) {
      return fmt::format("parent {}", parent.value);
    }
    sum += rebate.balance();
  }
  if (!book.parameters.usdt) return {};
  const auto held = book.ledger.find({book::LedgerPlace::kRebates, *book.parameters.usdt});
  const Amount granted = held == book.ledger.end() ? Amount{} : held->second;
  return granted == sum ? Finding{} : Finding("the ledger says another sum");
}

// --- Units

template <class Broken>
Finding each_unit(const Book& book, Broken broken) {
  for (const auto& [id, unit] : book.units) {
    if (broken(*unit)) return name_of(*unit);
  }
  return {};
}

Finding bad_liability(const Book& book) {
  return each_unit(book, [](const model::RiskUnit& unit) {
    for (std::size_t i = 0; i < unit.liabilities.size(); ++i) {
      const model::Liability& owed = unit.liabilities[i];
      const bool zero = owed.principal.is_zero() && owed.interest.is_zero();
      if (owed.principal.is_negative() || owed.interest.is_negative() || zero) return true;
      if (i > 0 && !(unit.liabilities[i - 1].asset < owed.asset)) return true;
    }
    return false;
  });
}

Finding burdened_closed_unit(const Book& book) {
  return each_unit(book, [](const model::RiskUnit& unit) {
    return !unit.is_active() && (!unit.liabilities.empty() || unit.pending || unit.liquidation ||
                                 unit.cure_until || !unit.unsellable.empty());
  });
}

Finding mixed_liquidation(const Book& book) {
  return each_unit(book, [](const model::RiskUnit& unit) {
    return (unit.state == UnitState::kLiquidating) != unit.liquidation.has_value();
  });
}

Finding stray_cure_time(const Book& book) {
  return each_unit(book, [](const model::RiskUnit& unit) {
    return unit.cure_until && unit.state != UnitState::kMarginCall;
  });
}

Finding bad_pending(const Book& book) {
  return each_unit(book, [&](const model::RiskUnit& unit) {
    if (!unit.pending) return false;
    const model::Member* member = unit.member(unit.pending->account);
    if (member == nullptr || !member->enable_margin || !unit.pending->amount.is_positive()) {
      return true;
    }
    const model::Account& account = *book.find_account(unit.pending->account);
    const auto locked = [&](const auto& balances) {
      for (const auto& balance : balances) {
        if (balance.asset == unit.pending->asset) return balance.locked;
      }
      return Amount{};
    };
    if (!account.has_margin_wallet()) return true;
    return book::with_balances(account, book::margin_type(account), locked) < unit.pending->amount;
  });
}

Finding bad_order(const Book& book) {
  return each_unit(book, [&](const model::RiskUnit& unit) {
    if (!unit.liquidation || !unit.liquidation->order) return false;
    const model::SaleOrder& order = *unit.liquidation->order;
    return unit.member(order.account) == nullptr || !order.quantity.is_positive() ||
           order.id > book.last_transaction || order.sell == order.buy;
  });
}

Finding unordered_lines(const Book& book) {
  return each_unit(book, [&](const model::RiskUnit& unit) {
    return unit.is_active() &&
           !model::lines_are_ordered(unit.lines.over(book.parameters.general.lines));
  });
}

Finding bad_members(const Book& book) {
  return each_unit(book, [&](const model::RiskUnit& unit) {
    if (!unit.is_active()) return false;
    std::set<Uid> accounts;
    int credits = 0;
    for (const model::Member& member : unit.members) {
      const model::Account* account = book.find_account(member.account);
      if (account == nullptr || account->unit != unit.id || account->parent != unit.parent) {
        return true;
      }
      if (member.enable_margin && !account->has_margin_wallet()) return true;
      credits += member.type == model::MemberType::kCredit ? 1 : 0;
      accounts.insert(member.account);
    }
    return credits != 1 || accounts.size() != unit.members.size() || !unit.credit()->enable_margin;
  });
}

Finding stray_link(const Book& book) {
  for (const auto& [uid, account] : book.accounts) {
    if (!account->unit) continue;
    const model::RiskUnit* unit = book.find_unit(*account->unit);
    if (unit == nullptr || !unit->is_active() || unit->member(uid) == nullptr) {
      return name_of(*account);
    }
  }
  return {};
}

Finding many_units(const Book& book) {
  std::map<Uid, std::size_t> active;
  for (const auto& [id, unit] : book.units) {
    if (unit->is_active() && ++active[unit->parent] > kMaxUnitsPerParent) return name_of(*unit);
  }
  return {};
}

Finding future_state(const Book& book) {
  return each_unit(book, [&](const model::RiskUnit& unit) {
    return unit.state_since > book.time ||
           (unit.liquidation && unit.liquidation->started > book.time);
  });
}

// --- The rest

Finding bad_price(const Book& book) {
  for (const auto kind :
       {model::PriceKind::kMarginIndex, model::PriceKind::kAssetIndex, model::PriceKind::kMark}) {
    const model::PriceColumn& column = book.prices.column(kind);
    for (std::size_t i = 0; i < column.price.size(); ++i) {
      if (column.price[i].is_negative() || column.time[i] > book.time) {
        return fmt::format("kind {}, index {}", static_cast<int>(kind), i);
      }
    }
  }
  return {};
}

Finding stray_email(const Book& book) {
  if (book.uids_by_email.size() != book.accounts.size())
    return "more or fewer emails than accounts";
  for (const auto& [email, uid] : book.uids_by_email) {
    const model::Account* account = book.find_account(uid);
    if (account == nullptr || account->email != email) return email;
  }
  return {};
}

Finding orphan(const Book& book) {
  for (const auto& [uid, account] : book.accounts) {
    if (!account->parent) continue;
    const model::Account* parent = book.find_account(*account->parent);
    if (parent == nullptr || !parent->is_parent()) return name_of(*account);
  }
  for (const auto& [name, key] : book.keys) {
    if (key->key != name || book.find_account(key->account) == nullptr) return name;
  }
  return {};
}

Finding unlike_operators(const Book& book) {
  std::set<std::string> names;
  for (const auto& [id, who] : book.operators) {
    if (who->id != id || !names.insert(who->name).second) return id;
  }
  return {};
}

}  // namespace

const std::vector<Invariant>& invariants() {
  static const std::vector<Invariant> all = {
      {"The books sum to zero for every asset", unbalanced_asset},
      {"No balance is negative but a futures wallet's", negative_balance},
      {"Every number is a number", overflowed_number},
      {"Wallets are in order and keep no empty entry", untidy_wallet},
      {"A wallet holds assets that are defined", unknown_asset},
      {"Pool, income, fees and rebates are not negative", negative_place},
      {"The lender claims what the units owe, and nothing else", wrong_claims},
      {"A rebate is not used beyond what was granted", overdrawn_rebate},
      {"A debt is not negative, and what is paid is gone", bad_liability},
      {"A closed unit holds nothing", burdened_closed_unit},
      {"A unit is being liquidated exactly while a liquidation is under way", mixed_liquidation},
      {"A cure time runs in a margin call only", stray_cure_time},
      {"What a pending transfer moves is locked until it is settled", bad_pending},
      {"A sale order that waits is one of the unit's members", bad_order},
      {"The lines of every active unit are in order", unordered_lines},
      {"An active unit has one credit account, and its members are linked to it", bad_members},
      {"An account is linked to an active unit that has it as a member", stray_link},
      {"A parent has no more active units than it may", many_units},
      {"Nothing has happened in the future", future_state},
      {"A price is positive and was seen in the past", bad_price},
      {"Every account is found by its email", stray_email},
      {"Sub-accounts have parents, and keys have accounts", orphan},
      {"No two operators have one id or one name", unlike_operators},
  };
  return all;
}

Finding broken_invariant(const book::Book& book) {
  for (const Invariant& invariant : invariants()) {
    if (Finding found = invariant.broken(book)) {
      return fmt::format("{}: {}", invariant.sentence, *found);
    }
  }
  return {};
}

bool is_legal_change(UnitState from, UnitState to) {
  // A cure time may begin or be called off while the state stays a margin call.
  if (from == UnitState::kMarginCall && to == UnitState::kMarginCall) return true;
  const auto is_open = [](UnitState state) {
    return state == UnitState::kNormal || state == UnitState::kWarning ||
           state == UnitState::kMarginCall;
  };
  return from != to && is_open(from) && is_open(to);
}

Finding differing_picture(const book::Book& book, const engine::Published& picture) {
  for (const auto& [id, unit] : book.units) {
    if (!unit->is_active()) continue;
    const engine::UnitSnapshot* shown = picture.directory->find_unit(id);
    if (shown == nullptr) return name_of(*unit) + " is not published";
    const auto here = book::assess(book, *unit);
    const auto there = risk::assess(shown->view(), *picture.board, *picture.parameters);
    if (here.has_value() != there.has_value()) return name_of(*unit) + " can be valued in one only";
    if (!here) continue;
    const auto figures = [](const risk::Assessment& of) {
      return std::tuple(of.ltv, of.net_equity, of.maintenance_margin, of.liability);
    };
    if (figures(*here) != figures(*there)) return name_of(*unit) + " is published otherwise";
  }
  return {};
}

}  // namespace plimsoll::simulation
