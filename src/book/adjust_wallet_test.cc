// AdjustWallet: differences in, outcomes in the event, and only the entries it names change.
#include "book/adjust_wallet.h"

#include <gmock/gmock.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

using model::PositionSide;
using testing::ElementsAre;

constexpr Amount kOne = Amount::whole(1);

// The member with both kinds of entries: USDT 50 and a long of 3 BTCUSDT at 100.
Book book_with_position() {
  Book book = make_book();
  accept(book, UpdateWallet{kLoose,
                            portfolio({{kUsdt, "50"_amount, {}, {}, {}, {}, {}}},
                                      {{kBtcUsdt, PositionSide::kBoth, "3"_amount, "100"_price}})});
  return book;
}

const model::PortfolioMarginWallet& loose_wallet(const Book& book) {
  return std::get<model::PortfolioMarginWallet>(book.find_account(kLoose)->margin);
}

TEST(AdjustWallet, TheEventHoldsTheOutcomeOfTheEntriesItTouched) {
  Book book = make_book();
  const Book before = book;
  const auto event = accept<WalletAdjusted>(
      book, AdjustWallet{kCollateral, spot({{kBtc, "-0.25"_amount, "0.5"_amount}})});
  EXPECT_EQ(event.entries, AnyWallet(spot({{kBtc, "0.75"_amount, "1"_amount}})));
  EXPECT_THAT(changed_parts(before, book), ElementsAre("account 12"));
  EXPECT_EQ(book.find_account(kCollateral)->spot, spot({{kBtc, "0.75"_amount, "1"_amount}}));
  EXPECT_EQ(book.find_account(kCollateral)->margin, before.find_account(kCollateral)->margin);
}

TEST(AdjustWallet, AnEventAppliedTwiceChangesNothingMore) {
  Book book = make_book();
  const Event event = accept(book, AdjustWallet{kCollateral, spot({{kUsdt, kOne, {}}})});
  const Digest once = digest_of(book);
  book::apply(book, event);
  EXPECT_EQ(digest_of(book), once) << "the outcome is absolute";
}

TEST(AdjustWallet, NewEntriesAreInsertedInTheirPlace) {
  Book book = make_book();
  accept(book, UpdateWallet{kFree, spot({{kEth, kOne, {}}})});
  accept(book, AdjustWallet{kFree, spot({{kUsdt, kOne, {}}, {kBtc, kOne, {}}, {kUsdc, kOne, {}}})});
  EXPECT_EQ(book.find_account(kFree)->spot,
            spot({{kBtc, kOne, {}}, {kEth, kOne, {}}, {kUsdc, kOne, {}}, {kUsdt, kOne, {}}}));
}

TEST(AdjustWallet, AnEntryThatBecomesZeroGoesAway) {
  Book book = make_book();
  accept(book, AdjustWallet{kCollateral, spot({{kBtc, "-1"_amount, "-0.5"_amount}})});
  EXPECT_TRUE(book.find_account(kCollateral)->spot.balances.empty());
  accept(book, AdjustWallet{kCollateral, spot({{kEth, {}, {}}})});
  EXPECT_TRUE(book.find_account(kCollateral)->spot.balances.empty()) << "nothing plus nothing";
}

TEST(AdjustWallet, TheModeOfACrossMarginWalletStays) {
  Book book = make_book();
  accept(book, UpdateWallet{kFree, model::CrossMarginWallet{model::MarginMode::kPro,
                                                            {{kUsdt, kOne, {}, {}, {}}}}});
  const auto event =
      accept<WalletAdjusted>(book, AdjustWallet{kFree, cross({{kUsdt, {}, {}, kOne, kOne}})});
  const model::CrossMarginWallet outcome{model::MarginMode::kPro, {{kUsdt, kOne, {}, kOne, kOne}}};
  EXPECT_EQ(event.entries, AnyWallet(outcome));
  EXPECT_EQ(book.find_account(kFree)->margin, model::MarginWallet(outcome));
}

TEST(AdjustWallet, EveryAmountOfAPortfolioMarginBalanceAddsUp) {
  Book book = book_with_position();
  accept(book, AdjustWallet{kLoose, portfolio({{kUsdt, "1"_amount, "2"_amount, "3"_amount,
                                                "4"_amount, "-5"_amount, "-6"_amount}})});
  EXPECT_EQ(loose_wallet(book).balances,
            (std::vector<model::PortfolioMarginBalance>{{kUsdt, "51"_amount, "2"_amount, "3"_amount,
                                                         "4"_amount, "-5"_amount, "-6"_amount}}));
  EXPECT_EQ(loose_wallet(book).positions.size(), 1u);
}

// --- Positions

TEST(AdjustWallet, APositionAddsItsQuantityAndTakesTheNewEntry) {
  Book book = book_with_position();
  accept(book,
         AdjustWallet{kLoose,
                      portfolio({}, {{kBtcUsdt, PositionSide::kBoth, "-5"_amount, "110"_price},
                                     {kBtcPerp, PositionSide::kShort, "-2"_amount, "90"_price}})});
  EXPECT_EQ(
      loose_wallet(book).positions,
      (std::vector<model::Position>{{kBtcUsdt, PositionSide::kBoth, "-2"_amount, "110"_price},
                                    {kBtcPerp, PositionSide::kShort, "-2"_amount, "90"_price}}));
}

TEST(AdjustWallet, AClosedPositionGoesAwayWithoutAnEntryPrice) {
  Book book = book_with_position();
  accept(book,
         AdjustWallet{kLoose, portfolio({}, {{kBtcUsdt, PositionSide::kBoth, "-3"_amount, {}}})});
  EXPECT_TRUE(loose_wallet(book).positions.empty());
  EXPECT_EQ(loose_wallet(book).balances.size(), 1u);
}

TEST(AdjustWallet, AWrongPositionIsNoLackOfBalance) {
  const Book book = book_with_position();
  const auto with = [&](const model::Position& delta) {
    return refusal(book, AdjustWallet{kLoose, portfolio({}, {delta})});
  };
  EXPECT_EQ(with({kNoContract, PositionSide::kBoth, kOne, "1"_price}), "UNKNOWN_CONTRACT");
  EXPECT_EQ(with({kBtcUsdt, PositionSide::kBoth, kOne, {}}), "OUT_OF_RANGE") << "entry price";
  EXPECT_EQ(with({kBtcUsdt, PositionSide::kLong, -kOne, "1"_price}), "OUT_OF_RANGE") << "side";
  EXPECT_EQ(with({kBtcPerp, PositionSide::kBoth, "0.5"_amount, "1"_price}), "OUT_OF_RANGE")
      << "a fraction of a contract";
}

// --- Refusals

TEST(AdjustWallet, TheAccountThenTheWalletThenTheEntries) {
  const Book book = make_book();
  const auto bad = cross({{kNoAsset, -kOne, {}, {}, {}}});
  EXPECT_EQ(refusal(book, AdjustWallet{kNobody, bad}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(refusal(book, AdjustWallet{kBare, bad}), "WALLET_MISSING");
  EXPECT_EQ(refusal(book, AdjustWallet{kLoose, bad}), "WALLET_MISSING") << "the other kind";
  EXPECT_EQ(refusal(book, AdjustWallet{kFree, portfolio({})}), "WALLET_MISSING");
  EXPECT_EQ(refusal(book, AdjustWallet{kFree, bad}), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal(book, AdjustWallet{kBare, spot({})}), "") << "everybody has SPOT";
}

TEST(AdjustWallet, WhatIsNotThereCannotLeave) {
  const Book book = make_book();
  const Amount more = "1.00000001"_amount;
  EXPECT_EQ(refusal(book, AdjustWallet{kCollateral, spot({{kBtc, "-1"_amount, {}}})}), "");
  EXPECT_EQ(refusal(book, AdjustWallet{kCollateral, spot({{kBtc, -more, {}}})}),
            "INSUFFICIENT_BALANCE");
  EXPECT_EQ(refusal(book, AdjustWallet{kCollateral, spot({{kEth, {}, -kOne}})}),
            "INSUFFICIENT_BALANCE")
      << "an asset that is not held";
  EXPECT_EQ(refusal(book, AdjustWallet{kFree, cross({{kUsdt, {}, {}, -kOne, {}}})}),
            "INSUFFICIENT_BALANCE")
      << "repaying what is not owed";
  EXPECT_EQ(refusal(book, AdjustWallet{kLoose, portfolio({{kUsdt, {}, {}, {}, -kOne, {}, {}}})}),
            "INSUFFICIENT_BALANCE");
  EXPECT_EQ(refusal(book, AdjustWallet{kLoose, portfolio({{kUsdt, {}, {}, {}, {}, -kOne, {}}})}),
            "")
      << "a futures wallet may fall below zero";
}

TEST(AdjustWallet, AnEntryStandsOnceInAChange) {
  const Book book = book_with_position();
  EXPECT_EQ(refusal(book, AdjustWallet{kFree, spot({{kBtc, kOne, {}}, {kBtc, kOne, {}}})}),
            "DUPLICATE");
  const model::Position delta{kBtcUsdt, PositionSide::kBoth, kOne, "1"_price};
  EXPECT_EQ(refusal(book, AdjustWallet{kLoose, portfolio({}, {delta, delta})}), "DUPLICATE");
  model::Position other_side = delta;
  other_side.side = PositionSide::kLong;
  EXPECT_EQ(refusal(book, AdjustWallet{kLoose, portfolio({}, {delta, other_side})}), "");
}

TEST(AdjustWallet, ASumBeyondTheBoundIsRefused) {
  Book book = book_with_position();
  const Amount most = Amount::whole(kMaxAmount);
  accept(book, UpdateWallet{kFree, spot({{kBtc, most, {}}})});
  EXPECT_EQ(refusal(book, AdjustWallet{kFree, spot({{kBtc, Amount::from_raw(1), {}}})}),
            "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, AdjustWallet{kFree, spot({{kBtc, -most, {}}})}), "");
  accept(book,
         UpdateWallet{kLoose, portfolio({}, {{kBtcUsdt, PositionSide::kBoth, most, "100"_price}})});
  EXPECT_EQ(refusal(book, AdjustWallet{kLoose, portfolio({}, {{kBtcUsdt, PositionSide::kBoth, most,
                                                               "1"_price}})}),
            "OUT_OF_RANGE");
}

}  // namespace
}  // namespace plimsoll::book
