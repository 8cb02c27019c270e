// EditMember: a collateral account joins a unit, or a member counts one wallet more. Flags only
// rise; members never leave an active unit.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct EditMember {
  static constexpr std::uint16_t kTag = 12;
  GroupId unit;
  Uid account;
  bool enable_spot = false;
  bool enable_margin = false;
  std::optional<Uid> parent = std::nullopt;  // who asks; absent: the lender

  static constexpr auto fields() {
    return std::tuple(&EditMember::unit, &EditMember::account, &EditMember::enable_spot,
                      &EditMember::enable_margin, &EditMember::parent);
  }
};

struct MemberEdited {
  static constexpr std::uint16_t kTag = 12;
  GroupId unit;
  model::Member member;   // as it is afterwards
  Timestamp quiet_until;  // of the unit, afterwards
  static constexpr auto fields() {
    return std::tuple(&MemberEdited::unit, &MemberEdited::member, &MemberEdited::quiet_until);
  }
};

// In this order: kUnknownUnit (another parent's included), kUnitClosed, kUnitLiquidating,
// kPendingTransaction.
//
// For a member: kCreditMarginRequired (the credit account without margin), kFlagsOnlyRise,
// kCreditIsCollateral (the credit account and nothing that changes), kNoMarginWallet, kLtvTooHigh
// (what it adds would raise the LTV above the borrow line).
//
// For a newcomer: the rules of check_new_member; then, unless the lender asks, kManagedSubAccount
// and kAccountTypeUnsupported (argument: type); kTooManyMembers (argument: the limit);
// kPriceMissing / kValueOverflow, kNewMemberUnderMargin (arguments: net equity, maintenance margin)
// for what it brings. It opens the quiet time.
[[nodiscard]] Result<MemberEdited> decide(const Book& book, const EditMember& command);
void apply(Book& book, const MemberEdited& event);

}  // namespace plimsoll::book
