#include "book/create_unit.h"

#include <algorithm>

#include "base/limits.h"
#include "book/bounds.h"
#include "book/unit_rules.h"

namespace plimsoll::book {
namespace {

Result<void> check_lines_and_times(const Book& book, const CreateUnit& command) {
  if (!model::lines_are_ordered(command.lines.over(book.parameters.general.lines))) {
    return fail(ErrorCode::kOutOfRange,
                "LTV lines lie between 0 and 1, warning <= margin call <= liquidation, none above "
                "liquidation");
  }
  const Timestamp created = command.created.value_or(book.time);
  if (!is_enterable(created) || !is_enterable(command.closed.value_or(created))) {
    return fail(ErrorCode::kOutOfRange, "a time lies between the years 1970 and 9999");
  }
  if (command.closed && *command.closed < created) {
    return fail(ErrorCode::kOutOfRange, "a unit closes after it was created");
  }
  return {};
}

Result<void> check_unit_count(const Book& book, const CreateUnit& command) {
  if (command.closed) return {};
  const auto active = std::count_if(book.units.begin(), book.units.end(), [&](const auto& entry) {
    return entry.second->parent == command.parent && entry.second->is_active();
  });
  if (static_cast<std::size_t>(active) < kMaxUnitsPerParent) return {};
  return fail(ErrorCode::kTooManyUnits,
              "a parent has at most " + std::to_string(kMaxUnitsPerParent) + " active risk units");
}

// A member of a unit that is history: it belongs to the parent, and that is all that is known.
Result<void> check_former_member(const Book& book, Uid parent, const model::Member& member) {
  ASSIGN_OR_RETURN(const model::Account* account, need_account(book, member.account));
  if (account->parent == parent) return {};
  return fail(ErrorCode::kNotSameParent, account->email + " belongs to another parent");
}

Result<void> check_members(const Book& book, const CreateUnit& command) {
  const auto& members = command.members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (members[j].account == members[i].account) {
        return fail(ErrorCode::kDuplicate, "an account stands twice among the members");
      }
    }
    RETURN_IF_ERROR(command.closed ? check_former_member(book, command.parent, members[i])
                                   : check_new_member(book, command.parent, members[i]));
  }
  const std::int64_t collateral = collateral_count(members);
  const std::int64_t credit = static_cast<std::int64_t>(members.size()) - collateral;
  if (credit == 0) return fail(ErrorCode::kCreditAccountMissing, "a unit needs a CREDIT member");
  if (credit > 1) return fail(ErrorCode::kCreditIsCollateral, "a unit has one CREDIT member");
  if (collateral == 0) {
    return fail(ErrorCode::kCollateralMissing, "a unit needs a COLLATERAL member");
  }
  return command.closed ? Result<void>{} : check_member_limit(book, members);
}

}  // namespace

Result<UnitCreated> decide(const Book& book, const CreateUnit& command) {
  if (command.id.value < 1 || command.id.value > kMaxId) {
    return fail(ErrorCode::kOutOfRange, "a groupId lies between 1 and 2^53 - 1");
  }
  if (book.find_unit(command.id) != nullptr) {
    return fail(ErrorCode::kDuplicate,
                "groupId " + std::to_string(command.id.value) + " exists already");
  }
  ASSIGN_OR_RETURN(const model::Account* parent, need_account(book, command.parent));
  if (!parent->is_parent()) {
    return fail(ErrorCode::kAccountIsSub, parent->email + " is a sub-account");
  }
  RETURN_IF_ERROR(check_lines_and_times(book, command));
  RETURN_IF_ERROR(check_unit_count(book, command));
  RETURN_IF_ERROR(check_members(book, command));
  model::RiskUnit unit;
  unit.id = command.id;
  unit.parent = command.parent;
  unit.state = command.closed ? model::UnitState::kClosed : model::UnitState::kNormal;
  unit.created = command.created.value_or(book.time);
  unit.closed = command.closed.value_or(Timestamp{});
  unit.state_since = command.closed.value_or(unit.created);
  unit.lines = command.lines;
  unit.members = command.members;
  return UnitCreated{std::move(unit)};
}

void apply(Book& book, const UnitCreated& event) {
  book.units.emplace(event.unit.id, std::make_shared<const model::RiskUnit>(event.unit));
  if (!event.unit.is_active()) return;
  for (const model::Member& member : event.unit.members) {
    book.change_account(member.account,
                        [&](model::Account& account) { account.unit = event.unit.id; });
  }
}

}  // namespace plimsoll::book
