// Which units a caller may see.
#pragma once

#include <optional>
#include <vector>

#include "server/handler.h"

namespace plimsoll::server {

// The active units the caller may see, in groupId order, or of them the one that is named: a parent
// its own, a credit account its own one, anybody else none.
[[nodiscard]] std::vector<const engine::UnitSnapshot*> visible_units(
    const Call& call, std::optional<std::int64_t> group);

// The active unit whose credit account the caller is; null if there is none.
[[nodiscard]] const engine::UnitSnapshot* credit_unit(const Call& call);

// Whether the caller is, or was, the credit account of the unit.
[[nodiscard]] bool is_credit_of(const model::RiskUnit& unit, const model::Account& caller);

}  // namespace plimsoll::server
