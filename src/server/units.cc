#include "server/units.h"

#include <algorithm>

namespace plimsoll::server {

bool is_credit_of(const model::RiskUnit& unit, const model::Account& caller) {
  const model::Member* credit = unit.credit();
  return credit != nullptr && credit->account == caller.uid;
}

const engine::UnitSnapshot* credit_unit(const Call& call) {
  if (!call.caller.unit) return nullptr;
  const engine::UnitSnapshot* unit = call.book.directory->find_unit(*call.caller.unit);
  return is_credit_of(*unit->unit, call.caller) ? unit : nullptr;
}

std::vector<const engine::UnitSnapshot*> visible_units(const Call& call,
                                                       std::optional<std::int64_t> group) {
  const engine::Directory& directory = *call.book.directory;
  std::vector<const engine::UnitSnapshot*> units;
  const auto add = [&](const engine::UnitSnapshot* unit) {
    if (!group || *group == unit->unit->id.value) units.push_back(unit);
  };
  if (call.caller.is_parent()) {
    const auto found = directory.active_units.find(call.caller.uid);
    if (found == directory.active_units.end()) return units;
    for (const GroupId id : found->second) add(directory.find_unit(id));
  } else if (const engine::UnitSnapshot* unit = credit_unit(call)) {
    add(unit);
  }
  return units;
}

}  // namespace plimsoll::server
