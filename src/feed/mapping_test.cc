// Which prices an observation sets: one test per rule of mapping.h.
#include "feed/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed/testing.h"

namespace plimsoll::feed {
namespace {

using model::PriceKind;
using model::PriceTick;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr Timestamp kTime{1'700'000'000'000};

Universe universe() {
  return Universe{
      .assets = {"USDT", "USDC", "BTC", "ETH", "LINK", "1000PEPE"},
      .contracts = {{"BTCUSDT", "BTC", "USDT"},
                    {"BTCUSDC", "BTC", "USDC"},
                    {"BTCUSD_PERP", "BTC", "BTC"},
                    {"BTCUSDT_261225", "BTC", "USDT"},
                    {"ETHUSDT", "ETH", "USDT"},
                    {"SOLUSDT", "SOL", "USDT"},  // its base is not a listed asset
                    {"1000PEPEUSDT", "1000PEPE", "USDT"}},
  };
}

class MappingTest : public testing::Test {
 protected:
  std::vector<PriceTick> ticks(const char* symbol, Form form, const char* value,
                               Venue venue = Venue::kSpot) {
    std::vector<PriceTick> out;
    const auto done = map(symbol, form, value, venue, out);
    EXPECT_TRUE(done.has_value()) << describe(done.error());
    return out;
  }
  std::string refusal(const char* symbol, Form form, Venue venue = Venue::kSpot) {
    std::vector<PriceTick> out;
    const auto done = map(symbol, form, "1", venue, out);
    EXPECT_THAT(out, IsEmpty());
    return done.has_value() ? "mapped" : describe(done.error());
  }
  Result<void> map(const char* symbol, Form form, const char* value, Venue venue,
                   std::vector<PriceTick>& out) {
    const Mapping mapping(universe(), single_source_);
    return mapping.map(Observation{symbol, form, price(value), kTime, venue}, usdt_index_, out);
  }
  static PriceTick tick(PriceKind kind, const char* name, const char* value) {
    return PriceTick{kind, name, price(value), kTime};
  }
  static PriceTick margin(const char* name, const char* value) {
    return tick(PriceKind::kMarginIndex, name, value);
  }
  static PriceTick index(const char* name, const char* value) {
    return tick(PriceKind::kAssetIndex, name, value);
  }
  static PriceTick mark(const char* name, const char* value) {
    return tick(PriceKind::kMark, name, value);
  }

  bool single_source_ = false;
  std::optional<Price> usdt_index_;
};

TEST_F(MappingTest, ASpotPriceSetsTheMarginIndexOfItsBase) {
  for (const Form form : {Form::kBarClose, Form::kTrade, Form::kBookMid, Form::kMiniTickerClose}) {
    EXPECT_THAT(ticks("BTCUSDT", form, "54400"), ElementsAre(margin("BTC", "54400")));
  }
  EXPECT_THAT(ticks("USDCUSDT", Form::kTrade, "0.88"), ElementsAre(margin("USDC", "0.88")));
}

TEST_F(MappingTest, AndItsAssetIndexOnceThatOfUsdtIsKnown) {
  usdt_index_ = price("1.00024667");
  EXPECT_THAT(ticks("BTCUSDT", Form::kTrade, "12667.926"),
              ElementsAre(margin("BTC", "12667.926"), index("BTC", "12671.05079731")))
      << "12671.05079730642 rounds to the nearest";
  usdt_index_ = price("0.5");
  EXPECT_THAT(ticks("BTCUSDT", Form::kTrade, "0.00000001"),
              ElementsAre(margin("BTC", "0.00000001"), index("BTC", "0.00000001")))
      << "a half rounds up";
}

TEST_F(MappingTest, AnAssetIndexBeyondPriceIsMarkedNotWrapped) {
  usdt_index_ = price("2");
  const auto out = ticks("BTCUSDT", Form::kTrade, "92233720368");
  ASSERT_EQ(out.size(), 2u);
  EXPECT_FALSE(out[1].price.fits());
}

TEST_F(MappingTest, AFuturesPriceSetsTheMarkOfItsContract) {
  for (const Form form :
       {Form::kBarClose, Form::kTrade, Form::kBookMid, Form::kMiniTickerClose, Form::kMarkPrice}) {
    EXPECT_THAT(ticks("BTCUSDT", form, "5", Venue::kUm), ElementsAre(mark("BTCUSDT", "5")));
    EXPECT_THAT(ticks("BTCUSD_PERP", form, "5", Venue::kCm), ElementsAre(mark("BTCUSD_PERP", "5")));
  }
  EXPECT_THAT(ticks("BTCUSDT_261225", Form::kTrade, "5", Venue::kUm),
              ElementsAre(mark("BTCUSDT_261225", "5")));
}

TEST_F(MappingTest, AnUnderscoreTellsFuturesWhenTheVenueIsUnknown) {
  EXPECT_THAT(ticks("BTCUSD_PERP", Form::kBarClose, "5", Venue::kUnknown),
              ElementsAre(mark("BTCUSD_PERP", "5")));
  EXPECT_THAT(ticks("BTCUSDT", Form::kBarClose, "5", Venue::kUnknown),
              ElementsAre(margin("BTC", "5")));
}

TEST_F(MappingTest, AnIndexPriceActsAsSpot) {
  usdt_index_ = price("2");
  EXPECT_THAT(ticks("BTCUSDT", Form::kIndexPrice, "5", Venue::kUm),
              ElementsAre(margin("BTC", "5"), index("BTC", "10")));
  EXPECT_THAT(ticks("1000PEPEUSDT", Form::kIndexPrice, "5", Venue::kUm),
              ElementsAre(margin("1000PEPE", "5"), index("1000PEPE", "10")));
  EXPECT_THAT(ticks("LINKUSDT", Form::kIndexPrice, "5", Venue::kUm),
              ElementsAre(margin("LINK", "5"), index("LINK", "10")))
      << "the asset is listed, the contract is not";
}

TEST_F(MappingTest, AnIndexPriceThatIsNotInUsdtSetsNothing) {
  EXPECT_THAT(ticks("BTCUSDC", Form::kIndexPrice, "5", Venue::kUm), IsEmpty());
  EXPECT_THAT(ticks("BTCUSD_PERP", Form::kIndexPrice, "5", Venue::kCm), IsEmpty());
  EXPECT_THAT(ticks("SOLUSDT", Form::kIndexPrice, "5", Venue::kUm), IsEmpty());
}

TEST_F(MappingTest, AnAssetIndexSetsItself) {
  usdt_index_ = price("2");
  EXPECT_THAT(ticks("ETHUSD", Form::kAssetIndex, "5", Venue::kUm), ElementsAre(index("ETH", "5")));
  EXPECT_THAT(ticks("USDTUSD", Form::kAssetIndex, "0.9998", Venue::kUm),
              ElementsAre(index("USDT", "0.9998")));
}

TEST_F(MappingTest, UnknownSymbolsAreRefusedWithTheReason) {
  EXPECT_THAT(refusal("DOGEUSDT", Form::kTrade),
              HasSubstr("UNKNOWN_ASSET: DOGEUSDT: DOGE is not a known asset"));
  EXPECT_THAT(refusal("ETHBTC", Form::kTrade),
              HasSubstr("UNKNOWN_ASSET: ETHBTC is not quoted in USDT"));
  EXPECT_THAT(refusal("USDT", Form::kTrade), HasSubstr("USDT is not quoted in USDT"));
  EXPECT_THAT(refusal("", Form::kTrade), HasSubstr("UNKNOWN_ASSET"));
  EXPECT_THAT(refusal("DOGEUSD", Form::kAssetIndex, Venue::kUm),
              HasSubstr("DOGEUSD: DOGE is not a known asset"));
  EXPECT_THAT(refusal("ETHUSDT", Form::kAssetIndex, Venue::kUm), HasSubstr("not quoted in USD"));
  for (const Form form : {Form::kTrade, Form::kMarkPrice, Form::kIndexPrice}) {
    EXPECT_THAT(refusal("DOGEUSDT", form, Venue::kUm),
                HasSubstr("UNKNOWN_CONTRACT: DOGEUSDT is not a known contract"));
  }
  EXPECT_THAT(refusal("LINKUSDT", Form::kTrade, Venue::kUm), HasSubstr("UNKNOWN_CONTRACT"))
      << "an asset's name does not make a contract known";
}

TEST_F(MappingTest, ASingleSpotSourceStandsInForTheMarks) {
  single_source_ = true;
  usdt_index_ = price("1");
  EXPECT_THAT(ticks("BTCUSDT", Form::kBarClose, "7"),
              UnorderedElementsAre(margin("BTC", "7"), index("BTC", "7"), mark("BTCUSDT", "7"),
                                   mark("BTCUSDC", "7"), mark("BTCUSD_PERP", "7")));
  EXPECT_THAT(ticks("ETHUSDT", Form::kBarClose, "7"),
              UnorderedElementsAre(margin("ETH", "7"), index("ETH", "7"), mark("ETHUSDT", "7")));
  EXPECT_THAT(ticks("LINKUSDT", Form::kBarClose, "7"),
              UnorderedElementsAre(margin("LINK", "7"), index("LINK", "7")));
  EXPECT_THAT(ticks("SOLUSDT", Form::kBarClose, "7"), UnorderedElementsAre(mark("SOLUSDT", "7")));
  EXPECT_THAT(refusal("DOGEUSDT", Form::kBarClose), HasSubstr("UNKNOWN_ASSET"));
  EXPECT_THAT(refusal("ETHBTC", Form::kBarClose), HasSubstr("not quoted in USDT"));
}

TEST_F(MappingTest, ASingleFuturesSourceStandsInForTheIndexes) {
  single_source_ = true;
  usdt_index_ = price("2");
  EXPECT_THAT(ticks("BTCUSDT", Form::kBarClose, "7", Venue::kUm),
              UnorderedElementsAre(mark("BTCUSDT", "7"), margin("BTC", "7"), index("BTC", "14")));
  EXPECT_THAT(ticks("LINKUSDT", Form::kBarClose, "7", Venue::kUm),
              UnorderedElementsAre(margin("LINK", "7"), index("LINK", "14")));
  EXPECT_THAT(ticks("BTCUSDC", Form::kBarClose, "7", Venue::kUm),
              UnorderedElementsAre(mark("BTCUSDC", "7")));
  EXPECT_THAT(ticks("BTCUSD_PERP", Form::kBarClose, "7", Venue::kCm),
              UnorderedElementsAre(mark("BTCUSD_PERP", "7")));
  EXPECT_THAT(ticks("BTCUSDT", Form::kMarkPrice, "7", Venue::kUm),
              UnorderedElementsAre(mark("BTCUSDT", "7")))
      << "a mark price comes with its own index";
  EXPECT_THAT(refusal("DOGEUSDT", Form::kBarClose, Venue::kUm), HasSubstr("UNKNOWN_CONTRACT"));
}

}  // namespace
}  // namespace plimsoll::feed
