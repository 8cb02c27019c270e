// Everything at its bound: what a book takes there, what it refuses beyond, and that whatever
// follows is an answer or an error and never the end of the process.
#include "book/bounds.h"

#include <gtest/gtest.h>

#include "book/loan_rules.h"
#include "book/test_life.h"
#include "risk/max_borrowable.h"

namespace plimsoll::book {
namespace {

constexpr Amount kMost = Amount::whole(kMaxAmount);
constexpr Amount kTick = Amount::from_raw(1);
constexpr Amount kMore = kMost + kTick;

TEST(Bounds, AWalletTakesTheMostAndNotMore) {
  const Book book = make_book();
  for (const auto& [amount, answer] : {std::pair(kMost, ""), std::pair(kMore, "OUT_OF_RANGE")}) {
    EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kBtc, amount, amount}})}), answer);
    EXPECT_EQ(refusal(book, UpdateWallet{kFree, cross({{kBtc, amount, amount, amount, amount}})}),
              answer);
    EXPECT_EQ(refusal(book, UpdateWallet{kLoose, portfolio({{kBtc, amount, amount, amount, amount,
                                                             -amount, -amount}})}),
              answer);
    for (const Amount quantity : {amount, -amount}) {
      const model::Position position{kBtcUsdt, model::PositionSide::kBoth, quantity, "1"_price};
      EXPECT_EQ(refusal(book, UpdateWallet{kLoose, portfolio({}, {position})}), answer);
    }
  }
}

TEST(Bounds, APositionHasAnEntryPriceAndAWalletSoManyPositions) {
  Book book = make_book();
  const auto with = [&](Price entry) {
    return refusal(book, UpdateWallet{kLoose, portfolio({}, {{kBtcUsdt, model::PositionSide::kBoth,
                                                              "1"_amount, entry}})});
  };
  EXPECT_EQ(with(Price::whole(kMaxPrice)), "");
  EXPECT_EQ(with(Price::whole(kMaxPrice) + Price::from_raw(1)), "OUT_OF_RANGE");
  model::PortfolioMarginWallet full;
  for (std::size_t i = 0; i < kMaxPositions; ++i) {
    model::Contract contract = book.parameters.contract(kBtcUsdt);
    contract.symbol = "C" + std::to_string(i);
    const ContractId id = accept<ContractDefined>(book, DefineContract{contract}).id;
    full.positions.push_back({id, model::PositionSide::kLong, "1"_amount, "1"_price});
  }
  EXPECT_EQ(refusal(book, UpdateWallet{kLoose, full}), "");
  full.positions.push_back({kBtcUsdt, model::PositionSide::kLong, "1"_amount, "1"_price});
  EXPECT_EQ(refusal(book, UpdateWallet{kLoose, full}), "OUT_OF_RANGE");
}

TEST(Bounds, OfTheRest) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, SetFrozenAmount{kParent, kMost}), "");
  EXPECT_EQ(refusal(book, SetFrozenAmount{kParent, kMore}), "OUT_OF_RANGE");
  model::Contract contract = book.parameters.contract(kBtcPerp);
  contract.contract_size = Amount::whole(kMaxContractSize);
  EXPECT_EQ(refusal(book, DefineContract{contract}), "");
  contract.contract_size += kTick;
  EXPECT_EQ(refusal(book, DefineContract{contract}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, StartInterest{Timestamp{kMaxTimeMs}}), "");
  EXPECT_EQ(refusal(book, StartInterest{Timestamp{kMaxTimeMs + 1}}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, StartInterest{Timestamp{-1}}), "OUT_OF_RANGE");
  for (const Timestamp created : {Timestamp{-1}, Timestamp{kMaxTimeMs + 1}}) {
    EXPECT_EQ(refusal(book, CreateUnit{GroupId{9}, kParent, {}, {}, created, {}}), "OUT_OF_RANGE");
  }
}

// A unit whose wallets, debts and pool are all full, at prices from one end to the other.
Book full_book(Price btc, Price usdc) {
  Book book = make_loan_book();
  for (const AssetId asset : {kBtc, kUsdc, kUsdt}) {
    accept(book,
           asset_with(book, asset, [](auto& it) { it.daily_rate = Rate::whole(kMaxDailyRate); }));
    accept(book, FundPool{asset, kMost - book.pool(asset)});
  }
  accept(book, UpdateWallet{kCredit, cross({{kBtc, kMost, kMost, {}, {}},
                                            {kUsdc, kMost, {}, kMost, kMost},
                                            {kUsdt, kMost, {}, {}, {}}})});
  accept(book, UpdateWallet{kCollateral, spot({{kBtc, kMost, kMost}, {kUsdt, kMost, {}}})});
  for (const AssetId asset : {kBtc, kUsdc, kUsdt}) {
    accept(book, SetLiability{kLoan, {asset, kMost, kMost}});
  }
  accept(book, price_of(kBtc, btc));
  accept(book, price_of(kUsdc, usdc));
  return book;
}

TEST(Bounds, ABookWithEverythingAtItsBoundAnswers) {
  const Price least = Price::from_raw(1);
  const Price most = Price::whole(kMaxPrice);
  for (const Price btc : {least, "1"_price, most}) {
    for (const Price usdc : {least, "1"_price, most}) {
      Life life(full_book(btc, usdc));
      const auto assessed = assess(life.book, life.unit());
      ASSERT_EQ(assessed.has_value(), btc != most && usdc != most);
      if (!assessed) {
        EXPECT_EQ(assessed.error().code, ErrorCode::kValueOverflow);
      }
      for (const AssetId asset : {kBtc, kUsdc, kUsdt}) {
        for (const Amount amount : {kTick, kMost}) {
          (void)life.act(Borrow{kLoan, kCredit, asset, amount});
          (void)life.act(Repay{kLoan, kCredit, asset, amount});
          (void)life.act(TransferOut{kParent, kCredit, asset, amount});
          (void)life.act(Transfer{kParent,
                                  {kCollateral, TransferWallet::kSpot},
                                  {kParent, TransferWallet::kSpot},
                                  asset,
                                  amount,
                                  {}});
        }
      }
      life.wait_until(life.book.time + 48 * kHourMs);
      life.review_all();
      EXPECT_EQ(broken_promise(life.book), "");
    }
  }
}

TEST(Bounds, ABookThatIsFilledAgainAndAgainDoesNotOverflow) {
  Life life(full_book("1"_price, "1"_price));
  for (int i = 0; i < 200; ++i) {
    life.must(UpdateWallet{kFree, spot({{kUsdt, kMost, {}}})});
    life.must(Transfer{kParent,
                       {kFree, TransferWallet::kSpot},
                       {kParent, TransferWallet::kSpot},
                       kUsdt,
                       kMost,
                       {}});
  }
  EXPECT_EQ(free_in(life.book, kParent, model::WalletType::kSpot, kUsdt),
            Amount::whole(200 * kMaxAmount));
  EXPECT_EQ(broken_promise(life.book), "");
}

TEST(Bounds, FuturesAtTheirBoundAreClosedOrCannotBeValued) {
  for (const Price mark : {Price::from_raw(1), "100"_price, Price::whole(kMaxPrice)}) {
    for (const Amount size : {kMost, -kMost}) {
      Life life(make_loan_book());
      life.must(EditMember{kLoan, kLoose, false, true});
      life.must(UpdateWallet{
          kLoose,
          portfolio({{kBtc, kMost, {}, {}, {}, {}, {}}, {kUsdt, kMost, {}, {}, {}, kMost, {}}},
                    {{kBtcUsdt, model::PositionSide::kBoth, size, "1"_price},
                     {kBtcPerp, model::PositionSide::kBoth, size, Price::from_raw(1)}})});
      life.must(SetLiability{kLoan, {kUsdt, kMost, {}}});
      life.must(UpdatePrices{{{model::PriceKind::kMark, kBtcUsdt.value, mark, kNow},
                              {model::PriceKind::kMark, kBtcPerp.value, mark, kNow}}});
      life.review_all();
      EXPECT_EQ(broken_promise(life.book), "");
    }
  }
}

}  // namespace
}  // namespace plimsoll::book
