// EditMember: a collateral account joins a unit, or a member counts one wallet more. Flags only
// rise; members never leave an active unit (wire specification, 6.5).
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct EditMember {
  GroupId unit;
  Uid account;
  bool enable_spot = false;
  bool enable_margin = false;
};

struct MemberEdited {
  static constexpr std::uint16_t kTag = 12;
  GroupId unit;
  model::Member member;  // as it is afterwards
  static constexpr auto fields() { return std::tuple(&MemberEdited::unit, &MemberEdited::member); }
};

// In this order: kUnknownUnit, kUnitClosed; for a member kFlagsOnlyRise, kNoMarginWallet; for a
// newcomer the rules of check_new_member, then kTooManyMembers.
[[nodiscard]] Result<MemberEdited> decide(const Book& book, const EditMember& command);
void apply(Book& book, const MemberEdited& event);

}  // namespace plimsoll::book
