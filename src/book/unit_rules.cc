#include "book/unit_rules.h"

#include <algorithm>

namespace plimsoll::book {

Result<void> check_new_member(const Book& book, Uid parent, const model::Member& member) {
  ASSIGN_OR_RETURN(const model::Account* account, need_account(book, member.account));
  const bool is_credit = member.type == model::MemberType::kCredit;
  if (account->is_parent()) {
    return fail(ErrorCode::kAccountIsParent, account->email + " is a parent account");
  }
  if (account->parent != parent) {
    return fail(ErrorCode::kNotSameParent, account->email + " belongs to another parent");
  }
  if (account->unit) {
    return fail(ErrorCode::kMemberOfAnotherUnit, account->email + " is a member of risk unit " +
                                                     std::to_string(account->unit->value));
  }
  if (member.enable_margin && !account->has_margin_wallet()) {
    return fail(ErrorCode::kNoMarginWallet, account->email + " has no margin wallet");
  }
  if (is_credit && !member.enable_margin) {
    return fail(ErrorCode::kCreditMarginRequired,
                account->email + " receives the loan: enableMargin must be true");
  }
  return {};
}

std::int64_t collateral_count(const std::vector<model::Member>& members) {
  return std::count_if(members.begin(), members.end(), [](const model::Member& member) {
    return member.type == model::MemberType::kCollateral;
  });
}

Result<void> check_member_limit(const Book& book, const std::vector<model::Member>& members) {
  const std::int64_t limit = book.parameters.general.max_collateral_accounts;
  if (collateral_count(members) <= limit) return {};
  const std::string text = std::to_string(limit);
  return fail(ErrorCode::kTooManyMembers, "at most " + text + " collateral accounts", {text});
}

}  // namespace plimsoll::book
