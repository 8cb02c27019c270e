// Requests answered before: known to the end of their time and forgotten after it.
#include "book/requests.h"

#include <gtest/gtest.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

RequestMark mark(const char* id, Timestamp until) { return {digest(id), digest("content"), until}; }

TEST(Requests, AreKnownUntilTheirTimeAndNotAfterIt) {
  RequestMemory memory;
  EXPECT_EQ(memory.find(digest("a"), kNow), nullptr);
  memory.add({{mark("a", kNow + 5), mark("b", kNow + 9)}, {7, "1.5"_amount}}, kNow);
  for (const char* id : {"a", "b"}) {
    ASSERT_NE(memory.find(digest(id), kNow + 5), nullptr);
    EXPECT_EQ(memory.find(digest(id), kNow + 5)->outcome, (Outcome{7, "1.5"_amount}));
  }
  EXPECT_EQ(memory.find(digest("a"), kNow + 6), nullptr);
  EXPECT_NE(memory.find(digest("b"), kNow + 6), nullptr);
}

TEST(Requests, TakeNoMemoryAfterTheirTime) {
  RequestMemory memory;
  memory.add({{mark("a", kNow + 5), mark("b", kNow + 9)}, {}}, kNow);
  memory.add({{mark("c", kNow + 99)}, {}}, kNow + 5);
  EXPECT_EQ(memory.size(), 3u);
  memory.add({{mark("d", kNow + 99)}, {}}, kNow + 6);
  EXPECT_EQ(memory.size(), 3u);
  memory.add({{mark("a", kNow + 99)}, {}}, kNow + 10);
  EXPECT_EQ(memory.size(), 3u) << "an id may be used again";
  EXPECT_NE(memory.find(digest("a"), kNow + 99), nullptr);
}

TEST(Requests, ArePartOfTheBook) {
  Book book = make_book();
  const Digest before = digest_of(book);
  book::apply(book, RequestAnswered{{mark("a", kNow)}, {}});
  EXPECT_NE(digest_of(book), before);
}

TEST(Requests, TheOutcomeIsTheTransactionAndWhatReallyMoved) {
  Repaid repaid;
  repaid.transaction = 3;
  repaid.principal = "5"_amount;
  repaid.interest = "1"_amount;
  repaid.fee = "9"_amount;
  EXPECT_EQ(outcome_of(repaid), (Outcome{3, "6"_amount}));
  TransferredOut out;
  out.transaction = 4;
  out.amount = "2"_amount;
  EXPECT_EQ(outcome_of(out), (Outcome{4, "2"_amount}));
  EXPECT_EQ(outcome_of(UnitClosed{}), Outcome{});
}

}  // namespace
}  // namespace plimsoll::book
