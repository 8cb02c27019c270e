#include "model/risk_unit.h"

#include "base/check.h"

namespace plimsoll::model {

std::string_view member_type_name(MemberType type) {
  switch (type) {
    case MemberType::kCredit: return "CREDIT";
    case MemberType::kCollateral: return "COLLATERAL";
  }
  CHECK_MSG(false, "a member type without a name");
}

LtvLines LtvLineOverrides::over(const LtvLines& general) const {
  return LtvLines{
      .borrow = borrow.value_or(general.borrow),
      .transfer_out = transfer_out.value_or(general.transfer_out),
      .warning = warning.value_or(general.warning),
      .margin_call = margin_call.value_or(general.margin_call),
      .liquidation = liquidation.value_or(general.liquidation),
      .stop_liquidation = stop_liquidation.value_or(general.stop_liquidation),
  };
}

const Member* RiskUnit::credit() const {
  for (const Member& member : members) {
    if (member.type == MemberType::kCredit) return &member;
  }
  return nullptr;
}

bool lines_are_ordered(const LtvLines& lines) {
  const Ratio one = Ratio::whole(1);
  const auto inside = [one](Ratio line) { return line.is_positive() && line < one; };
  return inside(lines.borrow) && inside(lines.transfer_out) && inside(lines.warning) &&
         inside(lines.margin_call) && inside(lines.liquidation) &&
         !lines.stop_liquidation.is_negative() && lines.stop_liquidation < lines.liquidation &&
         lines.warning <= lines.margin_call && lines.margin_call <= lines.liquidation &&
         lines.borrow <= lines.liquidation && lines.transfer_out <= lines.liquidation;
}

}  // namespace plimsoll::model
