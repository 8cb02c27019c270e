// Requests that come again: the first answer counts, whatever clock, turn or restart lies between.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "engine/processor.h"
#include "engine/redecide.h"
#include "engine/test_loan.h"

namespace plimsoll::engine {
namespace {

using namespace book;
using testing::IsEmpty;

constexpr Timestamp kFirst = kNow;

RequestMark mark(const char* id, const char* content = "borrow 5") {
  return {digest(id), digest(content), kFirst + 70'000};
}
// What everyone has and owes, without what is remembered of requests.
Digest balances(Book world) {
  world.time = {};
  world.requests = {};
  return digest_of(world);
}

Submission borrow(std::vector<RequestMark> marks) {
  return {{Borrow{kLoan, kCredit, kUsdt, "5"_amount}}, std::move(marks)};
}

TEST(ProcessorRepeat, ARepeatedRequestGetsTheFirstAnswerAndChangesNothing) {
  Loan loan;
  const auto first = turn(loan.processor, {borrow({mark("id"), mark("signature")})}, kFirst)[0];
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->repeated);
  EXPECT_EQ(first->outcome, (Outcome{1, "5"_amount}));
  const Digest before = balances(loan.processor.book());
  for (const char* known : {"id", "signature"}) {
    const auto again = turn(loan.processor, {borrow({mark("fresh"), mark(known)})}, kFirst + 5)[0];
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->outcome, first->outcome);
    EXPECT_THAT(again->events, IsEmpty());
  }
  EXPECT_EQ(balances(loan.processor.book()), before);

  Processor restarted(loan.journal);
  ASSERT_TRUE(restarted.recover({}));
  const auto later = turn(restarted, {borrow({mark("id")})}, kFirst + 70'000)[0];
  ASSERT_TRUE(later);
  EXPECT_TRUE(later->repeated) << "after a restart too";
  EXPECT_EQ(later->outcome, first->outcome);
  EXPECT_EQ(balances(restarted.book()), before);
  const auto forgotten = turn(restarted, {borrow({mark("id")})}, kFirst + 70'001)[0];
  ASSERT_TRUE(forgotten);
  EXPECT_FALSE(forgotten->repeated) << "its time is over";
  EXPECT_EQ(forgotten->outcome, (Outcome{2, "5"_amount}));
}

TEST(ProcessorRepeat, TwoOfOneTurnAreOne) {
  Loan loan;
  const auto results = turn(loan.processor, {borrow({mark("id")}), borrow({mark("id")})}, kFirst);
  EXPECT_FALSE(results[0]->repeated);
  EXPECT_TRUE(results[1]->repeated);
  EXPECT_EQ(results[1]->outcome, results[0]->outcome);
  EXPECT_EQ(loan.unit().owed(kUsdt).principal, "5"_amount);
}

// A request is judged by a clock that the book may be ahead of: the clock was set back, or the
// request waited for a journal that hung.
TEST(ProcessorRepeat, ARepeatIsKnownWhereTheBookIsAheadOfTheClock) {
  Loan loan;
  const Timestamp ahead = kFirst + book::kHourMs;
  turn(loan.processor, {{Borrow{kLoan, kCredit, kUsdt, "1"_amount}}}, ahead);
  ASSERT_LT(mark("id").until, ahead);
  ASSERT_FALSE(turn(loan.processor, {borrow({mark("id")})}, kFirst)[0]->repeated);
  EXPECT_TRUE(turn(loan.processor, {borrow({mark("id")})}, kFirst + 60'000)[0]->repeated);
  EXPECT_TRUE(turn(loan.processor, {borrow({mark("id")})}, ahead + 60'999)[0]->repeated);
  EXPECT_FALSE(turn(loan.processor, {borrow({mark("id")})}, ahead + 61'001)[0]->repeated);
}

// A client sends its request again with its id, signed anew. Those bytes are no request of their
// own either: not when somebody leaves the id away, and not when its time is over.
TEST(ProcessorRepeat, TheBytesOfARepeatAreRememberedToo) {
  Loan loan;
  ASSERT_FALSE(turn(loan.processor, {borrow({mark("first"), mark("id")})}, kFirst)[0]->repeated);
  RequestMark again = mark("again");
  again.until = kFirst + 69'000 + kMaxRequestLifeMs;
  const std::size_t before = loan.records();
  EXPECT_TRUE(turn(loan.processor, {borrow({again, mark("id")})}, kFirst + 69'000)[0]->repeated);
  EXPECT_EQ(loan.records(), before + 1);
  EXPECT_TRUE(turn(loan.processor, {borrow({again, mark("id")})}, kFirst + 69'500)[0]->repeated);
  EXPECT_EQ(loan.records(), before + 1) << "once";
  const Timestamp over = mark("id").until + 1;
  for (const auto& marks : {std::vector{again}, {again, mark("other")}, {again, mark("id")}}) {
    EXPECT_TRUE(turn(loan.processor, {borrow(marks)}, over)[0]->repeated);
  }
  EXPECT_EQ(loan.unit().owed(kUsdt).principal, "5"_amount);
  EXPECT_EQ(loan.recovered(), digest_of(loan.processor.book()));
  EXPECT_THAT(redecide(loan.journal, std::nullopt, {})->differences, IsEmpty());
}

TEST(ProcessorRepeat, WhatWaitedUntilItsMarksMayBeForgottenIsTooOld) {
  Loan loan;
  Submission asks = borrow({mark("id")});
  asks.sent = kFirst;
  EXPECT_EQ(loan.does(asks, kFirst + kMaxRequestLifeMs + 1), "0 TIMESTAMP_TOO_OLD");
  EXPECT_EQ(loan.does(asks, kFirst + kMaxRequestLifeMs), "accepted");
  turn(loan.processor, {}, kFirst + 2 * kMaxRequestLifeMs);
  asks = borrow({mark("late")});
  asks.sent = kFirst;
  EXPECT_EQ(loan.does(asks, kFirst + kMaxRequestLifeMs), "accepted")
      << "by the clock, which the book may be ahead of";
}

TEST(ProcessorRepeat, TwoThatWaitedTooLongAreOne) {
  Loan loan;
  const auto late = mark("id").until + 1;
  const auto results = turn(loan.processor, {borrow({mark("id")}), borrow({mark("id")})}, late);
  EXPECT_FALSE(results[0]->repeated);
  EXPECT_TRUE(results[1]->repeated);
}

TEST(ProcessorRepeat, AnIdUsedForSomethingElseIsRefused) {
  Loan loan;
  turn(loan.processor, {borrow({mark("id")})}, kFirst);
  EXPECT_EQ(loan.does(borrow({mark("id", "borrow 6")}), kFirst), "0 DUPLICATE_REQUEST");
}

TEST(ProcessorRepeat, ARefusedRequestIsJudgedAnew) {
  Loan loan;
  const Submission asks{{Repay{kLoan, kCredit, kUsdt, "5"_amount}}, {mark("id", "repay")}};
  EXPECT_EQ(loan.does(asks, kFirst), "0 NOTHING_OWED");
  turn(loan.processor, {{Borrow{kLoan, kCredit, kUsdt, "9"_amount}}}, kFirst);
  const auto now = turn(loan.processor, {asks}, kFirst)[0];
  ASSERT_TRUE(now);
  EXPECT_FALSE(now->repeated);
  EXPECT_EQ(now->outcome.amount, "5"_amount);
}

}  // namespace
}  // namespace plimsoll::engine
