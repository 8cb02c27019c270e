// Stream messages become exactly the observations they state: from the published samples, from
// captured streams, and never from broken text.
#include "feed/stream_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <sstream>

#include "feed/testing.h"

namespace plimsoll::feed {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Timestamp kReceived{1'600'000'000'000};

std::vector<Observation> parsed(std::string_view message, Venue venue = Venue::kUnknown) {
  StreamParser parser(venue);
  std::vector<Observation> out;
  const auto done = parser.parse(message, kReceived, out);
  EXPECT_TRUE(done.has_value()) << describe(done.error()) << "\n" << message;
  return out;
}

Error refused(std::string_view message) {
  StreamParser parser(Venue::kUnknown);
  std::vector<Observation> out{Observation{}};
  const auto done = parser.parse(message, kReceived, out);
  EXPECT_FALSE(done.has_value()) << message;
  EXPECT_EQ(out.size(), 1u) << "nothing is left behind";
  EXPECT_EQ(parser.counters().malformed, 1u);
  return done.has_value() ? Error{} : done.error();
}

std::vector<Observation> sample(std::string_view name) {
  return parsed(fixture("binance_ws_examples/" + std::string(name)));
}

Observation seen(const char* symbol, Form form, const char* value, std::int64_t ms, Venue venue) {
  return Observation{symbol, form, price(value), Timestamp{ms}, venue};
}

TEST(StreamMessage, EveryPublishedSampleGivesItsPrices) {
  EXPECT_THAT(sample("spot_agg_trade.json"),
              ElementsAre(seen("BNBBTC", Form::kTrade, "0.001", 1672515782136, Venue::kSpot)));
  EXPECT_THAT(sample("spot_trade.json"),
              ElementsAre(seen("BNBBTC", Form::kTrade, "0.001", 1672515782136, Venue::kSpot)));
  EXPECT_THAT(sample("spot_book_ticker.json"),
              ElementsAre(seen("BNBUSDT", Form::kBookMid, "25.35855", kReceived.ms, Venue::kSpot)));
  EXPECT_THAT(sample("spot_mini_ticker.json"),
              ElementsAre(seen("BNBBTC", Form::kMiniTickerClose, "0.0025", 1672515782136,
                               Venue::kUnknown)));
  EXPECT_THAT(sample("um_agg_trade.json"),
              ElementsAre(seen("BTCUSDT", Form::kTrade, "0.001", 123456789, Venue::kUm)));
  EXPECT_THAT(
      sample("um_asset_index.json"),
      ElementsAre(seen("ADAUSD", Form::kAssetIndex, "0.27462452", 1686749230000, Venue::kUm),
                  seen("USDTUSD", Form::kAssetIndex, "0.99987691", 1686749230000, Venue::kUm)));
  EXPECT_THAT(sample("um_book_ticker.json"),
              ElementsAre(seen("BNBUSDT", Form::kBookMid, "25.35855", 1568014460893, Venue::kUm)));
  EXPECT_THAT(
      sample("um_mark_price.json"),
      ElementsAre(seen("BTCUSDT", Form::kMarkPrice, "11794.15", 1562305380000, Venue::kUm),
                  seen("BTCUSDT", Form::kIndexPrice, "11784.62659091", 1562305380000, Venue::kUm)));
  EXPECT_THAT(
      sample("um_mini_ticker.json"),
      ElementsAre(seen("BTCUSDT", Form::kMiniTickerClose, "0.0025", 123456789, Venue::kUnknown)));
}

TEST(StreamMessage, ReadsRawCombinedAndRecordedFormsAlike) {
  const std::string raw = R"({"e":"trade","E":5,"s":"AUSDT","p":"2","M":true})";
  const auto expected = ElementsAre(seen("AUSDT", Form::kTrade, "2", 5, Venue::kSpot));
  const std::string combined = R"({"stream":"ausdt@trade","data":)" + raw + "}";
  EXPECT_THAT(parsed(raw), expected);
  EXPECT_THAT(parsed("[" + raw + "]"), expected);
  EXPECT_THAT(parsed(combined), expected);
  EXPECT_THAT(parsed(R"({"recv":"9.5","msg":)" + raw + "}"), expected);
  EXPECT_THAT(parsed(R"({"recv":"9.5","msg":)" + combined + "}"), expected);
  EXPECT_THAT(parsed(" \n" + raw + " \n"), expected);
}

TEST(StreamMessage, TakesTheRecordersTimeWhenTheMessageHasNone) {
  const std::string book = R"({"u":1,"s":"AUSDT","b":"1","B":"1","a":"2","A":"1"})";
  for (const std::string& line : {R"({"recv":"1626992741.0621799","msg":)" + book + "}",
                                  R"({"recv": 1626992741.06217 ,"msg":)" + book + "}",
                                  R"({"msg":)" + book + R"(,"recv":"1626992741.062"})"}) {
    EXPECT_THAT(parsed(line),
                ElementsAre(seen("AUSDT", Form::kBookMid, "1.5", 1626992741062, Venue::kSpot)))
        << line;
  }
  EXPECT_EQ(parsed(book).at(0).time, kReceived);
  EXPECT_THAT(refused(R"({"recv":"soon","msg":)" + book + "}").detail, HasSubstr("recv"));
  EXPECT_EQ(refused(R"({"recv":"99999999999999","msg":)" + book + "}").code,
            ErrorCode::kOutOfRange);
}

TEST(StreamMessage, ReadsMicrosecondsBySixteenDigits) {
  const auto time_of = [](const char* e) {
    return parsed(std::string(R"({"e":"trade","s":"A","p":"1","E":)") + e + "}").at(0).time.ms;
  };
  EXPECT_EQ(time_of("1741046401271969"), 1741046401271);
  EXPECT_EQ(time_of("1741046401271"), 1741046401271);
  EXPECT_EQ(time_of("1000000000000000"), 1000000000000);
  EXPECT_EQ(time_of("0"), 0);
  for (const char* bad : {"-1", "999999999999999", "9223372036854775807"}) {
    const Error error = refused(std::string(R"({"e":"trade","s":"A","p":"1","E":)") + bad + "}");
    EXPECT_EQ(error.code, ErrorCode::kOutOfRange) << bad;
  }
  EXPECT_EQ(refused(R"({"e":"trade","s":"A","p":"1","E":1.5})").code, ErrorCode::kMalformed);
}

TEST(StreamMessage, MidIsExactAndRoundsAHalfUp) {
  const auto mid = [](const char* bid, const char* ask) {
    return parsed(std::string(R"({"s":"A","b":")") + bid + R"(","a":")" + ask + R"("})")
        .at(0)
        .price;
  };
  EXPECT_EQ(mid("25.35190000", "25.36520000"), price("25.35855"));
  EXPECT_EQ(mid("0.00000001", "0.00000002"), price("0.00000002")) << "1.5 -> 2";
  EXPECT_EQ(mid("0.00000002", "0.00000003"), price("0.00000003")) << "2.5 -> 3";
  EXPECT_EQ(mid("0.1", "0.2"), price("0.15"));
  EXPECT_EQ(mid("92233720368.54775807", "92233720368.54775806"), price("92233720368.54775807"))
      << "the sum needs more than 64 bits";
  EXPECT_EQ(mid("0.00000000", "2"), Price{}) << "an empty side is no price";
  EXPECT_EQ(mid("2", "0"), Price{});
  EXPECT_EQ(mid("-4", "2"), Price{});
  EXPECT_FALSE(mid("1", "92233720368.54775808").fits());
}

TEST(StreamMessage, KeepsPricesThatTheGuardMustSee) {
  const auto trade = [](const char* p) {
    return parsed(std::string(R"({"e":"trade","E":1,"s":"A","p":")") + p + R"("})").at(0).price;
  };
  EXPECT_EQ(trade("0.0"), Price{});
  EXPECT_EQ(trade("-1.5"), price("-1.5"));
  EXPECT_FALSE(trade("99999999999999999999").fits());
  EXPECT_EQ(trade("0.10000000"), price("0.1")) << "no binary fraction on the way";
}

TEST(StreamMessage, IgnoresAndCountsOtherEvents) {
  StreamParser parser(Venue::kUnknown);
  std::vector<Observation> out;
  for (const char* other :
       {R"({"e":"depthUpdate","E":1,"s":"A","b":[["1","2"]],"a":[]})",
        R"({"e":"kline","E":1,"s":"A","k":{"t":1,"c":"5","e":"trade","p":"1"}})",
        R"({"e":"forceOrder","E":1,"o":{"s":"A","p":"9910","e":"trade"}})",
        R"({"e":"MARGIN_CALL","E":1,"p":[{"s":"A","ps":"LONG"}]})",
        R"({"e":"outboundAccountPosition","E":1,"B":[]})",
        R"({"stream":"x","data":{"e":"USER_LIABILITY_CHANGE","E":1,"a":"BTC","p":"0.1"}})",
        R"({"result":null,"id":1})", R"({"error":{"code":2,"msg":"no"}})", R"({})"}) {
    EXPECT_TRUE(parser.parse(other, kReceived, out).has_value()) << other;
  }
  EXPECT_TRUE(parser.parse("[]", kReceived, out).has_value());
  EXPECT_THAT(out, IsEmpty());
  EXPECT_EQ(parser.counters().messages, 10u);
  EXPECT_EQ(parser.counters().ignored, 9u);
  EXPECT_EQ(parser.counters().observations, 0u);
  EXPECT_EQ(parser.counters().malformed, 0u);
}

TEST(StreamMessage, KnowsTheVenueFromTheConnectionOrTheMessage) {
  EXPECT_EQ(parsed(R"({"e":"24hrMiniTicker","s":"AUSD_PERP","ps":"AUSD","c":"1"})").at(0).venue,
            Venue::kCm);
  EXPECT_EQ(parsed(R"({"e":"markPriceUpdate","s":"AUSD_PERP","p":"1"})").at(0).venue, Venue::kCm);
  EXPECT_EQ(parsed(R"({"e":"trade","s":"AUSDT_261225","p":"1"})").at(0).venue, Venue::kUm);
  EXPECT_EQ(parsed(R"({"e":"24hrMiniTicker","s":"AUSDT","c":"1"})", Venue::kUm).at(0).venue,
            Venue::kUm);
}

TEST(StreamMessage, AMarkPriceMayLackItsIndex) {
  EXPECT_EQ(parsed(R"({"e":"markPriceUpdate","E":1,"s":"A","p":"1"})").size(), 1u);
  EXPECT_EQ(parsed(R"({"e":"markPriceUpdate","E":1,"s":"A","p":"1","i":""})").size(), 1u);
}

TEST(StreamMessage, MissingAndWrongFieldsAreNamed) {
  EXPECT_THAT(refused(R"({"e":"trade","E":1,"s":"AUSDT"})").detail,
              AllOf(HasSubstr("trade AUSDT"), HasSubstr("field p"), HasSubstr("missing")));
  EXPECT_THAT(refused(R"({"e":"trade","E":1,"p":"1"})").detail, HasSubstr("field s"));
  EXPECT_THAT(refused(R"({"e":"trade","E":1,"s":"A","p":1.5})").detail, HasSubstr("field p"))
      << "a JSON number has been through floating point already";
  EXPECT_THAT(refused(R"({"e":"bookTicker","E":1,"s":"A","b":"1"})").detail, HasSubstr("field a"));
  EXPECT_THAT(refused(R"({"e":"trade","E":1,"s":"A","p":"1e3"})").detail, HasSubstr("1e3"));
  EXPECT_EQ(refused(R"({"e":"trade","E":1,"s":"A","p":"0.000000001"})").code,
            ErrorCode::kTooPrecise);
  EXPECT_EQ(refused(R"([{"e":"trade","E":1,"s":"A","p":"1"},{"e":"trade","E":1,"s":"A"}])").code,
            ErrorCode::kMalformed)
      << "one bad event refuses the message";
}

TEST(StreamMessage, BrokenJsonIsAnErrorWithItsPlace) {
  EXPECT_THAT(refused(R"({"e":"trade",})").detail, HasSubstr("at byte 13"));
  EXPECT_THAT(refused(R"({"e":"trade" "s":"A"})").detail, HasSubstr("at byte 13"));
  EXPECT_THAT(refused(R"({"e":"trade","s":"A","p":"1"} x)").detail, HasSubstr("at byte 31"));
  EXPECT_THAT(refused(R"({"e":"trade","E":1,"s":"A","p":"1"}{)").detail, HasSubstr("at byte 36"));
  for (const char* bad :
       {"", "  ", "{", "}", "[", "]", "[{]", "nope", "1", "\"x\"", "[1]", "[[1]]", "{\"e\":\"trade",
        "{\"e\":\"\x80\"}", "{\"e\":\"\\x\"}", "{\"a\":1]", "[[[[[[{}]]]]]]",
        "{\"data\":{\"data\":{\"data\":{\"data\":{}}}}}", "{\"e\":\"trade\"\0}"}) {
    EXPECT_EQ(refused(bad).code, ErrorCode::kMalformed) << bad;
  }
  EXPECT_EQ(refused(std::string(kMaxStreamMessage + 1, ' ')).code, ErrorCode::kMalformed);
  EXPECT_EQ(refused(std::string(100'000, '[')).code, ErrorCode::kMalformed);
}

TEST(StreamMessage, CutAndMutatedMessagesNeverCrash) {
  StreamParser parser(Venue::kUnknown);
  std::mt19937 random(7);
  for (const char* name : {"um_asset_index.json", "um_mark_price.json", "spot_book_ticker.json"}) {
    const std::string whole = fixture(std::string("binance_ws_examples/") + name);
    std::vector<Observation> out;
    const std::size_t end = whole.rfind('}');
    for (std::size_t size = 0; size < end; ++size)
      EXPECT_FALSE(parser.parse(whole.substr(0, size), kReceived, out).has_value()) << size;
    EXPECT_THAT(out, IsEmpty());
    for (int round = 0; round < 5'000; ++round) {
      std::string mutated = whole;
      for (std::size_t i = 0; i < 1 + random() % 3; ++i)
        mutated[random() % mutated.size()] = "{}[]\",:0e\\ \x80"[random() % 12];
      static_cast<void>(parser.parse(mutated, kReceived, out));
    }
    // And the parser still works.
    out.clear();
    EXPECT_TRUE(parser.parse(whole, kReceived, out).has_value());
    EXPECT_EQ(out.size(), sample(name).size());
  }
}

// What a captured stream holds: observations by form, and the first price of each symbol.
struct Capture {
  std::map<Form, int> forms;
  std::map<std::string, Observation> first;
  StreamCounters counters;
};

Capture capture(const char* name, Venue venue) {
  Capture found;
  StreamParser parser(venue);
  std::istringstream lines(fixture(std::string("ws_captures/") + name));
  for (std::string line; std::getline(lines, line);) {
    std::vector<Observation> out;
    const auto done = parser.parse(line, Timestamp{}, out);
    EXPECT_TRUE(done.has_value()) << describe(done.error()) << "\n" << line;
    for (const Observation& one : out) {
      ++found.forms[one.form];
      found.first.emplace(one.symbol, one);
    }
  }
  found.counters = parser.counters();
  return found;
}

TEST(StreamMessage, ReadsTheCapturedStreams) {
  const Capture um = capture("2021-07-22_um.jsonl", Venue::kUm);
  EXPECT_EQ(um.counters.messages, 300u);
  EXPECT_EQ(um.counters.malformed, 0u);
  EXPECT_EQ(um.counters.observations + um.counters.ignored, 300u);
  EXPECT_EQ(um.first.at("SUSHIUSDT"),
            seen("SUSHIUSDT", Form::kBookMid, "7.6115", 1626992741017, Venue::kUm));

  const Capture cm = capture("2021-07-22_cm.jsonl", Venue::kUnknown);
  EXPECT_EQ(cm.counters.observations + cm.counters.ignored, 300u);
  EXPECT_EQ(cm.first.at("BCHUSD_PERP"),
            seen("BCHUSD_PERP", Form::kBookMid, "427.87", 1626916403871, Venue::kCm));

  const Capture spot = capture("2021-10-12_spot.jsonl", Venue::kUnknown);
  EXPECT_EQ(spot.forms, (std::map<Form, int>{{Form::kBookMid, 84}, {Form::kTrade, 2}}));
  EXPECT_EQ(spot.counters.ignored, 179u);
  for (const auto& [symbol, one] : spot.first) {
    EXPECT_EQ(one.venue, Venue::kSpot) << symbol;
    EXPECT_EQ(one.time.ms / 100'000, 16339985) << "the recorder's time: " << one.time.ms;
  }

  const Capture trades = capture("2025-03-04_um_trxusdt_trade.jsonl", Venue::kUnknown);
  EXPECT_EQ(trades.forms, (std::map<Form, int>{{Form::kTrade, 300}}));
}

}  // namespace
}  // namespace plimsoll::feed
