// The loan's life turn by turn: hours that were missed, clocks that are wrong, reviews in the same
// record.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "book/test_life.h"
#include "engine/processor.h"
#include "engine/redecide.h"
#include "engine/test_loan.h"

namespace plimsoll::engine {
namespace {

using namespace book;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Timestamp kFirst = kNow;

constexpr Timestamp hour(std::int64_t count) { return hour_of(kFirst) + count * kHourMs; }

// What everyone has and owes, without the time.
Digest balances(Book world) {
  world.time = {};
  return digest_of(world);
}

TEST(ProcessorLoan, MissedHoursAreCaughtUpInOrderOneRecordEach) {
  Loan loan("600"_amount);
  const std::size_t before = loan.records();
  loan.idle(hour(5) + 1'234);
  ASSERT_EQ(loan.records(), before + 5);
  for (std::size_t i = 1; i <= 5; ++i) {
    EXPECT_EQ(loan.journal.records[before + i - 1].time, hour(static_cast<std::int64_t>(i)));
    const auto events = loan.record(before + i);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(std::get<InterestAccrued>(events[0]).charge.hour, hour(static_cast<std::int64_t>(i)));
  }
  EXPECT_EQ(loan.unit().owed(kUsdt).interest, "0.0249999"_amount);
  EXPECT_EQ(loan.recovered(), digest_of(loan.processor.book()));
  loan.idle(hour(5) + 9'999);
  EXPECT_EQ(loan.records(), before + 5) << "once";
}

TEST(ProcessorLoan, AnOutageEndsWhereARunWithoutOneDoes) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed);
    Loan steady("400"_amount);
    Loan gaps("400"_amount);
    const Submission grants{ChangeRebate{book::kParent, random.amount(0)}};
    const Submission borrows{Borrow{kLoan, kCredit, kUsdc, random.amount(2)}};
    const Submission owes{
        UpdateWallet{kCollateral, cross({{kBtc, {}, {}, random.amount(-3), {}}})}};
    Timestamp now = kFirst;
    for (int i = 0; i < 12; ++i) {
      const Timestamp next = now + random.between(1, 30 * kHourMs);
      for (Timestamp at = hour_of(now) + kHourMs; at < next; at = at + kHourMs / 2) steady.idle(at);
      now = next;
      const Submission asked = random.one_of<Submission>({grants, borrows, owes});
      ASSERT_EQ(steady.does(asked, now), gaps.does(asked, now)) << "seed " << seed;
    }
    ASSERT_EQ(balances(steady.processor.book()), balances(gaps.processor.book()))
        << "seed " << seed;
    ASSERT_EQ(gaps.recovered(), digest_of(gaps.processor.book())) << "seed " << seed;
    ASSERT_EQ(broken_promise(gaps.processor.book()), "") << "seed " << seed;
  }
}

// --- Clocks

TEST(ProcessorLoan, AClockThatStepsBackMakesTheTimeOfTheBookStandStill) {
  Loan loan("600"_amount);
  loan.idle(hour(2));
  const std::size_t before = loan.records();
  EXPECT_EQ(loan.does({FundPool{kUsdt, "1"_amount}}, hour(1)), "accepted");
  EXPECT_EQ(loan.processor.book().time, hour(2));
  EXPECT_EQ(loan.records(), before + 1) << "no hour is charged twice";
  loan.idle(hour(3));
  EXPECT_EQ(loan.records(), before + 2) << "and none is left out";
}

TEST(ProcessorLoan, AFreshPriceIsFreshThoughTheClockIsBehindTheBook) {
  Loan loan;
  const auto young = general_with(loan.processor.book(),
                                  [](auto& general) { general.liquidation_price_age_ms = 60'000; });
  EXPECT_EQ(loan.does({Command(young), UpdateWallet{kCollateral, spot({{kBtc, "0.02"_amount, {}}})},
                       SetLiability{kLoan, {kUsdt, "850"_amount, {}}}},
                      kFirst),
            "accepted");
  loan.idle(hour(24));
  const Timestamp ahead = loan.processor.book().time;
  ASSERT_EQ(ahead, hour(24)) << "for one turn the clock leapt";
  const Timestamp now = kFirst + 1'000;
  const auto sees = [&](Price price, Timestamp time) {
    UpdatePrices update = price_of(kBtc, price);
    for (PriceUpdate& each : update.prices) each.time = time;
    EXPECT_EQ(loan.does({std::move(update)}, now), "accepted");
    return loan.processor.book().prices.margin_index.time_at(kBtc.value) - ahead;
  };
  EXPECT_EQ(sees("46000"_price, now + -60'001), -60'001) << "as old as it is by the clock";
  EXPECT_EQ(loan.state(), "MARGIN_CALL") << "0.925, on an old price";
  EXPECT_EQ(sees("46000"_price, now), 0);
  EXPECT_TRUE(loan.unit().liabilities.empty()) << "liquidated";
  EXPECT_EQ(sees("46000"_price, now + 10'000), 0) << "nothing is observed in the future";
  EXPECT_EQ(loan.processor.book().time, ahead);

  EXPECT_EQ(loan.recovered(), digest_of(loan.processor.book()));
  const auto again = redecide(loan.journal, std::nullopt, {});
  ASSERT_TRUE(again) << describe(again.error());
  EXPECT_THAT(again->differences, IsEmpty()) << "the record holds what was decided";
}

TEST(ProcessorLoan, ALongAbsenceIsChargedAPartATurn) {
  constexpr std::int64_t kAbsence = 2 * kHoursPerTurn + 24;
  Loan loan("600"_amount);
  const std::size_t before = loan.records();
  const Timestamp now = hour(kAbsence);
  const Submission late{SetLiability{kLoan, {kUsdt, {}, {}}}};
  for (std::size_t turn = 1; turn <= 2; ++turn) {
    EXPECT_TRUE(loan.processor.is_behind(now));
    EXPECT_EQ(loan.does(late, now), "0 BUSY");
    EXPECT_EQ(loan.processor.clock_standing(), ClockStanding::kBehind);
    EXPECT_EQ(loan.records(), before + turn * kHoursPerTurn);
    EXPECT_LE(loan.processor.next_due(), now) << "the next turn is due at once";
  }
  EXPECT_FALSE(loan.processor.is_behind(now));
  EXPECT_EQ(loan.does(late, now), "accepted");
  EXPECT_EQ(loan.processor.clock_standing(), ClockStanding::kGood);
  EXPECT_EQ(loan.records(), before + kAbsence + 1);
  EXPECT_EQ(loan.recovered(), digest_of(loan.processor.book()));
}

TEST(ProcessorLoan, AnAbsenceInPartsEndsWhereOneInOneDoes) {
  Loan parts("600"_amount);
  Loan steps("600"_amount);
  const Timestamp now = hour(500);
  while (parts.processor.is_behind(now)) parts.idle(now);
  parts.idle(now);
  for (std::int64_t i = 1; i <= 500; ++i) steps.idle(hour(i));
  EXPECT_EQ(parts.unit().liabilities, steps.unit().liabilities);
  EXPECT_EQ(digest_of(parts.processor.book()), digest_of(steps.processor.book()));
}

TEST(ProcessorLoan, HoursThatCostNothingEndToo) {
  Loan loan;  // a margin wallet carries interest, and owes none
  const Timestamp now = hour(1000);
  const std::size_t before = loan.records();
  int turns = 0;
  while (loan.processor.is_behind(now) && ++turns < 100) loan.idle(now);
  EXPECT_LT(turns, 100);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(loan.processor.is_behind(now));
    EXPECT_EQ(loan.does({}, now), "accepted") << "they are not missed again";
    EXPECT_EQ(loan.processor.clock_standing(), ClockStanding::kGood);
  }
  EXPECT_EQ(loan.records(), before);
  EXPECT_EQ(loan.does({FundPool{kUsdt, "1"_amount}}, now), "accepted");
}

TEST(ProcessorLoan, HoursThatCostNothingCostAgainWhenTheClockGoesBackBehindThem) {
  Loan loan;
  const Timestamp ahead = hour(1000);
  while (loan.processor.is_behind(ahead)) loan.idle(ahead);
  loan.idle(ahead);
  const Timestamp now = hour(500);
  EXPECT_TRUE(loan.processor.is_behind(now)) << "nobody knows what they cost by then";
  while (loan.processor.is_behind(now)) loan.idle(now);
  EXPECT_EQ(loan.does({SetLiability{kLoan, {kUsdt, "600"_amount, {}}}}, now), "accepted");
  const std::size_t before = loan.records();
  loan.idle(hour(503));
  EXPECT_EQ(loan.records(), before + 3) << "each hour from the loan on";
}

TEST(ProcessorLoan, AClockMoreThanAYearAheadIsNotBelieved) {
  Loan loan("600"_amount);
  const std::size_t before = loan.records();
  const Digest then = digest_of(loan.processor.book());
  const Submission fund{FundPool{kUsdt, "1"_amount}};
  EXPECT_EQ(loan.does(fund, kFirst + kMaxClockLeapMs + 1), "0 BUSY");
  EXPECT_EQ(loan.processor.clock_standing(), ClockStanding::kRefused);
  EXPECT_EQ(loan.processor.publish()->standing, ClockStanding::kRefused);
  EXPECT_EQ(loan.records(), before);
  EXPECT_EQ(digest_of(loan.processor.book()), then);
  EXPECT_EQ(loan.does(fund, kFirst + 1), "accepted") << "once it is set right";
  EXPECT_EQ(loan.processor.publish()->standing, ClockStanding::kGood);
}

TEST(ProcessorLoan, WhatWasImportedFromAnOldFileCountsFromItsImportOn) {
  Loan loan("600"_amount);
  const Timestamp import = kFirst + 2 * kMaxClockLeapMs;
  EXPECT_EQ(loan.does({StartInterest{import}}, kFirst + 1), "accepted");
  const Submission fund{FundPool{kUsdt, "1"_amount}};
  EXPECT_EQ(loan.does(fund, import + kMaxClockLeapMs + 1), "0 BUSY");
  EXPECT_EQ(loan.does(fund, import + 1), "accepted");
}

TEST(ProcessorLoan, ACommandAfterAnOutageIsDecidedWithTheHoursCharged) {
  Loan loan("600"_amount);
  const std::size_t before = loan.records();
  EXPECT_EQ(loan.does({SetLiability{kLoan, {kUsdt, {}, {}}}}, hour(2) + 1), "accepted");
  EXPECT_EQ(loan.records(), before + 3) << "two hours, then the turn";
  loan.idle(hour(4));
  EXPECT_EQ(loan.records(), before + 3) << "nothing is owed any more";
}

TEST(ProcessorLoan, AHourThatCostsNothingIsNotDueAgain) {
  Loan loan;
  EXPECT_EQ(loan.processor.next_due(), hour(1)) << "a margin wallet may owe";
  const std::size_t before = loan.records();
  loan.idle(hour(3) + 5);
  EXPECT_EQ(loan.records(), before);
  EXPECT_EQ(loan.processor.next_due(), hour(4));
}

TEST(ProcessorLoan, ACureTimeThatCannotBeJudgedIsNotDueAgain) {
  Loan loan;
  const auto lines =
      general_with(loan.processor.book(), [](auto& general) { general.lines.cure_ms = 10'000; });
  DefineAsset fresh = asset_with(loan.processor.book(), kBtc, [](auto& a) { a.name = "NEW"; });
  loan.does({Command(lines), SetLiability{kLoan, {kUsdt, "901"_amount, {}}}, fresh}, kFirst);
  const auto cure = loan.unit().cure_until;
  ASSERT_EQ(cure, kFirst + 10'000);
  EXPECT_EQ(loan.processor.next_due(), cure);
  const AssetId unpriced = *loan.processor.book().parameters.find_asset("NEW");
  loan.does({AdjustWallet{kCollateral, spot({{unpriced, "1"_amount, {}}})}}, kFirst + 1);
  loan.idle(*cure);
  EXPECT_EQ(loan.state(), "MARGIN_CALL");
  EXPECT_EQ(loan.processor.next_due(), hour(1));
  loan.does({price_of(unpriced, "0.00000001"_price)}, *cure + 5);
  EXPECT_TRUE(loan.unit().liabilities.empty()) << "liquidated when it can be valued";
}

// --- Reviews

TEST(ProcessorLoan, AReviewStandsInTheRecordOfWhatCausedIt) {
  Loan loan("700"_amount);
  const std::size_t before = loan.records();
  const auto results = turn(loan.processor,
                            {{SetLiability{kLoan, {kUsdt, "800"_amount, {}}}},
                             {Borrow{kLoan, kCredit, kUsdt, "1"_amount}},
                             {SetLiability{kLoan, {kUsdt, "900"_amount, {}}}},
                             {Borrow{kLoan, kCredit, kUsdt, "1"_amount}}},
                            kFirst);
  EXPECT_THAT(outcomes(results), ElementsAre("accepted", "0 LTV_TOO_HIGH", "accepted", "accepted"))
      << "what comes after a liquidation is decided after it";
  ASSERT_EQ(loan.records(), before + 1);
  const auto events = loan.record(before + 1);
  std::vector<std::size_t> kinds;
  for (const Event& event : events) kinds.push_back(event.index());
  const auto kind = [](const Event& event) { return event.index(); };
  EXPECT_THAT(kinds,
              ElementsAre(kind(LiabilitySet{}), kind(UnitStateChanged{}), kind(LiabilitySet{}),
                          kind(LiquidationStarted{}), kind(CollateralMoved{}), kind(Repaid{}),
                          kind(LiquidationEnded{}), kind(Borrowed{})));
  EXPECT_EQ(results[0]->events.size(), 1u) << "the answer tells what was asked for";
  EXPECT_EQ(loan.recovered(), digest_of(loan.processor.book()));
}

TEST(ProcessorLoan, ACureTimeEndsInATurnOfItsOwn) {
  Loan loan;
  const auto lines =
      general_with(loan.processor.book(), [](auto& general) { general.lines.cure_ms = 10'000; });
  loan.does({Command(lines), SetLiability{kLoan, {kUsdt, "900"_amount, {}}}}, kFirst);
  loan.idle(kFirst + 9'999);
  EXPECT_EQ(loan.state(), "MARGIN_CALL");
  loan.idle(kFirst + 10'000);
  EXPECT_EQ(loan.state(), "NORMAL");
  EXPECT_TRUE(loan.unit().liabilities.empty());
  EXPECT_EQ(loan.recovered(), digest_of(loan.processor.book()));
}

TEST(ProcessorLoan, AReviewIsNoAnswer) {
  // A submission of several commands is reviewed as a whole.
  Loan loan("600"_amount);
  const auto results = turn(loan.processor,
                            {{SetLiability{kLoan, {kUsdt, "950"_amount, {}}},
                              SetLiability{kLoan, {kUsdt, "600"_amount, {}}}}},
                            kFirst);
  EXPECT_EQ(results[0]->events.size(), 2u);
  EXPECT_EQ(loan.state(), "NORMAL");
  EXPECT_EQ(loan.unit().owed(kUsdt).principal, "600"_amount) << "it was never above the line";
}

}  // namespace
}  // namespace plimsoll::engine
