#include "book/edit_member.h"

#include <algorithm>

#include "base/decimal.h"
#include "book/loan_rules.h"
#include "book/unit_rules.h"

namespace plimsoll::book {
namespace {

template <class Members>
auto find_member(Members& members, Uid account) {
  return std::find_if(members.begin(), members.end(),
                      [&](const model::Member& member) { return member.account == account; });
}

// The unit as it would be.
model::RiskUnit with_member(const model::RiskUnit& unit, const model::Member& member) {
  model::RiskUnit changed = unit;
  const auto found = find_member(changed.members, member.account);
  if (found != changed.members.end()) {
    *found = member;
  } else {
    changed.members.push_back(member);
  }
  return changed;
}

// More of a member may count only if that does not carry the LTV above the borrow line. A unit that
// cannot be valued takes any member: the review looks again when it can.
Result<void> check_ltv(const Book& book, const model::RiskUnit& unit, const model::Member& member) {
  const auto before = assess(book, unit);
  const auto after = assess(book, with_member(unit, member));
  if (!before || !after || after->adjusted_equity >= before->adjusted_equity ||
      !after->at_or_above(after->lines.borrow)) {
    return {};
  }
  return fail(ErrorCode::kLtvTooHigh, "the member would raise the LTV above the borrow line",
              {std::to_string(unit.id.value), trimmed(after->ltv), trimmed(after->lines.borrow)});
}

Result<MemberEdited> decide_upgrade(const Book& book, const model::RiskUnit& unit,
                                    const model::Member& held, const EditMember& command) {
  const bool is_credit = held.type == model::MemberType::kCredit;
  if (is_credit && !command.enable_margin) {
    return fail(ErrorCode::kCreditMarginRequired, "the credit account counts its margin wallet");
  }
  if ((held.enable_spot && !command.enable_spot) ||
      (held.enable_margin && !command.enable_margin)) {
    return fail(ErrorCode::kFlagsOnlyRise, "a wallet that counts cannot be taken out");
  }
  const model::Member member{command.account, held.type, command.enable_spot,
                             command.enable_margin};
  if (is_credit && member == held) {
    return fail(ErrorCode::kCreditIsCollateral, "the credit account is no collateral account");
  }
  if (command.enable_margin && !book.find_account(command.account)->has_margin_wallet()) {
    return fail(ErrorCode::kNoMarginWallet, "the account has no margin wallet");
  }
  RETURN_IF_ERROR(check_ltv(book, unit, member));
  return MemberEdited{unit.id, member, unit.quiet_until};
}

Result<void> check_may_join(const Book& book, const model::Account& account) {
  if (account.managed) {
    return fail(ErrorCode::kManagedSubAccount, account.email + " is a managed sub-account");
  }
  const auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin);
  if (cross != nullptr && cross->mode == model::MarginMode::kPro &&
      !book.parameters.general.accept_cross_margin_pro) {
    return fail(ErrorCode::kAccountTypeUnsupported, "Cross Margin Pro is no collateral here",
                {"CROSS_MARGIN_PRO"});
  }
  return {};
}

// What the newcomer brings must carry itself: net equity >= maintenance margin.
Result<void> check_own_margin(const Book& book, const model::Member& newcomer) {
  model::RiskUnit alone;
  alone.members = {newcomer};
  ASSIGN_OR_RETURN(const risk::Assessment brought, assess(book, alone));
  if (brought.net_equity >= brought.maintenance_margin) return {};
  const auto text = [](Value value) { return trimmed(round_to<Amount>(value, Rounding::kDown)); };
  return fail(ErrorCode::kNewMemberUnderMargin, "the account's equity is below its margin",
              {text(brought.net_equity), text(brought.maintenance_margin)});
}

Result<MemberEdited> decide_newcomer(const Book& book, const model::RiskUnit& unit,
                                     const EditMember& command) {
  const model::Member newcomer{command.account, model::MemberType::kCollateral, command.enable_spot,
                               command.enable_margin};
  RETURN_IF_ERROR(check_new_member(book, unit.parent, newcomer));
  if (command.parent) {
    RETURN_IF_ERROR(check_may_join(book, *book.find_account(command.account)));
  }
  RETURN_IF_ERROR(check_member_limit(book, with_member(unit, newcomer).members));
  RETURN_IF_ERROR(check_own_margin(book, newcomer));
  return MemberEdited{unit.id, newcomer, book.time + book.parameters.general.quiet_ms};
}

}  // namespace

Result<MemberEdited> decide(const Book& book, const EditMember& command) {
  ASSIGN_OR_RETURN(const model::RiskUnit* unit, need_active_unit(book, command.unit));
  if (command.parent && unit->parent != *command.parent) {
    return fail(ErrorCode::kUnknownUnit, "the risk unit of another parent");
  }
  RETURN_IF_ERROR(check_not_frozen(*unit));
  const model::Member* held = unit->member(command.account);
  return held != nullptr ? decide_upgrade(book, *unit, *held, command)
                         : decide_newcomer(book, *unit, command);
}

void apply(Book& book, const MemberEdited& event) {
  book.change_unit(event.unit, [&](model::RiskUnit& unit) {
    const auto found = find_member(unit.members, event.member.account);
    if (found != unit.members.end()) {
      *found = event.member;
    } else {
      unit.members.push_back(event.member);
    }
    unit.quiet_until = event.quiet_until;
  });
  book.change_account(event.member.account,
                      [&](model::Account& account) { account.unit = event.unit; });
}

}  // namespace plimsoll::book
