#include "risk/futures.h"

#include "base/wide.h"
#include "risk/progressive.h"

namespace plimsoll::risk {
namespace {

constexpr Rounding kGrid = Rounding::kHalfUp;  // the amount grid: docs/risk-mathematics.md, 1

Amount to_amount(const std::optional<Int128>& raw) {
  return raw ? Amount::narrowed(*raw) : Amount::overflowed();
}

Amount maintenance(const model::TierTable& brackets, Notional notional) {
  return brackets.empty() ? Amount{} : round_to<Amount>(progressive(brackets, notional), kGrid);
}

PositionValue value_usd_margined(const model::Position& position, const model::Contract& contract,
                                 Price mark) {
  return {.unrealized_profit = round_to<Amount>(position.quantity * (mark - position.entry), kGrid),
          .maintenance_margin = maintenance(contract.brackets, abs(position.quantity) * mark)};
}

PositionValue value_coin_margined(const model::Position& position, const model::Contract& contract,
                                  Price mark) {
  Int128 usd = 0;  // contracts * size, 16 decimals
  if (!multiply_checked(position.quantity.raw(), contract.contract_size.raw(), usd)) {
    return {Amount::overflowed(), Amount::overflowed()};
  }
  // usd * (mark - entry) / (entry * mark): 16 + 8 decimals over 8 + 8.
  const Amount profit = to_amount(divide_difference(usd, mark.raw(), usd, position.entry.raw(),
                                                    position.entry.raw(), mark.raw(), kGrid));
  const Amount base =
      to_amount(divide_difference(usd < 0 ? -usd : usd, 1, 0, 0, mark.raw(), 1, kGrid));
  return {.unrealized_profit = profit,
          .maintenance_margin = maintenance(contract.brackets, widen<Notional>(base))};
}

}  // namespace

PositionValue value_position(const model::Position& position, const model::Contract& contract,
                             Price mark) {
  return contract.type == model::ContractType::kUsdMargined
             ? value_usd_margined(position, contract, mark)
             : value_coin_margined(position, contract, mark);
}

}  // namespace plimsoll::risk
