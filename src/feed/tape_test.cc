// Tapes: every row as it stands in the file, the same from plain text and gzip, from disk and from
// memory, and an error with a line number for every bad line.
#include "feed/tape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "feed/testing.h"

namespace plimsoll::feed {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kBars =
    "ts_ms,symbol,open,high,low,close,volume\n"
    "1620849600000,BTCUSDT,54437.0,54467.91,54336.32,54400.0,56.939106\n"
    "1620849600000,ETHUSDT,4080.1,4090,4070.5,4084.15,2414595.6000000001\n"
    "1620849660000,BTCUSDT,54400.0,54401,54300,54321.09,1\n";

Result<std::vector<Observation>> drained(Source& source) {
  std::vector<Observation> all;
  while (true) {
    ASSIGN_OR_RETURN(std::optional<Observation> one, source.next());
    if (!one) return all;
    all.push_back(std::move(*one));
  }
}

Result<std::vector<Observation>> read(std::string_view bytes, std::string name = "tape") {
  ASSIGN_OR_RETURN(const std::unique_ptr<Tape> tape, Tape::over(std::move(name), bytes));
  return drained(*tape);
}

std::string refusal(std::string_view bytes) {
  const auto result = read(bytes);
  return result.has_value() ? "read" : describe(result.error());
}

Observation bar(const char* symbol, const char* close, std::int64_t ms) {
  return Observation{symbol, Form::kBarClose, price(close), Timestamp{ms}, Venue::kUnknown};
}

TEST(Tape, ReadsBarsAsTheirCloses) {
  EXPECT_THAT(read(kBars).value(), ElementsAre(bar("BTCUSDT", "54400", 1620849600000),
                                               bar("ETHUSDT", "4084.15", 1620849600000),
                                               bar("BTCUSDT", "54321.09", 1620849660000)));
}

TEST(Tape, ReadsTicks) {
  const auto ticks =
      read("ts_ms,symbol,price\r\n1,AUSDT,0.00000001\r\n\r\n  \n2,B_PERP,92233720368");
  ASSERT_TRUE(ticks.has_value()) << describe(ticks.error());
  EXPECT_THAT(*ticks,
              ElementsAre(Observation{"AUSDT", Form::kTrade, Price::from_raw(1), Timestamp{1}},
                          Observation{"B_PERP", Form::kTrade, price("92233720368"), Timestamp{2}}))
      << "CR LF, blank lines and a last line without an end are harmless";
  EXPECT_THAT(read("ts_ms,symbol,price\n").value(), testing::IsEmpty());
}

TEST(Tape, KeepsPricesThatTheGuardMustSee) {
  const auto ticks = read("ts_ms,symbol,price\n1,A,0.0\n2,A,-1\n3,A,99999999999999999999\n");
  ASSERT_TRUE(ticks.has_value()) << describe(ticks.error());
  EXPECT_EQ(ticks->at(0).price, Price{});
  EXPECT_EQ(ticks->at(1).price, price("-1"));
  EXPECT_FALSE(ticks->at(2).price.fits());
}

TEST(Tape, ReadsMicroseconds) {
  EXPECT_EQ(read("ts_ms,symbol,price\n1741046401271969,A,1\n").value().at(0).time.ms,
            1741046401271);
}

TEST(Tape, GzipAndPlainAgreeFromDiskAndFromMemory) {
  const std::string path = std::string(PLIMSOLL_DATA_DIR) + "/demo/tape.csv.gz";
  const auto from_disk = Tape::open(path);
  ASSERT_TRUE(from_disk.has_value()) << describe(from_disk.error());
  const auto expected = drained(**from_disk);
  ASSERT_TRUE(expected.has_value()) << describe(expected.error());
  EXPECT_EQ(expected->size(), 7920u);
  EXPECT_EQ(expected->front(), bar("ADAUSDT", "1.7128", 1620849600000));

  const std::string zipped = fixture("../demo/tape.csv.gz");
  EXPECT_EQ(read(zipped).value(), *expected);
  auto bytes = gunzipped(over_memory(zipped));
  std::string plain;
  for (char chunk[1000];;) {
    const auto got = bytes->read(chunk, sizeof(chunk));
    ASSERT_TRUE(got.has_value());
    if (*got == 0) break;
    plain.append(chunk, *got);
  }
  EXPECT_EQ(plain.size(), 496136u);
  EXPECT_EQ(read(plain).value(), *expected);
  EXPECT_EQ(read(gzip(plain.substr(0, 300'000)) + gzip(plain.substr(300'000))).value(), *expected)
      << "two members in a row are one text";
}

TEST(Tape, DamagedGzipIsAnErrorNotAShorterTape) {
  const std::string zipped = gzip(kBars);
  for (std::size_t size = 2; size < zipped.size(); ++size) {
    EXPECT_THAT(refusal(zipped.substr(0, size)), HasSubstr("gzip data ends too early")) << size;
  }
  std::string damaged = zipped;
  damaged[damaged.size() - 6] ^= 1;  // in the checksum
  EXPECT_THAT(refusal(damaged), AllOf(HasSubstr("tape: after line"),
                                      HasSubstr("damaged gzip data: incorrect data check")));
  EXPECT_THAT(refusal(zipped + "trailing"), HasSubstr("damaged gzip data"));
}

TEST(Tape, GoesOnBehindBadLinesWhenSomebodyIsTold) {
  const std::string text = "ts_ms,symbol,price\n1,A,1\n\x01\x02\xff\n2,A,x\n" +
                           std::string(200'000, 'z') + "\n3,A,3\n,,\n4,A,4";
  auto tape = Tape::over("tape", text);
  ASSERT_TRUE(tape.has_value());
  std::vector<std::string> told;
  (*tape)->skip_bad_lines([&](const Error& error) { told.push_back(error.detail); });
  for (const int time : {1, 3, 4}) {
    const auto seen = (*tape)->next();
    ASSERT_TRUE(seen.has_value() && seen->has_value());
    EXPECT_EQ((*seen)->time, Timestamp{time});
  }
  EXPECT_EQ((*tape)->next().value(), std::nullopt);
  EXPECT_THAT(told, ElementsAre(HasSubstr("line 3: expected 3 fields"), HasSubstr("line 4: price"),
                                HasSubstr("line 5: longer than"), HasSubstr("line 7: ts_ms")));
}

TEST(Tape, AFileThatBreaksIsAnErrorThoughBadLinesAreSkipped) {
  const std::string zipped = gzip(kBars);
  auto tape = Tape::over("tape", std::string_view(zipped).substr(0, zipped.size() - 9));
  ASSERT_TRUE(tape.has_value());
  (*tape)->skip_bad_lines([](const Error& error) { ADD_FAILURE() << error.detail; });
  Result<std::optional<Observation>> seen = (*tape)->next();
  while (seen && seen->has_value()) seen = (*tape)->next();
  ASSERT_FALSE(seen.has_value());
  EXPECT_THAT(seen.error().detail, HasSubstr("gzip data ends too early"));
}

TEST(Tape, NumbersBadLines) {
  const std::string header = "ts_ms,symbol,price\n";
  EXPECT_THAT(refusal(header + "1,A,1\n2,A\n"),
              HasSubstr("MALFORMED: tape: line 3: expected 3 fields"));
  EXPECT_THAT(refusal(header + "1,A,1,\n"), HasSubstr("line 2: expected 3 fields"));
  EXPECT_THAT(refusal(header + "\n\n1,A,x\n"), HasSubstr("line 4: price \"x\""));
  EXPECT_THAT(refusal(header + "1,A,1e3\n"), HasSubstr("line 2: price \"1e3\""));
  EXPECT_THAT(refusal(header + "1,A,\n"), HasSubstr("line 2: price"));
  EXPECT_THAT(refusal(header + "1,A,0.123456789\n"), HasSubstr("TOO_PRECISE: tape: line 2"));
  EXPECT_THAT(refusal(header + ",A,1\n"), HasSubstr("line 2: ts_ms"));
  EXPECT_THAT(refusal(header + "1.5,A,1\n"), HasSubstr("line 2: ts_ms \"1.5\""));
  EXPECT_THAT(refusal(header + "-1,A,1\n"), HasSubstr("OUT_OF_RANGE: tape: line 2"));
  EXPECT_THAT(refusal(header + "99999999999999999999,A,1\n"), HasSubstr("line 2: ts_ms"));
  EXPECT_THAT(refusal(header + "1,btcusdt,1\n"), HasSubstr("line 2: not a symbol: \"btcusdt\""));
  EXPECT_THAT(refusal(header + "1,,1\n"), HasSubstr("line 2: not a symbol"));
  EXPECT_THAT(refusal(std::string(kBars) + "1,A,1\n"), HasSubstr("line 5: expected 7 fields"));
  EXPECT_THAT(refusal("time,symbol,price\n1,A,1\n"),
              AllOf(HasSubstr("line 1"), HasSubstr("ts_ms,symbol,price")));
  EXPECT_THAT(refusal("\n" + header), HasSubstr("line 1"));
  EXPECT_THAT(refusal(""), HasSubstr("tape is empty"));
}

TEST(Tape, LimitsTheLengthOfALine) {
  const std::string header = "ts_ms,symbol,price\n";
  const auto row = [](std::size_t length) {
    const std::string begin = "1,A,1.";
    return begin + std::string(length - begin.size(), '0');
  };
  EXPECT_THAT(refusal(header + row(kMaxTapeLine)), HasSubstr("decimal longer than the limit"))
      << "the line itself passes";
  EXPECT_THAT(refusal(header + row(kMaxTapeLine + 1)), HasSubstr("line 2: longer than 1024 bytes"));
  EXPECT_THAT(refusal(header + row(kMaxTapeLine + 1) + "\n"),
              HasSubstr("line 2: longer than 1024 bytes"));
  EXPECT_THAT(refusal(std::string(kMaxStreamMessage + 1, '{')), HasSubstr("line 1: longer than"));
}

TEST(Tape, ReadsStreamMessages) {
  const std::string path = fixture_path("ws_captures/2025-03-04_um_trxusdt_trade.jsonl");
  const auto tape = Tape::open(path);
  ASSERT_TRUE(tape.has_value()) << describe(tape.error());
  const auto trades = drained(**tape);
  ASSERT_TRUE(trades.has_value()) << describe(trades.error());
  EXPECT_EQ(trades->size(), 300u);
  EXPECT_EQ(trades->at(149).price, Price{}) << "line 150";
  EXPECT_EQ(trades->at(0).venue, Venue::kUm);
  const std::string zipped = gzip(fixture("ws_captures/2025-03-04_um_trxusdt_trade.jsonl"));
  EXPECT_EQ(read(zipped, "um.jsonl.gz").value(), *trades);

  for (const char* name : {"2021-07-22_um.jsonl", "2021-07-22_cm.jsonl", "2021-10-12_spot.jsonl"}) {
    const auto other = Tape::open(fixture_path(std::string("ws_captures/") + name));
    ASSERT_TRUE(other.has_value()) << describe(other.error());
    const auto all = drained(**other);
    ASSERT_TRUE(all.has_value()) << describe(all.error());
    EXPECT_GT(all->size(), 80u) << name;
  }
}

TEST(Tape, NumbersBadMessages) {
  const std::string good = R"({"e":"trade","E":7,"s":"A","p":"1"})";
  EXPECT_THAT(refusal(good + "\n{\"e\":}\n"), HasSubstr("tape: line 2: not JSON at byte 5"));
  EXPECT_THAT(refusal("{\n"), HasSubstr("tape: line 1: not JSON"));
  EXPECT_THAT(refusal(good + "\n\n" + R"({"e":"trade","E":7,"s":"A"})"),
              HasSubstr("tape: line 3: trade A, field p: missing"));
}

TEST(Tape, AMessageWithoutTimeTakesThatOfTheLineBefore) {
  const std::string book = R"({"s":"A","b":"1","a":"3"})";
  EXPECT_THAT(refusal(book), HasSubstr("line 1: a message without a time"));
  const std::string trade = R"({"e":"trade","E":7,"s":"A","p":"1"})";
  EXPECT_EQ(read(trade + "\n" + book).value().at(1).time.ms, 7);
}

TEST(Tape, RewindsToItsFirstObservation) {
  const std::string path = std::string(PLIMSOLL_DATA_DIR) + "/demo/tape.csv.gz";
  auto tape = Tape::open(path);
  ASSERT_TRUE(tape.has_value());
  const auto first_lap = drained(**tape);
  ASSERT_TRUE((*tape)->rewind().has_value());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE((*tape)->next().has_value());
  ASSERT_TRUE((*tape)->rewind().has_value());
  EXPECT_EQ(drained(**tape).value(), *first_lap);

  auto messages = Tape::over("x", R"({"e":"trade","E":7,"s":"A","p":"1"})");
  ASSERT_TRUE(messages.has_value());
  EXPECT_EQ(drained(**messages)->size(), 1u);
  ASSERT_TRUE((*messages)->rewind().has_value());
  EXPECT_EQ(drained(**messages)->size(), 1u);
}

TEST(Tape, SaysWhyAFileCannotBeRead) {
  EXPECT_THAT(describe(Tape::open("/nonexistent/tape.csv").error()),
              AllOf(HasSubstr("FILE"), HasSubstr("/nonexistent/tape.csv"),
                    HasSubstr("No such file or directory")));
  EXPECT_THAT(describe(Tape::open(PLIMSOLL_DATA_DIR).error()), HasSubstr("Is a directory"));
}

TEST(Tape, ReadsTheVenueFromAWordOfTheName) {
  EXPECT_EQ(venue_of_name("data/2025-10-10_binance_um_perp_5m.csv.gz"), Venue::kUm);
  EXPECT_EQ(venue_of_name("2025-03-04_um_trxusdt_trade.jsonl"), Venue::kUm);
  EXPECT_EQ(venue_of_name("cm_perp.csv"), Venue::kCm);
  EXPECT_EQ(venue_of_name("2020-03-12_binance_spot_1h.csv"), Venue::kSpot);
  EXPECT_EQ(venue_of_name("/data/um/prices.csv"), Venue::kUnknown) << "folders say nothing";
  EXPECT_EQ(venue_of_name("column.csv"), Venue::kUnknown);
  EXPECT_EQ(venue_of_name(""), Venue::kUnknown);
  EXPECT_EQ((*Tape::over("spot", "ts_ms,symbol,price\n1,A,1", Venue::kCm))->next()->value().venue,
            Venue::kCm)
      << "what is told goes before the name";
}

}  // namespace
}  // namespace plimsoll::feed
