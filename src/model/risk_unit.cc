#include "model/risk_unit.h"

#include "base/check.h"
#include "base/limits.h"

namespace plimsoll::model {

std::string_view unit_state_name(UnitState state) {
  switch (state) {
    case UnitState::kNormal: return "NORMAL";
    case UnitState::kWarning: return "WARNING";
    case UnitState::kMarginCall: return "MARGIN_CALL";
    case UnitState::kLiquidating: return "LIQUIDATING";
    case UnitState::kClosed: return "CLOSED";
  }
  CHECK_MSG(false, "a unit state without a name");
}

LtvLines LtvLineOverrides::over(const LtvLines& general) const {
  return LtvLines{
      .borrow = borrow.value_or(general.borrow),
      .transfer_out = transfer_out.value_or(general.transfer_out),
      .warning = warning.value_or(general.warning),
      .margin_call = margin_call.value_or(general.margin_call),
      .liquidation = liquidation.value_or(general.liquidation),
      .stop_liquidation = stop_liquidation.value_or(general.stop_liquidation),
      .instant_liquidation = instant_liquidation.value_or(general.instant_liquidation),
      .hysteresis = hysteresis.value_or(general.hysteresis),
      .cure_ms = cure_ms.value_or(general.cure_ms),
  };
}

const Member* RiskUnit::credit() const {
  for (const Member& member : members) {
    if (member.type == MemberType::kCredit) return &member;
  }
  return nullptr;
}

const Member* RiskUnit::member(Uid account) const {
  for (const Member& member : members) {
    if (member.account == account) return &member;
  }
  return nullptr;
}

Liability RiskUnit::owed(AssetId asset) const {
  for (const Liability& liability : liabilities) {
    if (liability.asset == asset) return liability;
  }
  return Liability{asset, {}, {}};
}

bool lines_are_ordered(const LtvLines& lines) {
  const Ratio one = Ratio::whole(1);
  const auto inside = [one](Ratio line) { return line.is_positive() && line < one; };
  return inside(lines.borrow) && inside(lines.transfer_out) && inside(lines.warning) &&
         inside(lines.margin_call) && inside(lines.liquidation) &&
         !lines.stop_liquidation.is_negative() && lines.stop_liquidation < lines.liquidation &&
         lines.warning <= lines.margin_call && lines.margin_call <= lines.liquidation &&
         lines.borrow <= lines.liquidation && lines.transfer_out <= lines.liquidation &&
         (lines.instant_liquidation.is_zero() ||
          (inside(lines.instant_liquidation) && lines.liquidation <= lines.instant_liquidation)) &&
         !lines.hysteresis.is_negative() && lines.hysteresis < lines.warning &&
         lines.cure_ms >= 0 && lines.cure_ms <= kMaxSpanMs;
}

}  // namespace plimsoll::model
