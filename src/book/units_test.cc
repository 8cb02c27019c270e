// EditMember, CloseUnit, SetLiability: what a unit's life allows.
#include <gmock/gmock.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

using model::Member;
using model::MemberType;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Amount kOne = Amount::whole(1);

// --- EditMember

TEST(EditMember, ANewcomerJoinsAtTheEnd) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, EditMember{kUnit, kFree, true, true}),
              ElementsAre("account 14", "unit 5"));
  const model::RiskUnit& unit = *book.find_unit(kUnit);
  ASSERT_EQ(unit.members.size(), 3u);
  EXPECT_EQ(unit.members[2], (Member{kFree, MemberType::kCollateral, true, true}));
  EXPECT_EQ(book.find_account(kFree)->unit, kUnit);
}

TEST(EditMember, AMemberCountsOneWalletMore) {
  Book book = make_book();
  accept(book, EditMember{kUnit, kCollateral, true, true});
  EXPECT_EQ(book.find_unit(kUnit)->members[1],
            (Member{kCollateral, MemberType::kCollateral, true, true}));
  accept(book, EditMember{kUnit, kCredit, true, true});
  EXPECT_EQ(book.find_unit(kUnit)->members[0], (Member{kCredit, MemberType::kCredit, true, true}))
      << "the type stays";
  EXPECT_EQ(book.find_unit(kUnit)->members.size(), 2u);
}

TEST(EditMember, TheErrorsOfTheUnitComeFirst) {
  Book book = make_book();
  EXPECT_EQ(refusal(book, EditMember{kNoUnit, kNobody, false, false}), "UNKNOWN_UNIT");
  accept(book, CloseUnit{kUnit});
  EXPECT_EQ(refusal(book, EditMember{kUnit, kNobody, false, false}), "UNIT_CLOSED");
}

TEST(EditMember, FlagsOnlyRise) {
  Book book = make_book();
  EXPECT_EQ(refusal(book, EditMember{kUnit, kCollateral, false, true}), "FLAGS_ONLY_RISE");
  EXPECT_EQ(refusal(book, EditMember{kUnit, kCollateral, false, false}), "FLAGS_ONLY_RISE");
  EXPECT_EQ(refusal(book, EditMember{kUnit, kCredit, true, false}), "CREDIT_MARGIN_REQUIRED");
  EXPECT_EQ(refusal(book, EditMember{kUnit, kCollateral, true, false}), "") << "no change";
}

TEST(EditMember, AMemberWithoutAMarginWalletCannotCountIt) {
  Book book = make_book();
  accept(book, EditMember{kUnit, kBare, true, false});
  EXPECT_EQ(refusal(book, EditMember{kUnit, kBare, true, true}), "NO_MARGIN_WALLET");
  EXPECT_EQ(refusal(book, EditMember{kUnit, kBare, false, true}), "FLAGS_ONLY_RISE")
      << "before the wallet is looked at";
}

TEST(EditMember, TheErrorsOfANewcomerComeInTheirOrder) {
  Book book = make_book();
  model::GeneralParameters general;
  general.max_collateral_accounts = 1;
  accept(book, SetParameters{general});
  accept(book, CreateUnit{GroupId{6},
                          kParent,
                          {{kLoose, MemberType::kCredit, false, true},
                           {kFree, MemberType::kCollateral, true, false}},
                          {},
                          {},
                          {}});
  const auto with = [&](Uid uid) { return refusal(book, EditMember{kUnit, uid, false, true}); };
  EXPECT_EQ(with(kNobody), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(with(kParent), "ACCOUNT_IS_PARENT");
  EXPECT_EQ(with(kForeign), "NOT_SAME_PARENT");
  EXPECT_EQ(with(kFree), "MEMBER_OF_ANOTHER_UNIT");
  EXPECT_EQ(with(kBare), "NO_MARGIN_WALLET");
  EXPECT_EQ(refusal(book, EditMember{kUnit, kBare, true, false}), "TOO_MANY_MEMBERS");
  general.max_collateral_accounts = 2;
  accept(book, SetParameters{general});
  EXPECT_EQ(refusal(book, EditMember{kUnit, kBare, false, false}), "") << "counting nothing yet";
}

// --- CloseUnit

TEST(CloseUnit, FreesItsMembers) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, CloseUnit{kUnit}),
              ElementsAre("account 11", "account 12", "unit 5"));
  const model::RiskUnit& unit = *book.find_unit(kUnit);
  EXPECT_EQ(unit.state, model::UnitState::kClosed);
  EXPECT_EQ(unit.closed, kNow);
  EXPECT_EQ(unit.members.size(), 2u) << "who was in it stays on record";
  EXPECT_FALSE(book.find_account(kCredit)->unit);
  EXPECT_FALSE(book.find_account(kCollateral)->unit);
  EXPECT_EQ(refusal(book, CreateUnit{GroupId{6}, kParent, unit.members, {}, {}, {}}), "");
  EXPECT_EQ(refusal(book, CreateUnit{kUnit, kParent, unit.members, {}, {}, {}}), "DUPLICATE")
      << "its number is taken for ever";
}

TEST(CloseUnit, OnlyWithoutADebt) {
  Book book = make_book();
  accept(book, SetLiability{kUnit, {kUsdt, "5"_amount, "0.25"_amount}});
  accept(book, SetLiability{kUnit, {kUsdc, {}, "1"_amount}});
  const auto refused = decide(book, Command(CloseUnit{kUnit}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(error_name(refused.error().code), "LIABILITY_OUTSTANDING");
  EXPECT_THAT(refused.error().arguments, ElementsAre("USDC", "1")) << "the first by asset";
  accept(book, SetLiability{kUnit, {kUsdc, {}, {}}});
  EXPECT_THAT(decide(book, Command(CloseUnit{kUnit})).error().arguments,
              ElementsAre("USDT", "5.25"));
  accept(book, SetLiability{kUnit, {kUsdt, {}, {}}});
  EXPECT_EQ(refusal(book, CloseUnit{kUnit}), "");
}

TEST(CloseUnit, OnceOnly) {
  Book book = make_book();
  EXPECT_EQ(refusal(book, CloseUnit{kNoUnit}), "UNKNOWN_UNIT");
  accept(book, CloseUnit{kUnit});
  EXPECT_EQ(refusal(book, CloseUnit{kUnit}), "UNIT_CLOSED");
}

TEST(CloseUnit, AMemberOfALaterUnitIsNotFreedByAnOldOne) {
  Book book = make_book();
  const auto members = book.find_unit(kUnit)->members;
  accept(book, CloseUnit{kUnit});
  accept(book, CreateUnit{GroupId{6}, kParent, members, {}, {}, {}});
  EXPECT_EQ(refusal(book, CloseUnit{kUnit}), "UNIT_CLOSED");
  EXPECT_EQ(book.find_account(kCredit)->unit, GroupId{6});
}

// --- SetLiability

TEST(SetLiability, IsAbsoluteAndSortedByAsset) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, SetLiability{kUnit, {kUsdt, "5"_amount, {}}}),
              ElementsAre("unit 5"));
  accept(book, SetLiability{kUnit, {kBtc, "1"_amount, "2"_amount}});
  accept(book, SetLiability{kUnit, {kBtc, "7"_amount, {}}});
  accept(book, SetLiability{kUnit, {kUsdc, {}, "3"_amount}});
  EXPECT_THAT(
      book.find_unit(kUnit)->liabilities,
      ElementsAre(model::Liability{kBtc, "7"_amount, {}}, model::Liability{kUsdc, {}, "3"_amount},
                  model::Liability{kUsdt, "5"_amount, {}}));
}

TEST(SetLiability, NothingOwedIsNoLiability) {
  Book book = make_book();
  accept(book, SetLiability{kUnit, {kUsdt, "5"_amount, {}}});
  accept(book, SetLiability{kUnit, {kUsdt, {}, {}}});
  accept(book, SetLiability{kUnit, {kBtc, {}, {}}});
  EXPECT_THAT(book.find_unit(kUnit)->liabilities, IsEmpty());
}

TEST(SetLiability, TheErrorsComeInTheirOrder) {
  Book book = make_book();
  EXPECT_EQ(refusal(book, SetLiability{kNoUnit, {kNoAsset, -kOne, {}}}), "UNKNOWN_UNIT");
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kNoAsset, -kOne, {}}}), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kUsdt, -kOne, {}}}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kUsdt, {}, -kOne}}), "OUT_OF_RANGE");
  accept(book, CloseUnit{kUnit});
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kNoAsset, -kOne, {}}}), "UNIT_CLOSED");
}

TEST(SetLiability, PrincipalAndInterestHaveABound) {
  Book book = make_book();
  const Amount most = Amount::whole(kMaxAmount);
  const Amount more = most + Amount::from_raw(1);
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kUsdt, most, most}}), "");
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kUsdt, more, {}}}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kUsdt, {}, more}}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, SetLiability{kUnit, {kUsdt, Amount::overflowed(), {}}}), "OUT_OF_RANGE");
}

}  // namespace
}  // namespace plimsoll::book
