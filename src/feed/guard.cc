#include "feed/guard.h"

#include <limits>

#include "base/check.h"
#include "base/decimal.h"
#include "base/limits.h"

namespace plimsoll::feed {
namespace {

constexpr Timestamp kEver{std::numeric_limits<std::int64_t>::min()};

}  // namespace

std::string_view refusal_name(Refusal refusal) {
  switch (refusal) {
    case Refusal::kZero: return "zero";
    case Refusal::kNegative: return "negative";
    case Refusal::kTooLarge: return "too_large";
    case Refusal::kJump: return "jump";
    case Refusal::kOutOfOrder: return "out_of_order";
    case Refusal::kUnknownSymbol: return "unknown_symbol";
    case Refusal::kMalformed: return "malformed";
  }
  CHECK_MSG(false, "a refusal without a name");
}

Guard::Guard(GuardSettings settings) : settings_(settings) {
  CHECK(settings_.max_jump_factor.raw() >= Ratio::kOne && settings_.max_refused_in_a_row >= 0);
}

bool Guard::is_price(std::string_view name, Price price, Timestamp time) {
  if (!price.fits() || price > Price::whole(kMaxPrice)) {
    refuse(Refusal::kTooLarge, name, "beyond 10^9", time);
  } else if (price.is_zero()) {
    refuse(Refusal::kZero, name, "0", time);
  } else if (price.is_negative()) {
    refuse(Refusal::kNegative, name, trimmed(price), time);
  } else {
    return true;
  }
  return false;
}

bool Guard::admit(const model::PriceTick& tick) {
  if (!is_price(tick.name, tick.price, tick.time)) return false;
  auto& names = known_[static_cast<std::size_t>(tick.kind)];
  const auto [place, first] = names.try_emplace(tick.name);
  Known& known = place->second;
  if (!first) {
    if (tick.time < known.time) {
      refuse(Refusal::kOutOfOrder, tick.name,
             std::to_string(known.time - tick.time) + " ms behind the last one", tick.time);
      return false;
    }
    if (refuse_jump(known, tick.price)) {
      refuse(Refusal::kJump, tick.name, trimmed(known.price) + " -> " + trimmed(tick.price),
             tick.time);
      return false;
    }
  }
  known = Known{.price = tick.price, .time = tick.time, .compared = true, .candidate = {}};
  const std::lock_guard lock(mutex_);
  ++counters_.accepted;
  return true;
}

// Exact: to / from against the factor, by cross multiplication.
bool Guard::jumps(Price from, Price to) const {
  const auto exceeds = [&](Price large, Price small) {
    return Int128{large.raw()} * Ratio::kOne >
           Int128{small.raw()} * settings_.max_jump_factor.raw();
  };
  return exceeds(to, from) || exceeds(from, to);
}

bool Guard::refuse_jump(Known& known, Price price) const {
  if (!known.compared || !jumps(known.price, price)) return false;
  const bool agrees = known.agreeing > 0 && !jumps(known.candidate, price);
  if (!agrees) known.agreeing = 0;
  if (known.agreeing >= settings_.max_refused_in_a_row) return false;
  known.candidate = price;
  ++known.agreeing;
  return true;
}

void Guard::refuse(Refusal refusal, std::string_view name, std::string detail, Timestamp time) {
  const std::lock_guard lock(mutex_);
  ++counters_.refused[static_cast<std::size_t>(refusal)];
  counters_.last = LastRefusal{refusal, std::string(name), std::move(detail), time};
}

void Guard::expect(const model::PriceTick& tick) {
  if (!tick.price.is_positive()) return;
  known_[static_cast<std::size_t>(tick.kind)][tick.name] =
      Known{.price = tick.price, .time = kEver, .compared = true, .candidate = {}};
}

void Guard::new_lap() {
  for (auto& names : known_) {
    for (auto& [name, known] : names)
      known = Known{.price = known.price, .time = kEver, .compared = false, .candidate = {}};
  }
}

std::optional<Price> Guard::last(model::PriceKind kind, std::string_view name) const {
  const auto& names = known_[static_cast<std::size_t>(kind)];
  const auto found = names.find(name);
  if (found == names.end()) return std::nullopt;
  return found->second.price;
}

GuardCounters Guard::snapshot() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace plimsoll::feed
