#include "book/edit_member.h"

#include <algorithm>

#include "book/unit_rules.h"

namespace plimsoll::book {
namespace {

template <class Members>
auto find_member(Members& members, Uid account) {
  return std::find_if(members.begin(), members.end(),
                      [&](const model::Member& member) { return member.account == account; });
}

}  // namespace

Result<MemberEdited> decide(const Book& book, const EditMember& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_unit(book, command.unit));
  if (unit->state != model::UnitState::kActive) {
    return fail(ErrorCode::kUnitClosed, "the risk unit is closed");
  }
  const auto found = find_member(unit->members, command.account);
  if (found != unit->members.end()) {
    if ((found->enable_spot && !command.enable_spot) ||
        (found->enable_margin && !command.enable_margin)) {
      return fail(ErrorCode::kFlagsOnlyRise, "a wallet that counts cannot be taken out");
    }
    if (command.enable_margin && !book.find_account(command.account)->has_margin_wallet()) {
      return fail(ErrorCode::kNoMarginWallet, "the account has no margin wallet");
    }
    return MemberEdited{unit->id,
                        {command.account, found->type, command.enable_spot, command.enable_margin}};
  }
  const model::Member newcomer{command.account, model::MemberType::kCollateral, command.enable_spot,
                               command.enable_margin};
  RETURN_IF_ERROR(check_new_member(book, unit->parent, newcomer));
  std::vector<model::Member> members = unit->members;
  members.push_back(newcomer);
  RETURN_IF_ERROR(check_member_limit(book, members));
  return MemberEdited{unit->id, newcomer};
}

void apply(Book& book, const MemberEdited& event) {
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    const auto found = find_member(unit.members, event.member.account);
    if (found != unit.members.end()) {
      *found = event.member;
    } else {
      unit.members.push_back(event.member);
    }
  });
  book.change_account(event.member.account,
                      [&](model::Account& account) { account.unit = event.unit; });
}

}  // namespace plimsoll::book
