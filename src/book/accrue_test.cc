// Interest by the hour: the printed vectors, the rebate that pays first, members' own loans, and
// hours that were missed.
#include "book/accrue.h"

#include <gmock/gmock.h>

#include "book/test_life.h"

namespace plimsoll::book {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// 10:00 UTC on the day of kNow.
constexpr Timestamp kTen{hour_of(kNow).ms - hour_of(kNow).ms % (24 * kHourMs) + 10 * kHourMs};
constexpr std::int64_t kMinuteMs = 60'000;

Life loan_at(Timestamp time) {
  Life life(make_loan_book());
  life.book.time = time;
  return life;
}
Amount interest(const Life& life, AssetId asset = kUsdt) {
  return life.unit().owed(asset).interest;
}

std::vector<std::string> hours(const Life& life) {
  std::vector<std::string> told;
  for (const auto& event : life.all<InterestAccrued>()) {
    told.push_back(std::to_string((event.charge.hour - kTen) / kHourMs) + ": " +
                   trimmed(event.charge.interest));
  }
  return told;
}

TEST(Accrue, TwoHoursAreDueThirtyFiveMinutesAfterBorrowing) {
  Life life = loan_at(kTen + 3 * kHourMs + 55 * kMinuteMs);
  life.must(Borrow{kLoan, kCredit, kUsdt, "600"_amount});
  EXPECT_EQ(interest(life), "0.00499998"_amount) << "13:55";
  life.wait_until(kTen + 4 * kHourMs + -1);
  EXPECT_EQ(interest(life), "0.00499998"_amount) << "to the last millisecond of the hour";
  life.wait_until(kTen + 4 * kHourMs + 30 * kMinuteMs);
  EXPECT_EQ(interest(life), "0.00999996"_amount) << "14:30";
  EXPECT_THAT(hours(life), ElementsAre("4: 0.00499998"));
}

TEST(Accrue, ALoanOfTheFullHourPaysThatHourOnce) {
  Life life = loan_at(kTen + -1);
  life.wait_until(kTen);
  life.must(Borrow{kLoan, kCredit, kUsdt, "600"_amount});
  EXPECT_EQ(life.all<Borrowed>()[0].charge.hour, kTen);
  life.wait_until(kTen + kHourMs + -1);
  EXPECT_EQ(interest(life), "0.00499998"_amount);
}

TEST(Accrue, ThePrintedHour) {
  Life life = loan_at(kTen);
  life.must(UpdateWallet{kCollateral, spot({{kUsdt, "9000000"_amount, {}}})});
  life.must(SetLiability{kLoan, {kUsdt, "851340.57601652"_amount, {}}});
  life.wait_until(kTen + 2 * kHourMs);
  EXPECT_THAT(hours(life), ElementsAre("1: 7.09447643", "2: 7.09447643"))
      << "the principal carries no interest";
  for (const auto& event : life.all<InterestAccrued>()) {
    EXPECT_EQ(event.charge.principal, "851340.57601652"_amount);
    EXPECT_EQ(event.charge.rate, "0.0000083333"_rate);
  }
  EXPECT_EQ(broken_promise(life.book), "");
}

TEST(Accrue, ARateThatChangesInBetweenHoldsFromItsHourOn) {
  Life life = loan_at(kTen);
  life.must(SetLiability{kLoan, {kUsdt, "600"_amount, {}}});
  life.wait_until(kTen + kHourMs + kMinuteMs);
  life.must(asset_with(life.book, kUsdt, [](auto& asset) { asset.daily_rate = "0.0024"_rate; }));
  life.wait_until(kTen + 2 * kHourMs);
  life.must(asset_with(life.book, kUsdt, [](auto& asset) { asset.daily_rate.reset(); }));
  life.wait_until(kTen + 5 * kHourMs);
  EXPECT_THAT(hours(life), ElementsAre("1: 0.00499998", "2: 0.06"));
}

TEST(Accrue, AClosedUnitAndAnAssetWithoutARateCostNothing) {
  Life life = loan_at(kTen);
  life.must(SetLiability{kLoan, {kEth, "0.1"_amount, {}}});
  life.wait_until(kTen + 3 * kHourMs);
  EXPECT_THAT(life.all<InterestAccrued>(), IsEmpty());
  EXPECT_TRUE(carries_interest(life.book));
  life.must(SetLiability{kLoan, {kEth, {}, {}}}).must(CloseUnit{kLoan});
  EXPECT_FALSE(carries_interest(life.book));
}

// --- The rebate

// A book whose rebate pays in BTC at the documented rate of exchange.
Life with_rebate(Amount rebate, AssetId asset, Amount principal) {
  Life life = loan_at(kTen);
  life.must(price_of(kBtc, "100000"_price));
  life.must(UpdateWallet{kCollateral, spot({{kUsdt, "900000000"_amount, {}}})});
  life.must(ChangeRebate{kParent, rebate});
  life.must(SetLiability{kLoan, {asset, principal, {}}});
  return life;
}

TEST(Accrue, TheRebatePaysFirstAndTellsTheRateOfExchange) {
  // The documented example: 50.12345678 USDT at 0.00001 pay 0.00050123 BTC.
  Life life = with_rebate("50.12345678"_amount, kBtc, "51"_amount);
  life.wait_until(kTen + kHourMs);
  const InterestCharge charge = life.all<InterestAccrued>()[0].charge;
  EXPECT_EQ(charge.interest, "0.00051"_amount);
  ASSERT_TRUE(charge.rebate);
  EXPECT_EQ(charge.rebate->delta, "50.12345678"_amount);
  EXPECT_EQ(charge.rebate->exchange_rate, "0.00001"_amount);
  EXPECT_EQ(charge.rebate->deducted, "0.00050123"_amount);
  EXPECT_EQ(charge.owed(), "0.00000877"_amount);
  EXPECT_EQ(interest(life, kBtc), "0.00000877"_amount);
  EXPECT_TRUE(life.book.rebate(kParent).balance().is_zero());
  EXPECT_EQ(broken_promise(life.book), "");
  life.wait_until(kTen + 2 * kHourMs);
  EXPECT_FALSE(life.all<InterestAccrued>()[1].charge.rebate) << "used up";
}

TEST(Accrue, TheRebateNeverPaysMoreThanTheHour) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    Book book = make_loan_book();
    const AssetId asset = random.one_of<AssetId>({kUsdt, kUsdc, kBtc});
    if (asset != kUsdt) accept(book, price_of(asset, random.price()));
    const Amount granted = random.amount(4);
    accept(book, ChangeRebate{kParent, granted});
    accept(book, SetLiability{kLoan, {asset, random.amount(6), {}}});
    const InterestCharge charge =
        charge_of(book, kParent, asset, book.find_unit(kLoan)->owed(asset).principal, kTen);
    ASSERT_FALSE(charge.owed().is_negative()) << "seed " << seed;
    if (!charge.rebate) continue;
    const RebateUse& use = *charge.rebate;
    ASSERT_TRUE(use.delta.is_positive() && use.delta <= granted) << "seed " << seed;
    ASSERT_TRUE(use.deducted.is_positive() && use.deducted <= charge.interest) << "seed " << seed;
    // |delta| * rate, cut to 8 decimals; at most the hour.
    const Amount paid = Amount::from_raw(use.delta.raw() * use.exchange_rate.raw() / Amount::kOne);
    ASSERT_EQ(use.deducted, std::min(paid, charge.interest)) << "seed " << seed;
    // What is left owed was not affordable.
    ASSERT_TRUE(charge.owed().is_zero() || use.delta == granted) << "seed " << seed;
  }
}

TEST(Accrue, TheRebateIsUsedUpBetweenTwoAssetsOfOneHour) {
  Life life = with_rebate("0.007"_amount, kUsdc, "600"_amount);
  life.must(SetLiability{kLoan, {kUsdt, "600"_amount, {}}});
  life.wait_until(kTen + kHourMs);
  const auto charges = life.all<InterestAccrued>();
  ASSERT_EQ(charges.size(), 2u);
  EXPECT_EQ(charges[0].asset, kUsdc) << "by asset";
  EXPECT_EQ(charges[0].charge.rebate->deducted, "0.00499998"_amount);
  EXPECT_EQ(charges[1].charge.rebate->deducted, "0.00200002"_amount);
  EXPECT_TRUE(interest(life, kUsdc).is_zero());
  EXPECT_EQ(interest(life), "0.00299996"_amount);
  EXPECT_EQ(broken_promise(life.book), "");
}

TEST(Accrue, TheHourAtBorrowingUsesTheRebateToo) {
  Life life = loan_at(kTen);
  life.must(ChangeRebate{kParent, "1"_amount});
  life.must(Borrow{kLoan, kCredit, kUsdt, "600"_amount});
  EXPECT_TRUE(interest(life).is_zero());
  EXPECT_EQ(life.book.rebate(kParent).consumed, "0.00499998"_amount);
  EXPECT_EQ(broken_promise(life.book), "");
}

// --- Members' own loans

std::vector<std::string> members(const Life& life) {
  std::vector<std::string> told;
  for (const auto& event : life.all<MemberInterestAccrued>()) {
    told.push_back(std::to_string((event.charge.hour - kTen) / kHourMs) + ": " +
                   std::to_string(event.account.value) + " " + trimmed(event.charge.principal) +
                   " " + trimmed(event.charge.interest));
  }
  return told;
}

TEST(Accrue, AMembersOwnLoanCostsByTheSameRule) {
  // The margin example: 45.3313 at 0.00013233 a day.
  Life life = loan_at(kTen);
  life.must(asset_with(life.book, kUsdt, [](auto& a) { a.daily_rate = "0.00013233"_rate; }));
  life.must(UpdateWallet{kCollateral, cross({{kUsdt, {}, {}, "45.3313"_amount, {}}})});
  life.wait_until(kTen + 2 * kHourMs);
  EXPECT_THAT(members(life), ElementsAre("1: 12 45.3313 0.00024995", "2: 12 45.3313 0.00024995"));
  const auto& wallet =
      std::get<model::CrossMarginWallet>(life.book.find_account(kCollateral)->margin);
  EXPECT_EQ(wallet.balances[0].interest, "0.0004999"_amount);
  EXPECT_EQ(broken_promise(life.book), "");
  life.must(general_with(life.book, [](auto& general) { general.accrue_member_loans = false; }));
  life.wait_until(kTen + 3 * kHourMs);
  EXPECT_EQ(members(life).size(), 2u);
}

TEST(Accrue, NegativeFuturesBalancesCostADayAtMidnight) {
  Life life = loan_at(kTen);
  life.must(CloseUnit{kLoan});
  life.must(asset_with(life.book, kUsdt, [](auto& a) { a.daily_rate = "0.0001164"_rate; }));
  life.must(UpdateWallet{
      kLoose, portfolio({{kUsdt, "900000"_amount, {}, {}, {}, -"210000"_amount, "7"_amount}})});
  life.must(CreateUnit{GroupId{7},
                       kParent,
                       {{kLoose, model::MemberType::kCredit, false, true},
                        {kBare, model::MemberType::kCollateral, true, false}},
                       {},
                       {},
                       {}});
  life.wait_until(kTen + 13 * kHourMs);
  EXPECT_THAT(members(life), IsEmpty());
  life.wait_until(kTen + 24 * kHourMs);
  EXPECT_THAT(members(life), ElementsAre("14: 15 210000 24.444"));
  EXPECT_EQ(broken_promise(life.book), "");
}

}  // namespace
}  // namespace plimsoll::book
