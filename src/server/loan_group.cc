// GET /sapi/v1/margin/loan-group and /sapi/v1/margin/loan-groups: the first forms of a risk unit's
// description.
#include "wire/loan_group.h"

#include <vector>

#include "risk/assess.h"
#include "server/handlers.h"
#include "server/unit_figures.h"
#include "server/units.h"

namespace plimsoll::server {
namespace {

// The lists that the wire's views point into.
struct Lists {
  std::vector<wire::AccountFigures> accounts;
  std::vector<wire::LiabilityFigures> liabilities;
};

Result<wire::LoanGroup> describe(const Call& call, const engine::UnitSnapshot& snapshot,
                                 Lists& lists) {
  const model::Parameters& parameters = *call.book.parameters;
  const Rounding rounding = parameters.general.rounding.wallet;
  const model::RiskUnit& unit = *snapshot.unit;
  ASSIGN_OR_RETURN(const risk::Assessment assessment,
                   risk::assess(snapshot.view(), *call.book.board, parameters));
  for (const risk::WalletAssessment& wallet : assessment.wallets) {
    lists.accounts.push_back({snapshot.accounts[wallet.member]->email, wallet.type,
                              round_to<Amount>(wallet.value.net_equity, rounding),
                              round_to<Amount>(wallet.value.maintenance_margin, rounding)});
  }
  lists.liabilities = liabilities_of(call.book, unit);
  return wire::LoanGroup{
      .totals = totals_of(call.book, call.now, unit, assessment),
      .liabilities = lists.liabilities,
      .accounts = lists.accounts,
  };
}

}  // namespace

Result<void> answer_loan_group(const Call& call, std::string& body) {
  ASSIGN_OR_RETURN(const auto group, call.parameters.optional_integer("groupId"));
  const engine::UnitSnapshot* unit = credit_unit(call);
  std::optional<wire::LoanGroup> answer;
  Lists lists;
  if (unit != nullptr && (!group || *group == unit->unit->id.value)) {
    ASSIGN_OR_RETURN(answer, describe(call, *unit, lists));
  }
  wire::write_loan_group(body, answer);
  return {};
}

Result<void> answer_loan_groups(const Call& call, std::string& body) {
  ASSIGN_OR_RETURN(const auto group, call.parameters.optional_integer("groupId"));
  std::vector<const engine::UnitSnapshot*> units;
  if (call.caller.is_parent()) units = visible_units(call, group);
  std::vector<Lists> lists(units.size());
  std::vector<wire::LoanGroup> answer;
  for (std::size_t i = 0; i < units.size(); ++i) {
    ASSIGN_OR_RETURN(wire::LoanGroup one, describe(call, *units[i], lists[i]));
    answer.push_back(one);
  }
  wire::write_loan_groups(body, answer);
  return {};
}

}  // namespace plimsoll::server
