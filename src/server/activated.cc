// GET /sapi/v1/margin/loan-groups/activated: the parent's active units and their members.
#include "wire/activated.h"

#include <vector>

#include "server/handlers.h"
#include "server/units.h"

namespace plimsoll::server {

Result<void> answer_activated(const Call& call, std::string& body) {
  std::vector<const engine::UnitSnapshot*> units;
  if (call.caller.is_parent()) units = visible_units(call, std::nullopt);
  std::vector<std::vector<wire::ActivatedMember>> members(units.size());
  std::vector<wire::ActivatedUnit> answer;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const model::RiskUnit& unit = *units[i]->unit;
    for (std::size_t j = 0; j < unit.members.size(); ++j) {
      const model::Member& member = unit.members[j];
      members[i].push_back(
          {units[i]->accounts[j]->email, member.type, member.enable_margin, member.enable_spot});
    }
    answer.push_back({unit.id, members[i], unit.created});
  }
  wire::write_activated(body, answer, call.style);
  return {};
}

}  // namespace plimsoll::server
