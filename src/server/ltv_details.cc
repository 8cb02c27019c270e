// GET /sapi/v1/margin/loan-group/ltv-details.

#include "server/ltv_details.h"

#include <optional>
#include <vector>

#include "risk/assess.h"
#include "server/handlers.h"
#include "server/unit_figures.h"
#include "server/units.h"
#include "wire/ltv_details.h"

namespace plimsoll::server {
namespace {

// The lists that the wire's views point into. One per unit, kept alive until the answer is written.
struct Figures {
  std::vector<wire::WalletFigures> wallets;
  std::vector<wire::MemberFigures> members;
  std::vector<wire::LiabilityFigures> liabilities;
};

void fill_members(const engine::UnitSnapshot& snapshot, const risk::Assessment& assessment,
                  Rounding rounding, Figures& figures) {
  figures.wallets.reserve(assessment.wallets.size());
  for (const risk::WalletAssessment& wallet : assessment.wallets) {
    figures.wallets.push_back({wallet.type, round_to<Amount>(wallet.value.net_equity, rounding),
                               round_to<Amount>(wallet.value.maintenance_margin, rounding)});
  }
  const auto& members = snapshot.unit->members;
  figures.members.reserve(members.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::size_t first = next;
    while (next < assessment.wallets.size() && assessment.wallets[next].member == i) ++next;
    figures.members.push_back({snapshot.accounts[i]->email, members[i].type,
                               std::span(figures.wallets).subspan(first, next - first)});
  }
}

wire::LtvDetails details_of(const engine::Published& book, Timestamp now,
                            const engine::UnitSnapshot& snapshot,
                            const risk::Assessment& assessment, Figures& figures) {
  const model::RiskUnit& unit = *snapshot.unit;
  fill_members(snapshot, assessment, book.parameters->general.rounding.wallet, figures);
  figures.liabilities = liabilities_of(book, unit);
  return {
      .totals = totals_of(book, now, unit, assessment),
      .parent_account_frozen_amount = book.directory->find_account(unit.parent)->frozen,
      .max_transfer_out_amount = assessment.max_transfer_out.amount,
      .max_allowed_borrow_limit = assessment.max_allowed_borrow.amount,
      .liabilities = figures.liabilities,
      .members = figures.members,
  };
}

}  // namespace

Result<void> write_ltv_details(const engine::Published& book, Timestamp now,
                               std::span<const engine::UnitSnapshot* const> units,
                               std::string& body) {
  std::vector<Figures> figures(units.size());
  std::vector<wire::LtvDetails> answer;
  answer.reserve(units.size());
  risk::Assessment assessment;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (auto error =
            risk::assess_into(units[i]->view(), *book.board, *book.parameters, assessment)) {
      return tl::unexpected<Error>(std::move(*error));
    }
    answer.push_back(details_of(book, now, *units[i], assessment, figures[i]));
  }
  wire::write_ltv_details(body, answer);
  return {};
}

Result<void> answer_ltv_details(const Call& call, std::string& body) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> group,
                   call.parameters.optional_integer("groupId"));
  return write_ltv_details(call.book, call.now, visible_units(call, group), body);
}

Result<std::string> ltv_details_of(const engine::Published& book, Timestamp now,
                                   const WhichUnits& which) {
  std::vector<const engine::UnitSnapshot*> units;
  const auto add = [&](GroupId id) {
    if (!which.group || *which.group == id.value) units.push_back(book.directory->find_unit(id));
  };
  if (which.parent_email) {
    const auto& uids = book.directory->uids_by_email;
    const auto parent = uids.find(*which.parent_email);
    if (parent == uids.end()) {
      return fail(ErrorCode::kUnknownAccount, "no account with email " + *which.parent_email);
    }
    const auto theirs = book.directory->active_units.find(parent->second);
    if (theirs != book.directory->active_units.end()) {
      for (const GroupId id : theirs->second) add(id);
    }
  } else {
    for (const auto& [id, unit] : book.directory->units) {
      if (unit.unit->is_active()) add(id);
    }
  }
  std::string body;
  RETURN_IF_ERROR(write_ltv_details(book, now, units, body));
  return body;
}

}  // namespace plimsoll::server
