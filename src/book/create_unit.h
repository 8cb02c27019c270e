// CreateUnit: a risk unit with its members. A unit that closed long ago is created closed (for
// importing history): its members are recorded, not linked.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct CreateUnit {
  static constexpr std::uint16_t kTag = 11;
  GroupId id;
  Uid parent;
  std::vector<model::Member> members;
  model::LtvLineOverrides lines;
  std::optional<Timestamp> created;  // absent: now
  std::optional<Timestamp> closed;   // present: the unit is history

  static constexpr auto fields() {
    return std::tuple(&CreateUnit::id, &CreateUnit::parent, &CreateUnit::members,
                      &CreateUnit::lines, &CreateUnit::created, &CreateUnit::closed);
  }
};

struct UnitCreated {
  static constexpr std::uint16_t kTag = 11;
  model::RiskUnit unit;
  static constexpr auto fields() { return std::tuple(&UnitCreated::unit); }
};

// In this order: kOutOfRange (groupId), kDuplicate (groupId), kUnknownAccount / kAccountIsSub
// (parent), kOutOfRange (lines, close before creation), kTooManyUnits; per member kUnknownAccount,
// kAccountIsParent, kNotSameParent, kDuplicate, kMemberOfAnotherUnit, kNoMarginWallet,
// kCreditMarginRequired; then kCreditAccountMissing, kCreditIsCollateral (two credit accounts),
// kCollateralMissing, kTooManyMembers. A closed unit's members need only exist under the parent.
[[nodiscard]] Result<UnitCreated> decide(const Book& book, const CreateUnit& command);
void apply(Book& book, const UnitCreated& event);

}  // namespace plimsoll::book
