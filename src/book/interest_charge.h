// One hour of interest on a loan of a unit: what it costs, and what the parent's rebate pays of it
// (docs/risk-mathematics.md, section 10).
#pragma once

#include "book/book.h"

namespace plimsoll::book {

// What the rebate paid of an hour's interest.
struct RebateUse {
  Amount delta;          // USDT taken from the rebate, positive
  Amount deducted;       // interest it paid, in the loan's asset
  Amount exchange_rate;  // loan asset per USDT, 8 decimals, DOWN

  static constexpr auto fields() {
    return std::tuple(&RebateUse::delta, &RebateUse::deducted, &RebateUse::exchange_rate);
  }
  friend bool operator==(const RebateUse&, const RebateUse&) = default;
};

struct InterestCharge {
  Timestamp hour;    // the full hour it pays for
  Amount principal;  // it was computed on
  Rate rate;         // per hour
  Amount interest;   // the whole hour's, before the rebate
  std::optional<RebateUse> rebate;

  // What is added to the debt.
  [[nodiscard]] Amount owed() const { return rebate ? interest - rebate->deducted : interest; }

  static constexpr auto fields() {
    return std::tuple(&InterestCharge::hour, &InterestCharge::principal, &InterestCharge::rate,
                      &InterestCharge::interest, &InterestCharge::rebate);
  }
  friend bool operator==(const InterestCharge&, const InterestCharge&) = default;
};

inline constexpr std::int64_t kHourMs = 3'600'000;

// The full hour at or before `time`.
[[nodiscard]] constexpr Timestamp hour_of(Timestamp time) {
  return Timestamp{time.ms - time.ms % kHourMs};
}

// The charge for `hour` on `principal` of `asset`; zero interest when the asset has no rate.
[[nodiscard]] InterestCharge charge_of(const Book& book, Uid parent, AssetId asset,
                                       Amount principal, Timestamp hour);

// For `apply`: adds what is owed to the unit's interest and takes the rebate's part from the
// parent.
void carry_out(Book& book, GroupId unit, AssetId asset, const InterestCharge& charge);

}  // namespace plimsoll::book
