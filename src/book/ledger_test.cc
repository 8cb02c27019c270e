// The ledger: whatever happens, per asset all places together hold nothing, and no balance is
// negative that may not be.
#include "book/ledger.h"

#include <gmock/gmock.h>

#include "book/test_commands.h"
#include "book/test_life.h"

namespace plimsoll::book {
namespace {

using testing::IsEmpty;

TEST(Ledger, EveryEventOfRandomRunsKeepsThePromises) {
  std::size_t events = 0;
  for (std::uint64_t seed = 100; seed < 130; ++seed) {
    Life life{Book{}};
    std::string broken;
    life.after_each = [&] {
      if (broken.empty()) broken = broken_promise(life.book);
    };
    RandomCommands source(seed);
    for (int i = 0; i < 500; ++i) {
      const bool hours = source.random().chance(3);
      life.wait_until(life.book.time + (hours ? source.random().between(1, 30) * kHourMs : 1'000));
      (void)life.act(source.next(life.book));
      ASSERT_EQ(broken, "") << "seed " << seed << ", command " << i << ", event "
                            << life.events.back().index();
    }
    events += life.events.size();
  }
  EXPECT_GT(events, 5'000u);
}

TEST(Ledger, TheAuditNamesEveryPlace) {
  Life life(make_loan_book());
  EXPECT_THAT(broken_promise(life.book), "");
  life.must(ChangeRebate{kParent, "0.002"_amount});
  life.must(Borrow{kLoan, kCredit, kUsdt, "600"_amount});
  life.must(Repay{kLoan, kCredit, kUsdt, "100.00299998"_amount});
  const auto balances = audit(life.book);
  const AssetBalance& usdt = balances.back();
  EXPECT_EQ(usdt.asset, kUsdt);
  EXPECT_TRUE(usdt.sum.is_zero());
  // 1000 and 499.99700002 and, outside the unit, 50 each of kFree, kLoose, kForeign - kFree's is
  // gone.
  std::map<std::string, std::string> places;
  for (const auto& [name, total] : usdt.places) places[std::string(name)] = trimmed(total);
  EXPECT_EQ(places["LOANS"], "-500");
  EXPECT_EQ(places["CLAIMS"], "500");
  EXPECT_EQ(places["POOL"], "999500");
  EXPECT_EQ(places["INTEREST_INCOME"], "0.00499998");
  EXPECT_FALSE(places.contains("REBATES")) << "used up, and zero is not told";
  EXPECT_EQ(places["REBATE_COST"], "-0.002");
}

TEST(Ledger, AnEmptyBookHasNothingToAudit) { EXPECT_THAT(audit(Book{}), IsEmpty()); }

TEST(LedgerDeath, PostingsThatDoNotBalanceAreOurs) {
  Book book = make_book();
  EXPECT_DEATH(post(book, {{LedgerPlace::kPool, kUsdt, "1"_amount}}), "do not balance");
  EXPECT_DEATH(post(book, {{LedgerPlace::kPool, kUsdt, "1"_amount},
                           {LedgerPlace::kOutside, kUsdc, -"1"_amount}}),
               "do not balance");
  EXPECT_DEATH(post(book, {{WalletPlace{kBare}, kUsdt, -"1"_amount},
                           {LedgerPlace::kOutside, kUsdt, "1"_amount}}),
               "below zero");
}

}  // namespace
}  // namespace plimsoll::book
