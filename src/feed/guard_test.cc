// The guard: nothing that cannot be a price passes, everything refused is counted, and a market
// that has really moved is followed in the end.
#include "feed/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "feed/intake.h"
#include "feed/tape.h"
#include "feed/testing.h"

namespace plimsoll::feed {
namespace {

using model::PriceKind;
using model::PriceTick;
using testing::HasSubstr;

class GuardTest : public testing::Test {
 protected:
  bool admit(const char* value, std::int64_t ms = 0, const char* name = "BTC",
             PriceKind kind = PriceKind::kMarginIndex) {
    return guard_.admit(PriceTick{kind, name, price(value), Timestamp{ms}});
  }
  std::uint64_t refused(Refusal refusal) const { return guard_.snapshot().refused_as(refusal); }

  Guard guard_{GuardSettings{.max_jump_factor = Ratio::whole(2), .max_refused_in_a_row = 3}};
};

TEST_F(GuardTest, RefusesAndCountsWhatCannotBeAPrice) {
  EXPECT_TRUE(admit("100"));
  EXPECT_FALSE(admit("0"));
  EXPECT_FALSE(admit("-100"));
  EXPECT_FALSE(guard_.admit(PriceTick{PriceKind::kMark, "X", Price::overflowed(), Timestamp{7}}));
  const GuardCounters counters = guard_.snapshot();
  EXPECT_EQ(counters.accepted, 1u);
  EXPECT_EQ(counters.refused_as(Refusal::kZero), 1u);
  EXPECT_EQ(counters.refused_as(Refusal::kNegative), 1u);
  EXPECT_EQ(counters.refused_as(Refusal::kTooLarge), 1u);
  ASSERT_TRUE(counters.last.has_value());
  EXPECT_EQ(counters.last->refusal, Refusal::kTooLarge);
  EXPECT_EQ(counters.last->name, "X");
  EXPECT_EQ(counters.last->time, Timestamp{7});
  EXPECT_EQ(guard_.last(PriceKind::kMarginIndex, "BTC"), price("100"));
}

TEST_F(GuardTest, RefusesMoreThanTheFactorUpOrDown) {
  EXPECT_TRUE(admit("100"));
  EXPECT_FALSE(admit("200.00000001"));
  EXPECT_FALSE(admit("49.99999999"));
  EXPECT_EQ(refused(Refusal::kJump), 2u);
  EXPECT_THAT(guard_.snapshot().last->detail, HasSubstr("100 -> 49.99999999"));
  EXPECT_TRUE(admit("200")) << "+100 % is not more than +100 %";
  EXPECT_TRUE(admit("100")) << "nor -50 %";
  EXPECT_TRUE(admit("50"));
}

TEST_F(GuardTest, ComparesEachKindAndNameWithItself) {
  EXPECT_TRUE(admit("100", 5, "BTC", PriceKind::kMarginIndex));
  EXPECT_TRUE(admit("1", 1, "BTC", PriceKind::kAssetIndex));
  EXPECT_TRUE(admit("9000", 1, "BTC", PriceKind::kMark));
  EXPECT_TRUE(admit("1", 1, "ETH", PriceKind::kMarginIndex));
}

TEST_F(GuardTest, ComparesExtremePricesExactly) {
  EXPECT_FALSE(admit("1000000000.00000001")) << "beyond what a book takes";
  EXPECT_TRUE(admit("999999999.99999999"));
  EXPECT_TRUE(admit("500000000"));
  EXPECT_TRUE(admit("250000000"));
  EXPECT_FALSE(admit("124999999.99999999"));
  EXPECT_TRUE(admit("0.00000003", 0, "X"));
  EXPECT_TRUE(admit("0.00000002", 0, "X"));
  EXPECT_TRUE(admit("0.00000001", 0, "X"));
  EXPECT_FALSE(admit("0.00000003", 0, "X"));
}

TEST_F(GuardTest, FollowsAMarketThatHasReallyMoved) {
  EXPECT_TRUE(admit("100"));
  EXPECT_FALSE(admit("30"));
  EXPECT_FALSE(admit("31"));
  EXPECT_FALSE(admit("29"));
  EXPECT_TRUE(admit("28")) << "after three refused in a row that agree";
  EXPECT_TRUE(admit("27"));
  EXPECT_FALSE(admit("100")) << "jumps are measured from the new price";
  EXPECT_EQ(refused(Refusal::kJump), 4u);
}

TEST_F(GuardTest, JumpsThatDisagreeDoNotAddUp) {
  EXPECT_TRUE(admit("100"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(admit("30"));
    EXPECT_FALSE(admit("300"));
  }
  EXPECT_FALSE(admit("300"));
  EXPECT_FALSE(admit("300"));
  EXPECT_TRUE(admit("300")) << "now they agree";
}

TEST_F(GuardTest, AnAcceptedPriceEndsTheRowOfJumps) {
  EXPECT_TRUE(admit("100"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(admit("30"));
    EXPECT_FALSE(admit("30"));
    EXPECT_TRUE(admit("100"));
  }
}

TEST_F(GuardTest, RefusesWhatIsOlderThanTheLastAccepted) {
  EXPECT_TRUE(admit("100", 1000));
  EXPECT_TRUE(admit("101", 1000)) << "the same moment is not older";
  EXPECT_FALSE(admit("102", 999));
  EXPECT_EQ(refused(Refusal::kOutOfOrder), 1u);
  EXPECT_THAT(guard_.snapshot().last->detail, HasSubstr("1 ms behind"));
  EXPECT_FALSE(admit("500", 2000)) << "a refused price does not move the time";
  EXPECT_TRUE(admit("103", 1500));
}

TEST_F(GuardTest, MeasuresFromAnExpectedPriceOfAnyAge) {
  guard_.expect(PriceTick{PriceKind::kMarginIndex, "BTC", price("100"), Timestamp{9'999'999}});
  guard_.expect(PriceTick{PriceKind::kMarginIndex, "ETH", Price{}, Timestamp{}});
  EXPECT_EQ(guard_.snapshot().accepted, 0u);
  EXPECT_EQ(guard_.last(PriceKind::kMarginIndex, "BTC"), price("100"));
  EXPECT_EQ(guard_.last(PriceKind::kMarginIndex, "ETH"), std::nullopt) << "zero means none yet";
  EXPECT_FALSE(admit("201", 5));
  EXPECT_TRUE(admit("150", 5)) << "its time is another clock's";
}

TEST_F(GuardTest, ANewLapMayBeginAnywhere) {
  EXPECT_TRUE(admit("100", 1000));
  guard_.new_lap();
  EXPECT_EQ(guard_.last(PriceKind::kMarginIndex, "BTC"), price("100"))
      << "still the newest that is known";
  EXPECT_TRUE(admit("5", 10));
  EXPECT_FALSE(admit("100", 20)) << "but only the first price is free";
  EXPECT_FALSE(admit("5", 9));
}

TEST_F(GuardTest, NamesEveryRefusal) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kRefusals; ++i)
    names.push_back(refusal_name(static_cast<Refusal>(i)));
  EXPECT_THAT(names, testing::ElementsAre("zero", "negative", "too_large", "jump", "out_of_order",
                                          "unknown_symbol", "malformed"));
}

TEST_F(GuardTest, SnapshotsMayBeTakenWhileItWorks) {
  std::jthread reader([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) static_cast<void>(guard_.snapshot().last);
  });
  for (int i = 0; i < 20'000; ++i) static_cast<void>(admit(i % 2 == 0 ? "1" : "0", i));
  EXPECT_EQ(guard_.snapshot().accepted, 10'000u);
  EXPECT_EQ(refused(Refusal::kZero), 10'000u);
}

class IntakeTest : public testing::Test {
 protected:
  std::vector<PriceTick> take(const char* symbol, Price value, std::int64_t ms,
                              Venue venue = Venue::kUm, Form form = Form::kTrade) {
    std::vector<PriceTick> out;
    intake_.take(Observation{symbol, form, value, Timestamp{ms}, venue}, out);
    return out;
  }

  static Mapping mapping(std::vector<std::string> assets) {
    return Mapping(Universe{.assets = std::move(assets), .contracts = {{"TRXUSDT", "TRX", "USDT"}}},
                   true);
  }
  Intake intake_{mapping({"TRX", "USDT"}), GuardSettings{}};
};

TEST_F(IntakeTest, CountsARefusedObservationOnceWhateverItWouldHaveSet) {
  EXPECT_EQ(take("TRXUSDT", price("0.23"), 1).size(), 2u);
  EXPECT_TRUE(take("TRXUSDT", Price{}, 2).empty());
  EXPECT_TRUE(take("NOUSDT", price("1"), 3).empty());
  const GuardCounters counters = intake_.snapshot();
  EXPECT_EQ(counters.accepted, 2u);
  EXPECT_EQ(counters.refused_as(Refusal::kZero), 1u);
  EXPECT_EQ(counters.refused_as(Refusal::kUnknownSymbol), 1u);
  EXPECT_THAT(counters.last->detail, HasSubstr("NOUSDT is not a known contract"));
}

TEST_F(IntakeTest, MultipliesWithTheNewestBelievableUsdtIndex) {
  const auto asset_index = [this](std::int64_t ms) {
    for (const PriceTick& tick : take("TRXUSDT", price("0.2"), ms, Venue::kSpot))
      if (tick.kind == PriceKind::kAssetIndex) return trimmed(tick.price);
    return std::string("none");
  };
  EXPECT_EQ(asset_index(1), "none");
  intake_.expect({PriceTick{PriceKind::kAssetIndex, "USDT", price("0.9"), Timestamp{77}}});
  EXPECT_EQ(asset_index(2), "0.18") << "known from the book";
  take("USDTUSD", price("1.1"), 3, Venue::kUm, Form::kAssetIndex);
  EXPECT_EQ(asset_index(3), "0.22");
  take("USDTUSD", price("9"), 4, Venue::kUm, Form::kAssetIndex);
  EXPECT_EQ(asset_index(4), "0.22") << "a refused index is not used";
}

TEST_F(IntakeTest, LearnsNewNames) {
  EXPECT_TRUE(take("XRPUSDT", price("1"), 1, Venue::kSpot).empty());
  intake_.replace_mapping(mapping({"TRX", "XRP"}));
  EXPECT_EQ(take("XRPUSDT", price("1"), 2, Venue::kSpot).size(), 1u);
}

TEST_F(IntakeTest, TheZeroPriceOfACapturedStreamIsRefusedAndCounted) {
  auto tape = Tape::open(fixture_path("ws_captures/2025-03-04_um_trxusdt_trade.jsonl"));
  ASSERT_TRUE(tape.has_value()) << describe(tape.error());
  std::vector<PriceTick> out;
  while (true) {
    const auto seen = (*tape)->next();
    ASSERT_TRUE(seen.has_value());
    if (!*seen) break;
    intake_.take(**seen, out);
  }
  const GuardCounters counters = intake_.snapshot();
  EXPECT_EQ(counters.refused_as(Refusal::kZero), 1u);
  EXPECT_EQ(counters.last->refusal, Refusal::kZero);
  EXPECT_EQ(counters.last->name, "TRXUSDT");
  EXPECT_EQ(counters.accepted, 2u * 299u) << "the other 299 trades are all believed";
  EXPECT_EQ(out.size(), 2u * 299u);
  for (const PriceTick& tick : out) EXPECT_TRUE(tick.price.is_positive());
}

}  // namespace
}  // namespace plimsoll::feed
