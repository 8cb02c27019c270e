#include "simulation/chronicle.h"

#include <fmt/core.h>

#include <type_traits>

namespace plimsoll::simulation {
namespace {

using model::UnitState;

template <class E, class... Kinds>
constexpr bool kIsOneOf = (std::is_same_v<E, Kinds> || ...);

// Steps of a liquidation: nothing else may do this, and only while it runs.
template <class E>
constexpr bool kIsStep =
    kIsOneOf<E, book::CollateralMoved, book::OrdersCancelled, book::PositionClosed,
             book::FuturesCollected, book::OwnLoanRepaid, book::SaleOrdered, book::SaleFilled>;

// What a unit that is being liquidated refuses: it is frozen.
template <class E>
constexpr bool kIsFrozenOut =
    kIsOneOf<E, book::Borrowed, book::TransferredOut, book::MemberEdited, book::UnitClosed>;

std::string unit_name(GroupId unit) { return fmt::format("unit {}", unit.value); }

}  // namespace

Finding Chronicle::follow(Timestamp time, const std::vector<book::Event>& events) {
  if (time < time_) return "the time of a record goes back";
  time_ = time;
  if (events.empty()) return "a record without an event";
  for (const book::Event& event : events) {
    if (Finding found = witness(event)) return found;
  }
  return {};
}

Finding Chronicle::change(GroupId unit, UnitState from, UnitState to) {
  const auto place = states_.find(unit);
  if (place == states_.end()) return unit_name(unit) + " changes and was never created";
  if (place->second != from) {
    return fmt::format("{} was {} and not {}", unit_name(unit),
                       model::unit_state_name(place->second), model::unit_state_name(from));
  }
  place->second = to;
  return {};
}

Finding Chronicle::witness(const book::Event& event) {
  return std::visit(
      [&](const auto& it) -> Finding {
        using E = std::decay_t<decltype(it)>;
        if constexpr (std::is_same_v<E, book::UnitCreated>) {
          if (!states_.emplace(it.unit.id, it.unit.state).second) return "a unit created twice";
          return {};
        } else {
          if constexpr (requires { it.transaction; }) {
            if (it.transaction != last_transaction_ + 1) return "transaction ids are not in order";
            last_transaction_ = it.transaction;
          }
          if constexpr (std::is_same_v<E, book::SaleOrdered>) {
            if (it.order.id != last_transaction_ + 1) return "order ids are not in order";
            last_transaction_ = it.order.id;
          }
          if constexpr (requires {
                          { it.unit } -> std::convertible_to<GroupId>;
                        }) {
            const auto place = states_.find(it.unit);
            if (place == states_.end()) return unit_name(it.unit) + " was never created";
            const UnitState state = place->second;
            const auto illegal = [&] {
              return fmt::format("{} in state {}: {}", unit_name(it.unit),
                                 model::unit_state_name(state), event_name(event.index()));
            };
            if (state == UnitState::kClosed) return illegal();
            if (kIsStep<E> && state != UnitState::kLiquidating) return illegal();
            if (kIsFrozenOut<E> && state == UnitState::kLiquidating) return illegal();
            if constexpr (std::is_same_v<E, book::Repaid>) {
              const bool forced = it.kind == book::RepayKind::kForce;
              if (forced != (state == UnitState::kLiquidating)) return illegal();
            } else if constexpr (std::is_same_v<E, book::UnitStateChanged>) {
              if (!is_legal_change(it.from, it.to)) return illegal();
              return change(it.unit, it.from, it.to);
            } else if constexpr (std::is_same_v<E, book::LiquidationStarted>) {
              if (state == UnitState::kLiquidating) return illegal();
              if (it.liquidation != last_liquidation_ + 1)
                return "liquidation ids are not in order";
              last_liquidation_ = it.liquidation;
              return change(it.unit, state, UnitState::kLiquidating);
            } else if constexpr (std::is_same_v<E, book::LiquidationEnded>) {
              return change(it.unit, UnitState::kLiquidating, UnitState::kNormal);
            } else if constexpr (std::is_same_v<E, book::UnitClosed>) {
              return change(it.unit, state, UnitState::kClosed);
            }
          }
          return {};
        }
      },
      event);
}

}  // namespace plimsoll::simulation
