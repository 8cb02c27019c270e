// The language: what is refused, with the place and the words; and that a scenario that does not
// hold is said not to hold.

#include "journal/memory_journal.h"
#include "scenario/engine_world.h"
#include "scenario/parse.h"
#include "scenario/run.h"
#include "scenario/testing.h"
#include "scenario/words.h"

namespace plimsoll::scenario {
namespace {

std::string worlds() { return (scenario_root() / "worlds").string(); }

std::string complaint(std::string_view text) {
  const auto scenario = parse_scenario(text, "f", worlds());
  return scenario ? "" : scenario.error().detail;
}

// The failures of a text, each as its line and what was found.
std::vector<std::string> failures(const std::string& text) {
  const auto scenario = parse_scenario("world standard\n" + text, "f", worlds());
  if (!scenario) return {scenario.error().detail};
  journal::MemoryJournal journal;
  EngineWorld world(journal, scenario->start);
  return run(*scenario, world).failures;
}

TEST(Language, ErrorsNameTheirLineAndWhatWasExpected) {
  EXPECT_EQ(complaint("\n# nothing\nprice BTC much"), "f:3: expected a price, found 'much'");
  EXPECT_EQ(complaint("price BTC"), "f:1: expected a price, found the end of the line");
  EXPECT_EQ(complaint("price BTC 5 6"), "f:1: expected the end of the line, found '6'");
  EXPECT_EQ(complaint("frobnicate"), "f:1: expected a statement, found 'frobnicate'");
  EXPECT_EQ(complaint("wait 5x"), "f:1: expected a span of time as '1h30m' or '90s', found '5x'");
  EXPECT_EQ(complaint("parameter colour 1"),
            "f:1: expected the name of a parameter, found 'colour'");
  EXPECT_EQ(complaint("expect luck 1"),
            "f:1: expected 'ltv', 'owed', 'free' or another fact, found 'luck'");
  EXPECT_EQ(complaint("account K of P cash"), "f:1: expected 'spot', found 'cash'");
  EXPECT_EQ(complaint("C borrows 1 USDT of 1"), "f:1: expected 'from', found 'of'");
  EXPECT_EQ(complaint("then something"), "f:1: nothing happened before 'then'");
  EXPECT_EQ(
      complaint("parent P -> PERHAPS"),
      "f:1: expected 'ok', 'same', 'borrowed', 'repaid', 'moved' or an error, found 'PERHAPS'");
  EXPECT_EQ(complaint("parent P -> -x BAD"), "f:1: expected an error's number, found '-x'");
  EXPECT_EQ(complaint("asset A cross 1 until 5"),
            "f:1: expected 'then', found the end of the line");
  EXPECT_EQ(complaint("at 09:00"),
            "f:1: expected a time that is not over, found 'one before 2026-01-05 09:30'");
  EXPECT_EQ(complaint("time 2026-02-30 10:00"),
            "f:1: expected a date as '2026-01-05', found '2026-02-30'");
  EXPECT_NE(complaint("world nowhere").find("cannot read"), std::string::npos);
}

TEST(Language, SpansDatesAndNumbersBeyondReasonAreRefused) {
  for (const char* bad : {"wait 99999999999999999d", "wait 9223372036854775807s", "wait 3661d",
                          "wait 3000d3000d", "wait -5s", "outage 20000000000000m"}) {
    EXPECT_NE(complaint(bad).find("expected a span of time"), std::string::npos) << bad;
  }
  EXPECT_EQ(complaint("wait 3660d"), "");
  for (const char* bad :
       {"time 4294969322-01-05 10:00", "time 67562-01-05 10:00", "time 1969-12-31 10:00",
        "time 2026-4294967297-05 10:00", "time 2026-01-4294967301 10:00"}) {
    EXPECT_NE(complaint(bad).find("expected a date"), std::string::npos) << bad;
  }
  EXPECT_EQ(complaint("parent P -> -2147483648 BUSY"),
            "f:1: expected an error's number, found '-2147483648'");
  EXPECT_NE(complaint("at -9:00").find("expected a time as"), std::string::npos);
  EXPECT_NE(complaint("settle -1 ok").find("expected the number of a unit"), std::string::npos);
}

TEST(Language, CommentsAndBlankLinesAreFree) {
  EXPECT_EQ(complaint("# a\n\n   \n\tparent P  # the parent\n"), "");
}

TEST(Language, AnotherAnswerIsAFailure) {
  EXPECT_EQ(failures("parent P -> ok").size(), 1U) << "P exists already";
  EXPECT_EQ(failures("parent P -> DUPLICATE").size(), 0U);
  EXPECT_EQ(failures("parent P -> MALFORMED").size(), 1U);
  EXPECT_EQ(failures("parent Z -> DUPLICATE").size(), 1U) << "Z is accepted";
}

TEST(Language, AnotherFactIsAFailure) {
  EXPECT_EQ(failures("wallet K spot BTC 2\nexpect free K spot BTC 2.000").size(), 0U);
  EXPECT_EQ(failures("wallet K spot BTC 2\nexpect free K spot BTC 3").size(), 1U);
}

TEST(Language, AnotherConsequenceIsAFailure) {
  const std::string story =
      "wallet K spot BTC 1\n"
      "unit 1 of P credit C margin collateral K spot\n"
      "C borrows 40000 USDT from 1\n"
      "price BTC 12000\n";  // (12000 + 40000): 40000 / 52000 = 0.769
  EXPECT_EQ(failures(story + "then unit 1 is WARNING").size(), 0U);
  EXPECT_EQ(failures(story + "then unit 1 is MARGIN_CALL").size(), 1U);
  EXPECT_EQ(failures(story + "then unit 1 is WARNING\nthen sold 1 BTC").size(), 1U);
}

TEST(Language, AnotherReadingOfTheJournalIsAFailure) {
  const auto scenario = parse_scenario(
      "world standard\nwallet K spot BTC 2\nexpect free K spot BTC 2", "f", worlds());
  ASSERT_TRUE(scenario) << scenario.error().detail;
  journal::MemoryJournal journal;
  EngineWorld world(journal, scenario->start);
  scenario::Run first = run(*scenario, world);
  const Digest end = book::digest_of(world.book());
  EXPECT_TRUE(replay(*scenario, first, journal, end).empty());
  EXPECT_EQ(replay(*scenario, first, journal, Digest{}).size(), 1U);
  first.steps.back().answer = "3";
  EXPECT_EQ(replay(*scenario, first, journal, end).size(), 1U);
}

TEST(Language, WhatIsAskedIsRead) {
  EXPECT_EQ(complaint("parent P\nP asks"),
            "f:2: expected a path below /sapi/v1/, found the end of the line");
  EXPECT_EQ(complaint("parent P\nP asks margin/loan-group groupId"),
            "f:2: expected NAME=VALUE, found 'groupId'");
  const auto scenario =
      parse_scenario("parent P\nP asks margin/loan-group groupId=1 size=", "f", worlds());
  ASSERT_TRUE(scenario);
  const auto& ask = std::get<Ask>(scenario->statements.back().what);
  EXPECT_EQ(ask.path, "margin/loan-group");
  EXPECT_EQ(ask.fields,
            (std::vector<std::pair<std::string, std::string>>{{"groupId", "1"}, {"size", ""}}));
}

TEST(Language, WordsBelongToTheStatementBelowThem) {
  const auto scenario = parse_scenario(
      "# one\n#  two\nworld standard\n\n# three\nwait 1h  # four\nwait 1h\n", "f", worlds());
  ASSERT_TRUE(scenario);
  std::vector<std::string> words;
  for (const Statement& statement : scenario->statements) {
    if (statement.file == "f") words.push_back(statement.words);
  }
  EXPECT_EQ(words, (std::vector<std::string>{" one\n  two\n three\n", ""}));
}

TEST(Language, TimesReadAsTheyPrint) {
  EXPECT_EQ(time_text(Timestamp{1'767'605'400'000}), "2026-01-05 09:30");
  EXPECT_EQ(time_text(Timestamp{1'767'605'401'250}), "2026-01-05 09:30:01.250");
  Words words("2024-02-29 23:59:59.999");
  const Timestamp date = words.date();
  EXPECT_EQ(time_text(date + words.time_of_day()), "2024-02-29 23:59:59.999");
  EXPECT_FALSE(words.error());
}

}  // namespace
}  // namespace plimsoll::scenario
