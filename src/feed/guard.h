// Refuses what cannot be a price, and counts.
//
//   zero, negative        real streams send "0.0"
//   too large             above 10^9, which the book refuses
//   jump                  more than `max_jump_factor` times the last accepted price of the same
//                         kind and name, or less than that part of it. When
//                         `max_refused_in_a_row` such prices that are no jump from one to the next
//                         have been refused, the market has really moved: the next one is accepted
//   out of order          older than the last accepted one, by the source's own time
//   unknown symbol        told by the mapping
//   malformed             a line that does not read, told by the source
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "base/time.h"
#include "model/prices.h"

namespace plimsoll::feed {

enum class Refusal : std::uint8_t {
  kZero,
  kNegative,
  kTooLarge,
  kJump,
  kOutOfOrder,
  kUnknownSymbol,
  kMalformed,
};
inline constexpr std::size_t kRefusals = 7;

// "zero", "out_of_order": for metrics and logs.
[[nodiscard]] std::string_view refusal_name(Refusal refusal);

struct GuardSettings {
  Ratio max_jump_factor = Ratio::whole(2);  // at least 1: from -50 % to +100 %
  int max_refused_in_a_row = 20;
};

struct LastRefusal {
  Refusal refusal = Refusal::kZero;
  std::string name;    // symbol, asset or contract
  std::string detail;  // for people
  Timestamp time;      // the source's
};

struct GuardCounters {
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, kRefusals> refused{};  // by Refusal
  std::optional<LastRefusal> last;

  [[nodiscard]] std::uint64_t refused_as(Refusal refusal) const {
    return refused[static_cast<std::size_t>(refusal)];
  }
};

// Used by one thread at a time, but for `snapshot`.
class Guard {
 public:
  explicit Guard(GuardSettings settings);

  // Whether the price can be true; then it is the one the next is compared with. Counts.
  [[nodiscard]] bool admit(const model::PriceTick& tick);
  // Whether a price can be one at all: not zero, negative or too large. Counts refusals only.
  [[nodiscard]] bool is_price(std::string_view name, Price price, Timestamp time);
  // Counts a refusal that was decided elsewhere.
  void refuse(Refusal refusal, std::string_view name, std::string detail, Timestamp time);

  // A price known beforehand, of any age: jumps are measured from it, order is not. Not counted.
  void expect(const model::PriceTick& tick);
  // The source starts again from its beginning: what comes next may be older and may be far from
  // the last accepted prices.
  void new_lap();

  // The last accepted or expected price.
  [[nodiscard]] std::optional<Price> last(model::PriceKind kind, std::string_view name) const;
  // Any thread.
  [[nodiscard]] GuardCounters snapshot() const;

 private:
  struct Known {
    Price price;
    Timestamp time;
    bool compared = true;  // false: the next price may be anything
    Price candidate;       // the last refused jump
    int agreeing = 0;      // refused jumps in a row that agree with it
  };
  [[nodiscard]] bool jumps(Price from, Price to) const;
  [[nodiscard]] bool refuse_jump(Known& known, Price price) const;

  GuardSettings settings_;
  std::array<std::map<std::string, Known, std::less<>>, 3> known_;  // by PriceKind
  mutable std::mutex mutex_;
  GuardCounters counters_;  // under mutex_
};

}  // namespace plimsoll::feed
