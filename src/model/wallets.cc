#include "model/wallets.h"

#include "base/check.h"

namespace plimsoll::model {

std::string_view position_side_name(PositionSide side) {
  switch (side) {
    case PositionSide::kBoth: return "BOTH";
    case PositionSide::kLong: return "LONG";
    case PositionSide::kShort: return "SHORT";
  }
  CHECK_MSG(false, "a position side without a name");
}

bool is_zero(const SpotBalance& balance) {
  return balance.free.is_zero() && balance.locked.is_zero();
}

bool is_zero(const CrossMarginBalance& balance) {
  return balance.free.is_zero() && balance.locked.is_zero() && balance.borrowed.is_zero() &&
         balance.interest.is_zero();
}

bool is_zero(const PortfolioMarginBalance& balance) {
  return balance.free.is_zero() && balance.locked.is_zero() && balance.borrowed.is_zero() &&
         balance.interest.is_zero() && balance.usd_wallet.is_zero() &&
         balance.coin_wallet.is_zero();
}

bool is_zero(const Position& position) { return position.quantity.is_zero(); }

}  // namespace plimsoll::model
