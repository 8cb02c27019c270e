// What both descriptions of a risk unit, ltv-details and loan-group, say of it: the wire's figures
// from an assessment, rounded as the parameters want it.
#pragma once

#include <vector>

#include "engine/published.h"
#include "risk/assess.h"
#include "wire/unit_fields.h"

namespace plimsoll::server {

// `now` is the updateTime. The texts belong to the book.
[[nodiscard]] wire::UnitTotals totals_of(const engine::Published& book, Timestamp now,
                                         const model::RiskUnit& unit,
                                         const risk::Assessment& assessment);

[[nodiscard]] std::vector<wire::LiabilityFigures> liabilities_of(const engine::Published& book,
                                                                 const model::RiskUnit& unit);

}  // namespace plimsoll::server
