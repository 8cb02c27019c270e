// CreateUnit: who may be in a unit, in the order of the errors; and history that is recorded only.
#include "book/create_unit.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "book/testing.h"

namespace plimsoll::book {
namespace {

using model::Member;
using model::MemberType;
using testing::ElementsAre;

const Member kCreditMember{kLoose, MemberType::kCredit, false, true};
const Member kCollateralMember{kFree, MemberType::kCollateral, true, true};

CreateUnit unit_of(std::vector<Member> members) {
  return {GroupId{6}, kParent, std::move(members), {}, {}, {}};
}
CreateUnit good_unit() { return unit_of({kCreditMember, kCollateralMember}); }

Member collateral(Uid uid) { return {uid, MemberType::kCollateral, true, false}; }
Member credit(Uid uid) { return {uid, MemberType::kCredit, false, true}; }

TEST(CreateUnit, LinksItsMembersAndChangesNothingElse) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, good_unit()), ElementsAre("account 14", "account 15", "+unit 6"));
  const model::RiskUnit& unit = *book.find_unit(GroupId{6});
  EXPECT_EQ(unit.parent, kParent);
  EXPECT_EQ(unit.state, model::UnitState::kNormal);
  EXPECT_EQ(unit.created, kNow) << "now, as nothing was said";
  EXPECT_THAT(unit.members, ElementsAre(kCreditMember, kCollateralMember)) << "as they joined";
  EXPECT_TRUE(unit.liabilities.empty());
  EXPECT_EQ(book.find_account(kFree)->unit, GroupId{6});
  EXPECT_EQ(book.find_account(kLoose)->unit, GroupId{6});
}

TEST(CreateUnit, KeepsItsLinesAndItsDate) {
  Book book = make_book();
  CreateUnit command = good_unit();
  command.lines.margin_call = "0.78"_ratio;
  command.created = Timestamp{5};
  accept(book, command);
  EXPECT_EQ(book.find_unit(GroupId{6})->lines, command.lines);
  EXPECT_EQ(book.find_unit(GroupId{6})->created, Timestamp{5});
}

// --- The order of the errors: each command breaks its own rule and all later ones

TEST(CreateUnit, TheErrorsOfTheUnitComeInTheirOrder) {
  Book book = make_book();
  for (std::int64_t id = 0; id < static_cast<std::int64_t>(kMaxUnitsPerParent) - 1; ++id) {
    // Fills the parent's units; make_book() has one.
    const Uid first{100 + 2 * id};
    const Uid second{101 + 2 * id};
    for (const Uid uid : {first, second}) {
      accept(book, CreateAccount{uid, std::to_string(uid.value) + "@example.com", kParent});
      accept(book, UpdateWallet{uid, cross({})});
    }
    accept(book,
           CreateUnit{GroupId{100 + id}, kParent, {credit(first), collateral(second)}, {}, {}, {}});
  }
  CreateUnit command = unit_of({});
  command.lines.borrow = "0.95"_ratio;
  const auto refused = [&](GroupId id, Uid parent) {
    command.id = id;
    command.parent = parent;
    return refusal(book, command);
  };
  EXPECT_EQ(refused(GroupId{0}, kNobody), "OUT_OF_RANGE");
  EXPECT_EQ(refused(GroupId{kMaxId + 1}, kNobody), "OUT_OF_RANGE");
  EXPECT_EQ(refused(kUnit, kNobody), "DUPLICATE");
  EXPECT_EQ(refused(GroupId{6}, kNobody), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(refused(GroupId{6}, kCredit), "ACCOUNT_IS_SUB");
  EXPECT_EQ(refused(GroupId{6}, kParent), "OUT_OF_RANGE") << "lines";
  command.lines = {};
  EXPECT_EQ(refused(GroupId{6}, kParent), "TOO_MANY_UNITS");
  command.closed = kNow;
  EXPECT_EQ(refused(GroupId{6}, kParent), "CREDIT_ACCOUNT_MISSING") << "history has no limit";
  command.closed.reset();
  accept(book, CloseUnit{kUnit});
  EXPECT_EQ(refused(GroupId{6}, kParent), "CREDIT_ACCOUNT_MISSING") << "a closed unit is no limit";
}

TEST(CreateUnit, TheErrorsOfAMemberComeInTheirOrder) {
  Book book = make_book();
  const auto with = [&](Member member) { return refusal(book, unit_of({member})); };
  const auto type = MemberType::kCredit;
  EXPECT_EQ(with({kNobody, type, false, false}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(with({kParent, type, false, false}), "ACCOUNT_IS_PARENT");
  EXPECT_EQ(with({kStranger, type, false, false}), "ACCOUNT_IS_PARENT")
      << "before it is seen whose";
  EXPECT_EQ(with({kForeign, type, false, false}), "NOT_SAME_PARENT");
  EXPECT_EQ(with({kCredit, type, false, false}), "MEMBER_OF_ANOTHER_UNIT");
  EXPECT_EQ(with({kBare, type, false, true}), "NO_MARGIN_WALLET");
  EXPECT_EQ(with({kBare, MemberType::kCollateral, false, true}), "NO_MARGIN_WALLET");
  EXPECT_EQ(with({kBare, type, true, false}), "CREDIT_MARGIN_REQUIRED");
  EXPECT_EQ(with({kBare, MemberType::kCollateral, true, false}), "CREDIT_ACCOUNT_MISSING");
}

TEST(CreateUnit, AMemberTwiceComesBeforeItsWallets) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, unit_of({collateral(kBare), {kBare, MemberType::kCredit, true, true}})),
            "DUPLICATE");
  EXPECT_EQ(refusal(book, unit_of({collateral(kNobody), collateral(kNobody)})), "UNKNOWN_ACCOUNT");
}

TEST(CreateUnit, MembersAreLookedAtOneByOne) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, unit_of({collateral(kForeign), collateral(kNobody)})), "NOT_SAME_PARENT");
  EXPECT_EQ(refusal(book, unit_of({collateral(kNobody), collateral(kForeign)})), "UNKNOWN_ACCOUNT");
}

TEST(CreateUnit, TheErrorsOfTheWholeComeInTheirOrder) {
  Book book = make_book();
  model::GeneralParameters general;
  general.max_collateral_accounts = 1;
  accept(book, SetParameters{general});
  EXPECT_EQ(refusal(book, unit_of({})), "CREDIT_ACCOUNT_MISSING");
  EXPECT_EQ(refusal(book, unit_of({collateral(kFree), collateral(kBare)})),
            "CREDIT_ACCOUNT_MISSING")
      << "before there are too many";
  EXPECT_EQ(refusal(book, unit_of({credit(kFree), credit(kLoose)})), "CREDIT_IS_COLLATERAL");
  EXPECT_EQ(refusal(book, unit_of({credit(kFree)})), "COLLATERAL_MISSING");
  const CreateUnit two = unit_of({credit(kFree), collateral(kBare), collateral(kLoose)});
  const auto refused = decide(book, Command(two));
  ASSERT_FALSE(refused);
  EXPECT_EQ(error_name(refused.error().code), "TOO_MANY_MEMBERS");
  EXPECT_THAT(refused.error().arguments, ElementsAre("1"));
  general.max_collateral_accounts = 2;
  accept(book, SetParameters{general});
  EXPECT_EQ(refusal(book, two), "");
}

// --- Lines

TEST(CreateUnit, LinesAreCheckedTogetherWithTheGeneralOnes) {
  const Book book = make_book();
  const auto with = [&](auto change) {
    CreateUnit command = good_unit();
    change(command.lines);
    return refusal(book, command);
  };
  EXPECT_EQ(with([](auto& lines) { lines.liquidation = "0.79"_ratio; }), "OUT_OF_RANGE")
      << "below the general margin call";
  EXPECT_EQ(with([](auto& lines) {
              lines.liquidation = "0.79"_ratio;
              lines.margin_call = "0.78"_ratio;
            }),
            "");
}

// --- Closed units

TEST(CreateUnit, AClosedUnitIsRecordedNotLinked) {
  Book book = make_book();
  CreateUnit command = unit_of({credit(kBare), collateral(kCollateral)});
  command.created = Timestamp{10};
  command.closed = Timestamp{20};
  EXPECT_THAT(changed_by(book, command), ElementsAre("+unit 6"));
  const model::RiskUnit& unit = *book.find_unit(GroupId{6});
  EXPECT_EQ(unit.state, model::UnitState::kClosed);
  EXPECT_EQ(unit.closed, Timestamp{20});
  EXPECT_EQ(book.find_account(kCollateral)->unit, kUnit) << "still in its present unit";
  EXPECT_EQ(book.find_account(kBare)->unit, std::nullopt);
}

TEST(CreateUnit, AMemberOfAClosedUnitNeedsToExistUnderTheParentOnly) {
  Book book = make_book();
  model::GeneralParameters general;
  general.max_collateral_accounts = 1;
  accept(book, SetParameters{general});
  const auto with = [&](std::vector<Member> members) {
    CreateUnit command = unit_of(std::move(members));
    command.closed = kNow;
    return refusal(book, command);
  };
  EXPECT_EQ(with({credit(kBare), collateral(kCredit), collateral(kFree)}), "");
  EXPECT_EQ(with({credit(kNobody)}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(with({credit(kForeign)}), "NOT_SAME_PARENT");
  EXPECT_EQ(with({credit(kParent)}), "NOT_SAME_PARENT");
  EXPECT_EQ(with({credit(kBare), collateral(kBare)}), "DUPLICATE");
  EXPECT_EQ(with({collateral(kBare)}), "CREDIT_ACCOUNT_MISSING");
  EXPECT_EQ(with({credit(kBare), credit(kFree)}), "CREDIT_IS_COLLATERAL");
  EXPECT_EQ(with({credit(kBare)}), "COLLATERAL_MISSING");
}

TEST(CreateUnit, AUnitDoesNotCloseBeforeItBegins) {
  const Book book = make_book();
  CreateUnit command = unit_of({});
  command.created = Timestamp{10};
  command.closed = Timestamp{9};
  EXPECT_EQ(refusal(book, command), "OUT_OF_RANGE");
  command.closed = Timestamp{10};
  EXPECT_EQ(refusal(book, command), "CREDIT_ACCOUNT_MISSING");
  command.created.reset();
  EXPECT_EQ(refusal(book, command), "OUT_OF_RANGE") << "created now";
}

TEST(CreateUnit, ClosedUnitsAreNotLimited) {
  Book book = make_book();
  for (std::int64_t id = 10; id < 30; ++id) {
    CreateUnit command = unit_of({credit(kBare), collateral(kFree)});
    command.id = GroupId{id};
    command.closed = kNow;
    accept(book, command);
  }
  EXPECT_EQ(refusal(book, good_unit()), "");
}

}  // namespace
}  // namespace plimsoll::book
