// Requests that come again: the first answer counts, whatever clock, turn or restart lies between.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "engine/processor.h"
#include "engine/test_loan.h"

namespace plimsoll::engine {
namespace {

using namespace book;
using testing::IsEmpty;

constexpr Timestamp kFirst = kNow;

RequestMark mark(const char* id, const char* content = "borrow 5") {
  return {digest(id), digest(content), kFirst + 70'000};
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
  const Digest before = digest_of(loan.processor.book());
  for (const char* known : {"id", "signature"}) {
    const auto again = turn(loan.processor, {borrow({mark("fresh"), mark(known)})}, kFirst + 5)[0];
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->outcome, first->outcome);
    EXPECT_THAT(again->events, IsEmpty());
  }
  EXPECT_EQ(digest_of(loan.processor.book()), before);

  Processor restarted(loan.journal);
  ASSERT_TRUE(restarted.recover({}));
  const auto later = turn(restarted, {borrow({mark("id")})}, kFirst + 70'000)[0];
  ASSERT_TRUE(later);
  EXPECT_TRUE(later->repeated) << "after a restart too";
  EXPECT_EQ(later->outcome, first->outcome);
  EXPECT_EQ(digest_of(restarted.book()), before);
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
// own either, though the id's time ends before they grow too old.
TEST(ProcessorRepeat, TheBytesOfARepeatAreKnownForAsLongAsTheyAreGood) {
  Loan loan;
  const Timestamp end = kFirst + 70'000;
  const auto sent = [&](Timestamp when) {
    RequestMark id = mark("id");
    id.until = end + kMaxRequestLifeMs;
    Submission asks = borrow({mark(when == kFirst ? "first" : "again"), id});
    asks.marks[0].until = when + kMaxRequestLifeMs;
    asks.sent = when;
    return asks;
  };
  ASSERT_FALSE(turn(loan.processor, {sent(kFirst)}, kFirst)[0]->repeated);
  for (const Timestamp now : {end, end + 1, end + kMaxRequestLifeMs}) {
    const auto repeat = turn(loan.processor, {sent(end)}, now)[0];
    ASSERT_TRUE(repeat);
    EXPECT_TRUE(repeat->repeated) << now - end << " ms behind the id's end";
  }
  const auto fresh = turn(loan.processor, {sent(end + 1)}, end + kMaxRequestLifeMs)[0];
  ASSERT_TRUE(fresh);
  EXPECT_FALSE(fresh->repeated) << "made when the id was over";
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
