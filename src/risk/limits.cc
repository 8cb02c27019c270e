#include "risk/limits.h"

#include <algorithm>

#include "base/wide.h"

namespace plimsoll::risk {
namespace {

// 10^(20 - 8): from a value's raw form to an amount's.
constexpr Int128 kValueToAmount = power_of_ten(Value::kDecimals - Amount::kDecimals);

Amount at_least_zero(const std::optional<Int128>& raw) {
  // A quotient that does not fit is larger than any balance: the largest amount stands for it.
  if (!raw) return Amount::from_raw(Amount::kMaxRaw);
  return Amount::narrowed(std::max<Int128>(*raw, 0));
}

}  // namespace

std::string_view limited_by_name(LimitedBy limit) {
  switch (limit) {
    case LimitedBy::kNothing: return "NONE";
    case LimitedBy::kLtvLine: return "LTV";
    case LimitedBy::kPreset: return "PRESET";
    case LimitedBy::kPool: return "POOL";
  }
  CHECK_MSG(false, "a limit without a name");
}

Limit max_allowed_borrow(Value adjusted_equity, Value liability, Ratio borrow_line,
                         Amount preset_limit, Rounding rounding) {
  CHECK(adjusted_equity.fits() && liability.fits());
  if (!adjusted_equity.is_positive()) return {};
  // (q*A - L*1) / (1 - q): 24 decimals over 4, then down to 8.
  const Limit by_ltv{at_least_zero(divide_difference(
                         borrow_line.raw(), adjusted_equity.raw(), Ratio::kOne, liability.raw(),
                         Ratio::kOne - borrow_line.raw(), kValueToAmount, rounding)),
                     LimitedBy::kLtvLine};
  const Value room = widen<Value>(preset_limit) - liability;
  const Amount by_preset = room.is_positive() ? round_to<Amount>(room, Rounding::kDown) : Amount{};
  return by_preset < by_ltv.amount ? Limit{by_preset, LimitedBy::kPreset} : by_ltv;
}

Limit max_transfer_out(Value adjusted_equity, Value liability, Ratio transfer_out_line,
                       Rounding rounding) {
  CHECK(adjusted_equity.fits() && liability.fits());
  if (!liability.is_positive()) {
    const Value free = std::max(adjusted_equity, Value{});
    return {round_to<Amount>(free, rounding), LimitedBy::kNothing};
  }
  // (t*A - L*1) / t: 24 decimals over 4, then down to 8.
  return {at_least_zero(divide_difference(transfer_out_line.raw(), adjusted_equity.raw(),
                                          Ratio::kOne, liability.raw(), transfer_out_line.raw(),
                                          kValueToAmount, rounding)),
          LimitedBy::kLtvLine};
}

}  // namespace plimsoll::risk
