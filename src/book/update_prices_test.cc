// UpdatePrices: prices that can be prices, for things that exist.
#include "book/update_prices.h"

#include <gmock/gmock.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

using model::PriceKind;
using testing::ElementsAre;
using testing::IsEmpty;

UpdatePrices one(PriceKind kind, std::uint16_t index, Price price) {
  return {{{kind, index, price, Timestamp{7}}}};
}

TEST(UpdatePrices, EachChangesItsOwnKindOnly) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, one(PriceKind::kMarginIndex, kEth.value, "5"_price)),
              ElementsAre("margin index 1"));
  EXPECT_THAT(changed_by(book, one(PriceKind::kAssetIndex, kEth.value, "6"_price)),
              ElementsAre("asset index 1"));
  EXPECT_THAT(changed_by(book, one(PriceKind::kMark, kBtcPerp.value, "7"_price)),
              ElementsAre("mark 1"));
  EXPECT_EQ(book.prices.margin_index.at(kEth.value), "5"_price);
  EXPECT_EQ(book.prices.margin_index.time_at(kEth.value), Timestamp{7});
  EXPECT_EQ(book.prices.asset_index.at(kEth.value), "6"_price);
  EXPECT_EQ(book.prices.mark.at(kBtcPerp.value), "7"_price);
}

TEST(UpdatePrices, AColumnGrowsWithoutInventingPrices) {
  Book book = make_book();
  for (const char* name : {"SOL", "TRX"}) {
    model::Asset asset;
    asset.name = name;
    accept(book, DefineAsset{asset});
  }
  EXPECT_THAT(changed_by(book, one(PriceKind::kMarginIndex, 5, "5"_price)),
              ElementsAre("margin index 5"));
  EXPECT_TRUE(book.prices.margin_index.at(4).is_zero());
  EXPECT_TRUE(book.prices.margin_index.at(60'000).is_zero());
  EXPECT_EQ(book.prices.margin_index.time_at(60'000), Timestamp{});
}

TEST(UpdatePrices, TheLastOfSeveralCountsAndNoneIsAllowed) {
  Book book = make_book();
  UpdatePrices twice = one(PriceKind::kMark, 0, "5"_price);
  twice.prices.push_back({PriceKind::kMark, 0, "6"_price, Timestamp{8}});
  accept(book, twice);
  EXPECT_EQ(book.prices.mark.at(0), "6"_price);
  EXPECT_THAT(changed_by(book, UpdatePrices{}), IsEmpty());
}

TEST(UpdatePrices, ThingsThatAreNotThereComeFirst) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, one(PriceKind::kMarginIndex, kNoAsset.value, {})), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal(book, one(PriceKind::kAssetIndex, kNoAsset.value, {})), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal(book, one(PriceKind::kMark, kNoContract.value, {})), "UNKNOWN_CONTRACT");
  EXPECT_EQ(refusal(book, one(PriceKind::kMark, 2, "1"_price)), "UNKNOWN_CONTRACT")
      << "an asset has this number, no contract";
}

TEST(UpdatePrices, APriceIsGreaterThanZero) {
  const Book book = make_book();
  const Price beyond = Price::whole(kMaxPrice) + Price::from_raw(1);
  for (const Price bad : {"0"_price, "-0.00000001"_price, Price::overflowed(), beyond}) {
    for (const PriceKind kind : {PriceKind::kMarginIndex, PriceKind::kAssetIndex, PriceKind::kMark})
      EXPECT_EQ(refusal(book, one(kind, 0, bad)), "PRICE_REFUSED");
  }
  EXPECT_EQ(refusal(book, one(PriceKind::kMark, 0, Price::from_raw(1))), "");
  EXPECT_EQ(refusal(book, one(PriceKind::kMark, 0, Price::whole(kMaxPrice))), "");
}

TEST(UpdatePrices, NothingIsObservedInTheFuture) {
  Book book = make_book();
  UpdatePrices update{
      {{PriceKind::kMark, 0, "7"_price, kNow + 1}, {PriceKind::kMark, 1, "7"_price, kNow + -1}}};
  accept(book, update);
  EXPECT_EQ(book.prices.mark.time_at(0), kNow);
  EXPECT_EQ(book.prices.mark.time_at(1), kNow + -1);
}

TEST(UpdatePrices, TheMarginIndexOfUsdtIsOne) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, one(PriceKind::kMarginIndex, kUsdt.value, "1"_price)), "PRICE_REFUSED");
  EXPECT_EQ(refusal(book, one(PriceKind::kAssetIndex, kUsdt.value, "1"_price)), "");
  EXPECT_EQ(refusal(book, one(PriceKind::kMark, kBtcUsdt.value, "1"_price)), "");
}

TEST(UpdatePrices, OneBadPriceRefusesAll) {
  const Book book = make_book();
  UpdatePrices update = one(PriceKind::kMark, 0, "5"_price);
  update.prices.push_back({PriceKind::kMark, 1, {}, {}});
  EXPECT_EQ(refusal(book, update), "PRICE_REFUSED");
}

}  // namespace
}  // namespace plimsoll::book
