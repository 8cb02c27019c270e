#include "book/verbs.h"

#include <algorithm>
#include <concepts>

namespace plimsoll::book {

Result<Event> decide(const Book& book, const Command& command) {
  return std::visit(
      [&](const auto& verb) -> Result<Event> {
        auto event = decide(book, verb);
        if (!event) return tl::unexpected<Error>(std::move(event.error()));
        return Event(std::move(*event));
      },
      command);
}

void apply(Book& book, const Event& event) {
  std::visit([&](const auto& outcome) { apply(book, outcome); }, event);
}

void accrue_hour(const Book& book, Timestamp hour, const std::function<void(Event)>& commit) {
  const std::function<void(const Accrual&)> each = [&](const Accrual& accrual) {
    std::visit([&](const auto& event) { commit(event); }, accrual);
  };
  accrue_hour(book, hour, each);
}

void review_unit(const Book& book, GroupId unit, const std::function<void(Event)>& commit) {
  for (int steps = 0;; ++steps) {
    CHECK_MSG(steps < 1'000'000, "a review without an end");
    auto next = review(book, *book.find_unit(unit));
    if (!next) return;
    std::visit(
        [&](auto& event) {
          if constexpr (std::is_same_v<std::decay_t<decltype(event)>, LiquidationStep>) {
            std::visit([&](auto& step) { commit(std::move(step)); }, event);
          } else {
            commit(std::move(event));
          }
        },
        *next);
  }
}

namespace {

void add_unit_of(const Book& book, Uid account, std::vector<GroupId>& units) {
  const model::Account* found = book.find_account(account);
  if (found != nullptr && found->unit) units.push_back(*found->unit);
}

template <class E>
void add_touched(const Book& book, const E& event, std::vector<GroupId>& units) {
  constexpr bool kMarket = std::is_same_v<E, PricesUpdated> || std::is_same_v<E, ParametersSet> ||
                           std::is_same_v<E, AssetDefined> || std::is_same_v<E, ContractDefined>;
  if constexpr (kMarket) {
    for (const auto& [id, unit] : book.units) {
      if (unit->is_active()) units.push_back(id);
    }
  } else if constexpr (std::is_same_v<E, UnitCreated>) {
    if (event.unit.is_active()) units.push_back(event.unit.id);
  } else if constexpr (std::is_same_v<E, Transferred>) {
    add_unit_of(book, event.from.account, units);
    add_unit_of(book, event.to.account, units);
  } else if constexpr (requires {
                         { event.unit } -> std::convertible_to<GroupId>;
                       }) {
    units.push_back(event.unit);
  } else if constexpr (std::is_same_v<E, WalletUpdated> || std::is_same_v<E, WalletAdjusted> ||
                       std::is_same_v<E, MemberInterestAccrued>) {
    add_unit_of(book, event.account, units);
  }
}

}  // namespace

std::vector<GroupId> touched_units(const Book& book, const Event& event) {
  std::vector<GroupId> units;
  std::visit([&](const auto& outcome) { add_touched(book, outcome, units); }, event);
  return units;
}

Outcome outcome_of(const Event& event) {
  return std::visit(
      [](const auto& outcome) {
        Outcome told;
        if constexpr (requires { outcome.transaction; }) told.transaction = outcome.transaction;
        if constexpr (std::is_same_v<std::decay_t<decltype(outcome)>, Repaid>) {
          told.amount = outcome.amount();
        } else if constexpr (requires {
                               { outcome.amount } -> std::convertible_to<Amount>;
                             }) {
          told.amount = outcome.amount;
        }
        return told;
      },
      event);
}

std::optional<Timestamp> next_due(const Book& book, Timestamp seen) {
  std::optional<Timestamp> due;
  if (carries_interest(book)) due = hour_of(std::max(seen, book.interest_from)) + kHourMs;
  for (const auto& [id, unit] : book.units) {
    if (!unit->is_active() || !unit->cure_until || *unit->cure_until <= seen) continue;
    if (!due || *unit->cure_until < *due) due = unit->cure_until;
  }
  return due;
}

}  // namespace plimsoll::book
