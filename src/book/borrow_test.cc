// Borrow and Repay: what moves, which error comes first, and that the printed maximum is borrowable
// to its last unit and no further.
#include "book/borrow.h"

#include <gmock/gmock.h>

#include "book/loan_rules.h"
#include "book/test_life.h"
#include "risk/max_borrowable.h"

namespace plimsoll::book {
namespace {

using model::WalletType;
using testing::ElementsAre;

constexpr Amount kTick = Amount::from_raw(1);

Borrow borrow(Amount amount, AssetId asset = kUsdt) { return {kLoan, kCredit, asset, amount}; }
Repay repay(Amount amount, AssetId asset = kUsdt, RepayFrom from = RepayFrom::kMargin) {
  return {kLoan, kCredit, asset, amount, from};
}

risk::Limit most(const Book& book, AssetId asset) {
  const model::RiskUnit& unit = *book.find_unit(kLoan);
  const UnitOf members(book, unit);
  return *risk::max_borrowable(members.view(), *assess(book, unit), book.prices, book.parameters,
                               asset, book.pool(asset));
}

// A book in which only the named step stands in the way of a loan.
Book with_quiet_time() {
  Book book = make_loan_book();
  accept(book, EditMember{kLoan, kFree, true, true});
  return book;
}

// --- Borrow

TEST(Borrow, TheMoneyComesFromThePoolIntoTheMarginWalletAndOneHourIsDue) {
  Book book = make_loan_book();
  const Book before = book;
  const auto event = accept<Borrowed>(book, borrow("600"_amount));
  EXPECT_THAT(changed_parts(before, book), ElementsAre("account 11", "unit 6"));
  EXPECT_EQ(event.wallet, WalletType::kCrossMargin);
  EXPECT_EQ(event.transaction, 1);
  EXPECT_EQ(event.charge.hour, hour_of(kNow));
  EXPECT_EQ(event.charge.rate, "0.0000083333"_rate);
  EXPECT_EQ(event.charge.interest, "0.00499998"_amount);
  EXPECT_EQ(book.pool(kUsdt), "999400"_amount);
  EXPECT_EQ(free_in(book, kCredit, WalletType::kCrossMargin, kUsdt), "600"_amount);
  EXPECT_EQ(book.find_unit(kLoan)->owed(kUsdt),
            (model::Liability{kUsdt, "600"_amount, "0.00499998"_amount}));
  EXPECT_EQ(broken_promise(book), "");
  EXPECT_EQ(accept<Borrowed>(book, borrow("1"_amount, kUsdc)).transaction, 2);
}

TEST(Borrow, TheErrorsComeInTheirOrder) {
  Book book = make_loan_book();
  EXPECT_EQ(refusal_in_full(book, Borrow{kNoUnit, kNobody, kNoAsset, {}}), "UNKNOWN_UNIT");
  EXPECT_EQ(refusal_in_full(book, Borrow{kUnit, kNobody, kNoAsset, {}}), "UNIT_CLOSED");
  const Borrow nothing{kLoan, kCredit, kNoAsset, {}};
  EXPECT_EQ(refusal_in_full(book, Borrow{kLoan, kCollateral, kNoAsset, {}}),
            "CREDIT_ACCOUNT_NOT_FOUND 6");
  Book quiet = with_quiet_time();
  EXPECT_EQ(refusal_in_full(quiet, nothing), "QUIET_TIME");
  quiet.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.pending = model::PendingTransfer{7, kFree, kUsdt, "1"_amount};
  });
  EXPECT_EQ(refusal_in_full(quiet, nothing), "PENDING_TRANSACTION");
  quiet.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kLiquidating;
    unit.liquidation = model::Liquidation{};
  });
  EXPECT_EQ(refusal_in_full(quiet, nothing), "UNIT_LIQUIDATING 6");
  EXPECT_EQ(refusal_in_full(quiet, Borrow{kLoan, kCollateral, kNoAsset, {}}),
            "CREDIT_ACCOUNT_NOT_FOUND 6");

  EXPECT_EQ(refusal_in_full(book, nothing), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal_in_full(book, borrow({}, kEth)), "ASSET_NOT_LOANABLE ETH");
  EXPECT_EQ(refusal_in_full(book, borrow({})), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(refusal_in_full(book, borrow(-kTick)), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(refusal_in_full(book, borrow(Amount::overflowed())), "ILLEGAL_ARGUMENT");
  accept(book, asset_with(book, kUsdt, [](model::Asset& asset) { asset.precision = 2; }));
  EXPECT_EQ(refusal_in_full(book, borrow("1.234"_amount)), "PRECISION USDT");
  EXPECT_EQ(refusal_in_full(book, borrow("1.23"_amount)), "");

  // From here on the book decides: no price, no equity, the line, the maximum, the pool.
  accept(book, UpdateWallet{kCollateral, spot({})});
  EXPECT_EQ(refusal_in_full(book, borrow("1.5"_amount)), "NO_AVAILABLE_MARGIN 6 USDT 1.5 0");
  accept(book, UpdateWallet{kCollateral, spot({{kUsdt, "100"_amount, {}}})});
  accept(book, SetLiability{kLoan, {kUsdt, "75"_amount, {}}});
  EXPECT_EQ(refusal_in_full(book, borrow("1.5"_amount)), "LTV_TOO_HIGH 6 0.75 0.75");
  accept(book, SetLiability{kLoan, {kUsdt, "74.99999999"_amount, {}}});
  EXPECT_EQ(refusal_in_full(book, borrow("1.5"_amount)), "BORROW_LIMIT_EXCEEDED USDT 0 1.5");
  accept(book, SetLiability{kLoan, {kUsdt, {}, {}}});
  EXPECT_EQ(refusal_in_full(book, borrow("300.01"_amount)),
            "BORROW_LIMIT_EXCEEDED USDT 300 300.01");
  accept(book, FundPool{kUsdt, -"999999"_amount});
  EXPECT_EQ(refusal_in_full(book, borrow("300.01"_amount)),
            "BORROW_LIMIT_EXCEEDED USDT 300 300.01");
  EXPECT_EQ(refusal_in_full(book, borrow("1.01"_amount)), "POOL_EMPTY USDT");
  EXPECT_EQ(refusal_in_full(book, borrow("1"_amount)), "");
}

TEST(Borrow, AUnitThatCannotBeValuedBorrowsNothing) {
  Book book = make_loan_book();
  accept(book, DefineAsset{[] {
           model::Asset asset;
           asset.name = "NEW";
           asset.spot_ratio = "1"_ratio;
           asset.loanable = true;
           return asset;
         }()});
  const AssetId fresh = *book.parameters.find_asset("NEW");
  accept(book, FundPool{fresh, "1"_amount});
  EXPECT_EQ(refusal_in_full(book, borrow(kTick, fresh)), "BORROW_FAILED") << "it has no price";
  accept(book, UpdateWallet{kCollateral, spot({{fresh, "1"_amount, {}}, {kUsdt, kTick, {}}})});
  EXPECT_EQ(refusal_in_full(book, borrow(kTick)), "BORROW_FAILED");
}

TEST(Borrow, QuietTimeEndsToTheMillisecond) {
  Book book = with_quiet_time();
  book.time = kNow + 119'999;
  EXPECT_EQ(refusal(book, borrow("1"_amount)), "QUIET_TIME");
  book.time = kNow + 120'000;
  EXPECT_EQ(refusal(book, borrow("1"_amount)), "");
}

// The maximum is taken whole, and one step of the asset's grid more is refused by what binds.
TEST(Borrow, ThePrintedMaximumIsBorrowableToItsLastUnit) {
  int bound[4] = {};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    Book book = make_loan_book();
    const AssetId asset = random.one_of<AssetId>({kUsdt, kUsdc, kBtc});
    accept(book, asset_with(book, asset, [&](model::Asset& changed) {
             changed.cross_collateral = model::random_tiers(random, model::Slope::kFalling);
             changed.precision = random.between(0, 8);
           }));
    if (asset != kUsdt) accept(book, price_of(asset, random.price()));
    accept(book, general_with(book, [&](model::GeneralParameters& general) {
             general.preset_limit = random.amount(9);
           }));
    accept(book, UpdateWallet{kCollateral, spot({{kUsdt, random.amount(8), {}}})});
    accept(book, UpdateWallet{kCredit, cross({{asset, random.amount(3), {}, {}, {}}})});
    if (random.chance(50)) {
      const AssetId other = asset == kUsdc ? kUsdt : kUsdc;
      accept(book, SetLiability{kLoan, {other, random.amount(6), random.amount(2)}});
    }
    if (random.chance(30)) {
      const Amount rest = random.amount(5);
      accept(book, FundPool{asset, rest - book.pool(asset)});
    }
    const auto assessment = assess(book, *book.find_unit(kLoan));
    if (!assessment || assessment->at_or_above(assessment->lines.borrow)) continue;
    const risk::Limit limit = most(book, asset);
    const std::int64_t precision = book.parameters.asset(asset).precision;
    const Amount step =
        Amount::from_raw(power_of_ten(Amount::kDecimals - static_cast<int>(precision)));
    const bool by_pool = limit.limited_by == risk::LimitedBy::kPool;
    ASSERT_EQ(refusal(book, borrow(limit.amount + step, asset)),
              by_pool ? "POOL_EMPTY" : "BORROW_LIMIT_EXCEEDED")
        << "seed " << seed;
    ++bound[static_cast<int>(limit.limited_by)];
    if (limit.amount.is_zero()) continue;
    ASSERT_EQ(refusal(book, borrow(limit.amount, asset)), "") << "seed " << seed;
    // A step at a time it is the same.
    Book taken = book;
    accept(taken, borrow(limit.amount, asset));
    ASSERT_EQ(broken_promise(taken), "") << "seed " << seed;
    ASSERT_NE(refusal(taken, borrow(step, asset)), "") << "seed " << seed;
  }
  EXPECT_GT(bound[1], 100) << "the line";
  EXPECT_GT(bound[2], 100) << "the preset";
  EXPECT_GT(bound[3], 100) << "the pool";
}

// --- Repay

Book with_debt() {
  Book book = make_loan_book();
  accept(book, SetLiability{kLoan, {kUsdt, "1000"_amount, "2"_amount}});
  accept(book, UpdateWallet{kCredit, cross({{kUsdt, "500"_amount, {}, {}, {}}})});
  accept(book, UpdateWallet{kCredit, spot({{kUsdt, "40"_amount, "9"_amount}})});
  return book;
}

TEST(Repay, InterestFirstThenPrincipal) {
  Book book = with_debt();
  const Book before = book;
  const auto event = accept<Repaid>(book, repay("300"_amount));
  EXPECT_THAT(changed_parts(before, book), ElementsAre("account 11", "unit 6"));
  EXPECT_EQ(event.interest, "2"_amount);
  EXPECT_EQ(event.principal, "298"_amount);
  EXPECT_EQ(event.kind, RepayKind::kNormal);
  EXPECT_TRUE(event.fee.is_zero());
  EXPECT_EQ(book.find_unit(kLoan)->owed(kUsdt), (model::Liability{kUsdt, "702"_amount, {}}));
  EXPECT_EQ(book.pool(kUsdt), "1000298"_amount) << "interest is no pool money";
  EXPECT_EQ((book.ledger[{LedgerPlace::kInterestIncome, kUsdt}]), "2"_amount);
  EXPECT_EQ(broken_promise(book), "");
}

TEST(Repay, NoMoreThanIsFreeAndNoMoreThanIsOwed) {
  Book book = with_debt();
  EXPECT_EQ(accept<Repaid>(book, repay("900"_amount)).amount(), "500"_amount);
  EXPECT_EQ(refusal_in_full(book, repay("1"_amount)), "INSUFFICIENT_BALANCE USDT");
  EXPECT_EQ(accept<Repaid>(book, repay("900"_amount, kUsdt, RepayFrom::kSpot)).amount(),
            "40"_amount)
      << "what is locked is not free";
  accept(book, UpdateWallet{kCredit, cross({{kUsdt, "9000"_amount, {}, {}, {}}})});
  EXPECT_EQ(accept<Repaid>(book, repay("9000"_amount)).amount(), "462"_amount);
  EXPECT_TRUE(book.find_unit(kLoan)->liabilities.empty());
  EXPECT_EQ(refusal_in_full(book, repay("1"_amount)), "NOTHING_OWED 6");
}

TEST(Repay, APaymentBelowTheInterestLeavesThePrincipal) {
  Book book = with_debt();
  const auto event = accept<Repaid>(book, repay("0.5"_amount));
  EXPECT_EQ(event.interest, "0.5"_amount);
  EXPECT_TRUE(event.principal.is_zero());
}

TEST(Repay, TheErrorsComeInTheirOrder) {
  Book book = with_debt();
  EXPECT_EQ(refusal_in_full(book, Repay{kNoUnit, kNobody, kNoAsset, {}}), "UNKNOWN_UNIT");
  EXPECT_EQ(refusal_in_full(book, Repay{kUnit, kNobody, kNoAsset, {}}), "UNIT_CLOSED");
  EXPECT_EQ(refusal_in_full(book, Repay{kLoan, kCollateral, kNoAsset, {}}),
            "CREDIT_ACCOUNT_NOT_FOUND 6");
  EXPECT_EQ(refusal_in_full(book, Repay{kLoan, kCredit, kNoAsset, {}}), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal_in_full(book, repay({}, kEth)), "ILLEGAL_ARGUMENT");
  accept(book, asset_with(book, kEth, [](model::Asset& asset) { asset.precision = 0; }));
  EXPECT_EQ(refusal_in_full(book, repay("0.5"_amount, kEth)), "PRECISION ETH");
  EXPECT_EQ(refusal_in_full(book, repay("1"_amount, kEth)), "NOTHING_OWED 6");
  Book frozen = book;
  frozen.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.pending = model::PendingTransfer{7, kFree, kUsdt, "1"_amount};
  });
  EXPECT_EQ(refusal_in_full(frozen, Repay{kLoan, kCredit, kNoAsset, {}}), "PENDING_TRANSACTION");
  frozen.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kLiquidating;
    unit.liquidation = model::Liquidation{};
  });
  EXPECT_EQ(refusal_in_full(frozen, Repay{kLoan, kCredit, kNoAsset, {}}), "UNIT_LIQUIDATING 6");
}

}  // namespace
}  // namespace plimsoll::book
