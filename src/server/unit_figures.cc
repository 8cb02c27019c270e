#include "server/unit_figures.h"

namespace plimsoll::server {

wire::UnitTotals totals_of(const engine::Published& book, Timestamp now,
                           const model::RiskUnit& unit, const risk::Assessment& assessment) {
  const model::OutputRounding& rounding = book.parameters->general.rounding;
  const engine::Directory& directory = *book.directory;
  return {
      .group_id = unit.id,
      .parent_email = directory.find_account(unit.parent)->email,
      .credit_email = directory.find_account(unit.credit()->account)->email,
      .update_time = now,
      .ltv = assessment.ltv,
      .total_net_equity = round_to<Amount>(assessment.net_equity, rounding.total_net_equity),
      .total_maintenance_margin =
          round_to<Amount>(assessment.maintenance_margin, rounding.total_maintenance_margin),
      .total_liability = round_to<Amount>(assessment.liability, rounding.total_liability),
  };
}

std::vector<wire::LiabilityFigures> liabilities_of(const engine::Published& book,
                                                   const model::RiskUnit& unit) {
  std::vector<wire::LiabilityFigures> figures;
  figures.reserve(unit.liabilities.size());
  for (const model::Liability& owed : unit.liabilities) {
    figures.push_back({book.parameters->asset(owed.asset).name, owed.principal, owed.interest});
  }
  return figures;
}

}  // namespace plimsoll::server
