// FundPool, ChangeRebate, SetUnitLines: what the lender may do, and in which order it is refused.
#include <gmock/gmock.h>

#include "book/test_life.h"

namespace plimsoll::book {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Amount kTick = Amount::from_raw(1);

Amount place(Book& book, LedgerPlace which, AssetId asset = kUsdt) {
  return book.ledger[{which, asset}];
}

TEST(FundPool, AddsAndTakes) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, FundPool{kUsdt, "5"_amount}), IsEmpty()) << "only the ledger";
  EXPECT_EQ(book.pool(kUsdt), "5"_amount);
  EXPECT_TRUE(book.pool(kUsdc).is_zero());
  accept(book, FundPool{kUsdt, -"5"_amount});
  EXPECT_TRUE(book.pool(kUsdt).is_zero());
  EXPECT_EQ(broken_promise(book), "");
}

TEST(FundPool, TheErrorsComeInTheirOrder) {
  Book book = make_book();
  EXPECT_EQ(refusal_in_full(book, FundPool{kNoAsset, {}}), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, {}}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, Amount::overflowed()}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, -kTick}), "POOL_EMPTY USDT");
  accept(book, FundPool{kUsdt, kTick});
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, -kTick}), "");
  const Amount most = Amount::whole(kMaxAmount);
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, most}), "OUT_OF_RANGE")
      << "there is some already";
  accept(book, FundPool{kUsdt, most - kTick});
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, kTick}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal_in_full(book, FundPool{kUsdt, -most}), "");
}

TEST(ChangeRebate, GrantsAndDeducts) {
  Book book = make_book();
  accept(book, ChangeRebate{kParent, "5000"_amount});
  accept(book, ChangeRebate{kParent, -"1050.12345678"_amount});
  EXPECT_EQ(book.rebate(kParent), (RebateAccount{"5000"_amount, "1050.12345678"_amount}))
      << "a deduction consumes";
  EXPECT_EQ(book.rebate(kParent).balance(), "3949.87654322"_amount);
  EXPECT_EQ(place(book, LedgerPlace::kRebates), "3949.87654322"_amount);
  EXPECT_EQ(place(book, LedgerPlace::kRebateCost), -"3949.87654322"_amount);
  EXPECT_EQ(broken_promise(book), "");
}

TEST(ChangeRebate, TheErrorsComeInTheirOrder) {
  Book book = make_book();
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kNobody, {}}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kCredit, {}}), "ACCOUNT_IS_SUB");
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kParent, {}}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kParent, -kTick}), "INSUFFICIENT_BALANCE USDT");
  Book without;
  accept(without, CreateAccount{kParent, "a@example.com", {}});
  EXPECT_EQ(refusal_in_full(without, ChangeRebate{kParent, {}}), "UNKNOWN_ASSET");
  accept(book, ChangeRebate{kParent, kTick});
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kParent, -kTick}), "");
  const Amount most = Amount::whole(kMaxAmount);
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kParent, most}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal_in_full(book, ChangeRebate{kParent, most - kTick}), "");
}

TEST(SetUnitLines, ReplacesThemAllAtOnce) {
  Book book = make_loan_book();
  model::LtvLineOverrides lines;
  lines.margin_call = "0.85"_ratio;
  lines.cure_ms = 5;
  EXPECT_THAT(changed_by(book, SetUnitLines{kLoan, lines}), ElementsAre("unit 6"));
  EXPECT_EQ(book.find_unit(kLoan)->lines, lines);
  accept(book, SetUnitLines{kLoan, {}});
  EXPECT_EQ(book.find_unit(kLoan)->lines, model::LtvLineOverrides{});
}

TEST(SetUnitLines, TheErrorsComeInTheirOrder) {
  Book book = make_loan_book();
  model::LtvLineOverrides wrong;
  wrong.margin_call = "0.9001"_ratio;  // above the general liquidation line
  EXPECT_EQ(refusal(book, SetUnitLines{kNoUnit, wrong}), "UNKNOWN_UNIT");
  EXPECT_EQ(refusal(book, SetUnitLines{kUnit, wrong}), "UNIT_CLOSED");
  EXPECT_EQ(refusal(book, SetUnitLines{kLoan, wrong}), "OUT_OF_RANGE");
  wrong.margin_call = "0.9"_ratio;
  EXPECT_EQ(refusal(book, SetUnitLines{kLoan, wrong}), "");
  const auto with = [&](auto change) {
    model::LtvLineOverrides lines;
    change(lines);
    return refusal(book, SetUnitLines{kLoan, lines});
  };
  EXPECT_EQ(with([](auto& lines) { lines.hysteresis = "0.7499"_ratio; }), "");
  EXPECT_EQ(with([](auto& lines) { lines.hysteresis = "0.75"_ratio; }), "OUT_OF_RANGE");
  EXPECT_EQ(with([](auto& lines) { lines.instant_liquidation = "0.8999"_ratio; }), "OUT_OF_RANGE");
  EXPECT_EQ(with([](auto& lines) { lines.instant_liquidation = "0.9"_ratio; }), "");
  EXPECT_EQ(with([](auto& lines) { lines.stop_liquidation = "0.9"_ratio; }), "OUT_OF_RANGE");
  EXPECT_EQ(with([](auto& lines) { lines.stop_liquidation = "0.8999"_ratio; }), "");
  EXPECT_EQ(with([](auto& lines) { lines.cure_ms = -1; }), "OUT_OF_RANGE");
}

// --- EditMember and CloseUnit while the unit owes

TEST(EditMember, NothingChangesAFrozenUnit) {
  Book book = make_loan_book();
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.pending = model::PendingTransfer{7, kCollateral, kUsdt, "1"_amount};
  });
  EXPECT_EQ(refusal(book, EditMember{kLoan, kNobody, true, true}), "PENDING_TRANSACTION");
  EXPECT_EQ(refusal(book, CloseUnit{kLoan}), "PENDING_TRANSACTION");
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kLiquidating;
    unit.liquidation = model::Liquidation{};
  });
  EXPECT_EQ(refusal(book, EditMember{kLoan, kNobody, true, true}), "UNIT_LIQUIDATING");
  EXPECT_EQ(refusal(book, CloseUnit{kLoan}), "UNIT_LIQUIDATING");
  EXPECT_EQ(refusal(book, EditMember{kLoan, kNobody, true, true, kStranger}), "UNKNOWN_UNIT")
      << "another parent's unit is none";
  EXPECT_EQ(refusal(book, CloseUnit{kLoan, kCollateral}), "CREDIT_ACCOUNT_NOT_FOUND");
}

TEST(EditMember, AMemberThatWouldRaiseTheLtvAboveTheBorrowLineIsRefused) {
  Book book = make_loan_book();  // 1000 USDT
  accept(book, EditMember{kLoan, kFree, true, false});
  accept(book, SetLiability{kLoan, {kUsdt, "600"_amount, {}}});
  const EditMember more{kLoan, kFree, true, true};
  const auto owes = [&](Amount amount) {
    accept(book, UpdateWallet{kFree, cross({{kUsdt, {}, {}, amount, {}}})});
    return refusal_in_full(book, more);
  };
  // A = 1000 - 1.1 * owed; the line is at 800.
  EXPECT_EQ(owes("181.8"_amount), "");
  EXPECT_EQ(owes("181.9"_amount), "LTV_TOO_HIGH 6 0.75 0.75");
  accept(book, SetLiability{kLoan, {kUsdt, "900"_amount, {}}});
  accept(book, UpdateWallet{kFree, cross({{kUsdt, "1"_amount, {}, {}, {}}})});
  EXPECT_EQ(refusal_in_full(book, more), "") << "it lowers the LTV, however high that is";
  accept(book, UpdateWallet{kFree, cross({})});
  EXPECT_EQ(refusal_in_full(book, more), "");
}

TEST(EditMember, TheCreditAccountIsNoCollateral) {
  Book book = make_loan_book();
  EXPECT_EQ(refusal(book, EditMember{kLoan, kCredit, false, false}), "CREDIT_MARGIN_REQUIRED");
  EXPECT_EQ(refusal(book, EditMember{kLoan, kCredit, false, true}), "CREDIT_IS_COLLATERAL");
  accept(book, EditMember{kLoan, kCredit, true, true});
  EXPECT_EQ(refusal(book, EditMember{kLoan, kCredit, false, true}), "FLAGS_ONLY_RISE");
}

TEST(EditMember, ANewcomerCarriesItselfAndOpensTheQuietTime) {
  Book book = make_loan_book();
  const EditMember join{kLoan, kFree, false, true, kParent};
  accept(book, UpdateWallet{kFree, cross({{kUsdt, "109.99999999"_amount, {}, "100"_amount, {}}})});
  EXPECT_EQ(refusal_in_full(book, join), "NEW_MEMBER_UNDER_MARGIN 9.99999999 10");
  accept(book, UpdateWallet{kFree, cross({{kUsdt, "110"_amount, {}, "100"_amount, {}}})});
  Book full = book;
  accept(full, general_with(full, [](auto& general) { general.max_collateral_accounts = 1; }));
  EXPECT_EQ(refusal_in_full(full, join), "TOO_MANY_MEMBERS 1");
  EXPECT_EQ(accept<MemberEdited>(book, join).quiet_until, kNow + 120'000);
  book.time = kNow + 5;
  EXPECT_EQ(accept<MemberEdited>(book, EditMember{kLoan, kFree, true, true}).quiet_until,
            kNow + 120'000)
      << "a member that counts more opens none";
}

TEST(EditMember, TheParentCannotBringManagedAccountsOrProWallets) {
  Book book = make_loan_book();
  book.change_account(kFree, [](model::Account& account) {
    account.managed = true;
    std::get<model::CrossMarginWallet>(account.margin).mode = model::MarginMode::kPro;
  });
  accept(book, general_with(book, [](auto& general) { general.max_collateral_accounts = 1; }));
  const EditMember by_parent{kLoan, kFree, true, true, kParent};
  EXPECT_EQ(refusal_in_full(book, by_parent), "MANAGED_SUB_ACCOUNT");
  book.change_account(kFree, [](model::Account& account) { account.managed = false; });
  EXPECT_EQ(refusal_in_full(book, by_parent), "ACCOUNT_TYPE_UNSUPPORTED CROSS_MARGIN_PRO");
  EXPECT_EQ(refusal_in_full(book, EditMember{kLoan, kFree, true, true}), "TOO_MANY_MEMBERS 1")
      << "the lender may bring it";
  accept(book, general_with(book, [](auto& general) {
           general.accept_cross_margin_pro = true;
           general.max_collateral_accounts = 10;
         }));
  EXPECT_EQ(refusal_in_full(book, by_parent), "");
}

TEST(CloseUnit, NothingIsLeftOfALiquidation) {
  Book book = make_loan_book();
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.unsellable = {kBtc};
    unit.cure_until = kNow;
  });
  accept(book, CloseUnit{kLoan});
  EXPECT_THAT(book.find_unit(kLoan)->unsellable, IsEmpty());
  EXPECT_FALSE(book.find_unit(kLoan)->cure_until);
}

TEST(CloseUnit, ByTheCreditAccountOnceNothingIsOwed) {
  Book book = make_loan_book();
  accept(book, SetLiability{kLoan, {kUsdt, {}, kTick}});
  EXPECT_EQ(refusal_in_full(book, CloseUnit{kLoan, kCredit}),
            "LIABILITY_OUTSTANDING USDT 0.00000001");
  accept(book, UpdateWallet{kCredit, cross({{kUsdt, kTick, {}, {}, {}}})});
  accept(book, Repay{kLoan, kCredit, kUsdt, "1"_amount});
  accept(book, CloseUnit{kLoan, kCredit});
  EXPECT_FALSE(book.find_account(kCredit)->unit);
  EXPECT_EQ(broken_promise(book), "");
}

}  // namespace
}  // namespace plimsoll::book
