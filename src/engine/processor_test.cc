// Turns: all or nothing, durable before answered, and a replay that ends where the live run was.
#include "engine/processor.h"

#include <gmock/gmock.h>

#include "book/event_codec.h"
#include "book/test_commands.h"
#include "engine/testing.h"

namespace plimsoll::engine {
namespace {

using book::Command;
using book::CreateAccount;
using book::SetFrozenAmount;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Timestamp kNow = book::kNow;

CreateAccount account(std::int64_t uid, std::string email = {}) {
  if (email.empty()) email = "a" + std::to_string(uid) + "@example.com";
  return {Uid{uid}, std::move(email), std::nullopt};
}

Digest digest(const Processor& processor) { return book::digest_of(processor.book()); }

// What a fresh process makes of the journal.
Digest recovered(TestJournal& journal) {
  Processor processor(journal);
  const auto done = processor.recover({});
  EXPECT_TRUE(done) << describe(done.error());
  EXPECT_EQ(processor.sequence(), journal.last());
  return digest(processor);
}

// --- One turn

TEST(Processor, OneTurnIsOneRecordWithEveryEventInOrder) {
  TestJournal journal;
  Processor processor(journal);
  const auto results = turn(processor, {{account(1)}, {account(2), account(3)}}, kNow);
  EXPECT_THAT(outcomes(results), ElementsAre("accepted", "accepted"));
  ASSERT_EQ(journal.records.size(), 1u);
  EXPECT_EQ(journal.records[0].sequence, Sequence{1});
  EXPECT_EQ(journal.records[0].time, kNow);
  const auto events = book::decode(journal.records[0].payload);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(std::get<book::AccountCreated>((*events)[i]).uid.value,
              static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(results[1]->events.size(), 2u);
  for (const SubmissionResult& result : results) {
    EXPECT_EQ(result->sequence, Sequence{1});
    EXPECT_EQ(result->time, kNow);
  }
  EXPECT_EQ(processor.sequence(), Sequence{1});
  EXPECT_EQ(processor.book().time, kNow);
}

// The names of a record's events: accounts by uid, who acted by name.
std::vector<std::string> told(const Record& record) {
  std::vector<std::string> names;
  const auto events = book::decode(record.payload);
  EXPECT_TRUE(events);
  for (const book::Event& event : *events) {
    if (const auto* acted = std::get_if<book::OperatorActed>(&event)) {
      names.push_back(acted->name + ": " + acted->reason);
    } else {
      names.push_back(std::to_string(std::get<book::AccountCreated>(event).uid.value));
    }
  }
  return names;
}

TEST(Processor, WhoActedStandsBeforeWhatHappenedInTheSameRecord) {
  TestJournal journal;
  Processor processor(journal);
  Submission by_ada{account(2), account(3)};
  by_ada.actor = book::OperatorActed{"", "Ada", "VIEWER", "X", "why"};
  turn(processor, {{account(1)}, by_ada, {account(4)}}, kNow);
  ASSERT_EQ(journal.records.size(), 1u);
  EXPECT_THAT(told(journal.records[0]), ElementsAre("1", "Ada: why", "2", "3", "4"));
  EXPECT_EQ(recovered(journal), digest(processor));
}

TEST(Processor, WhoActedInVainLeavesNothing) {
  TestJournal journal;
  Processor processor(journal);
  Submission refused{account(1), account(1)};
  refused.actor = book::OperatorActed{"", "Ada", "VIEWER", "X", "why"};
  Submission idle;
  idle.actor = refused.actor;
  EXPECT_THAT(outcomes(turn(processor, {refused, idle}, kNow)),
              ElementsAre("1 DUPLICATE", "accepted"));
  EXPECT_TRUE(journal.records.empty());
}

TEST(Processor, AnOperatorActsUntilRevokedOrExpired) {
  TestJournal journal;
  Processor processor(journal);
  const auto by = [](const char* id, Command command) {
    Submission submission{std::move(command)};
    submission.actor = book::OperatorActed{id, id, "ADMINISTRATOR", "X", "why"};
    return submission;
  };
  book::CreateOperator brief{book::operator_named("op2", "Ben")};
  brief.who.expires = kNow + 1000;
  turn(processor, {{book::CreateOperator{book::operator_named("op1", "Ada")}, brief}}, kNow);
  EXPECT_THAT(outcomes(turn(processor,
                            {by("op1", account(1)),
                             by("op2", account(2)),
                             {book::RevokeOperator{"op1"}},
                             by("op1", book::CreateOperator{book::operator_named("op3", "Eve")}),
                             by("nobody", account(3))},
                            kNow + 999)),
              ElementsAre("accepted", "accepted", "accepted", "0 UNAUTHORIZED", "0 UNAUTHORIZED"));
  EXPECT_THAT(outcomes(turn(processor, {by("op2", account(4))}, kNow + 1000)),
              ElementsAre("0 UNAUTHORIZED"));
  turn(processor, {{account(5)}}, kNow + 5000);
  EXPECT_THAT(outcomes(turn(processor, {by("op2", account(6))}, kNow + 900)),
              ElementsAre("accepted"))
      << "by the clock, though the book is ahead of it";
  EXPECT_EQ(processor.book().operators.count("op3"), 0u);
  EXPECT_EQ(recovered(journal), digest(processor));
}

TEST(Processor, LaterSubmissionsSeeWhatEarlierOnesDid) {
  TestJournal journal;
  Processor processor(journal);
  EXPECT_THAT(outcomes(turn(processor,
                            {{account(1)},
                             {account(1, "b@example.com")},
                             {SetFrozenAmount{Uid{1}, Amount::whole(5)}}},
                            kNow)),
              ElementsAre("accepted", "0 DUPLICATE", "accepted"));
}

TEST(Processor, ARefusedSubmissionLeavesNothingAmongGoodOnes) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const book::Book before = processor.book();
  // The middle one gets far before its third command is refused.
  const auto results =
      turn(processor, {{account(2)}, {account(3), account(4), account(1)}, {account(5)}}, kNow);
  EXPECT_THAT(outcomes(results), ElementsAre("accepted", "2 DUPLICATE", "accepted"));
  EXPECT_THAT(
      book::changed_parts(before, processor.book()),
      ElementsAre("+account 2", "+account 5", "+email a2@example.com", "+email a5@example.com"));
  EXPECT_EQ(recovered(journal), digest(processor));
}

TEST(Processor, ARefusedSubmissionAloneLeavesTheBookAsItWas) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const Digest before = digest(processor);
  for (const std::vector<Command>& commands :
       std::vector<std::vector<Command>>{{account(1)}, {account(2), account(1)}}) {
    turn(processor, {commands}, kNow + 1'000);
    EXPECT_EQ(digest(processor), before);
  }
  EXPECT_EQ(processor.sequence(), Sequence{1});
}

TEST(Processor, ATurnThatChangesNothingLeavesNoRecordAndNoTime) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const auto results = turn(processor, {{}, {account(1)}}, kNow + 5'000);
  EXPECT_THAT(outcomes(results), ElementsAre("accepted", "0 DUPLICATE"));
  EXPECT_EQ(results[0]->sequence, Sequence{1}) << "the newest record, as it had no event";
  EXPECT_EQ(journal.records.size(), 1u);
  EXPECT_EQ(processor.book().time, kNow);
  turn(processor, {}, kNow + 6'000);
  EXPECT_EQ(journal.records.size(), 1u);
  turn(processor, {{account(2)}}, kNow + 7'000);
  EXPECT_EQ(journal.records.size(), 2u);
  EXPECT_EQ(processor.book().time, kNow + 7'000);
}

TEST(Processor, ASubmissionWithoutEventsIsNotPartOfTheRecord) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const auto results = turn(processor, {{}, {account(2)}}, kNow);
  EXPECT_EQ(results[0]->sequence, Sequence{1});
  EXPECT_EQ(results[1]->sequence, Sequence{2});
}

TEST(Processor, TimeNeverGoesBack) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const auto results = turn(processor, {{account(2)}}, kNow + -60'000);
  EXPECT_EQ(results[0]->time, kNow);
  EXPECT_EQ(journal.records[1].time, kNow);
  EXPECT_EQ(processor.book().time, kNow);
  EXPECT_EQ(recovered(journal), digest(processor));
}

TEST(Processor, EventsAreDatedByTheTurn) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}, {book::CreateApiKey{book::api_key("key", Uid{1})}}}, kNow);
  EXPECT_EQ(processor.book().keys.at("key")->created, kNow);
}

// --- The journal fails

TEST(Processor, AFailedAppendAnswersNothing) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  journal.fail_at(2, TestJournal::Fault::kLost);
  const Submissions submissions{{account(2)}, {account(3)}};
  const auto results = processor.turn(submissions, kNow);
  ASSERT_FALSE(results);
  EXPECT_EQ(describe(results.error()), "JOURNAL: the disk is full");
  EXPECT_EQ(processor.sequence(), Sequence{1}) << "no record was counted";
}

TEST(Processor, ATurnWithoutEventsDoesNotTouchAFailedJournal) {
  TestJournal journal;
  Processor processor(journal);
  journal.fail_at(1, TestJournal::Fault::kLost);
  EXPECT_THAT(outcomes(turn(processor, {{}}, kNow)), ElementsAre("accepted"));
}

TEST(Processor, ATornRecordIsNamedAtRecovery) {
  TestJournal journal;
  {
    Processor processor(journal);
    turn(processor, {{account(1)}}, kNow);
    journal.fail_at(2, TestJournal::Fault::kTorn);
    ASSERT_FALSE(processor.turn(Submissions{{account(2)}}, kNow));
  }
  journal.restart();
  Processor processor(journal);
  const auto done = processor.recover({});
  ASSERT_FALSE(done);
  EXPECT_EQ(error_name(done.error().code), "JOURNAL");
  EXPECT_THAT(done.error().detail, HasSubstr("record 2"));
}

// --- Recovery

TEST(Processor, RecoveryTellsHowFarItGot) {
  TestJournal journal;
  {
    Processor processor(journal);
    for (std::int64_t uid = 1; uid <= 3; ++uid) turn(processor, {{account(uid)}}, kNow);
  }
  Processor processor(journal);
  std::vector<std::string> told;
  ASSERT_TRUE(processor.recover([&](Sequence done, Sequence last) {
    told.push_back(std::to_string(done.value) + " of " + std::to_string(last.value));
  }));
  EXPECT_THAT(told, ElementsAre("1 of 3", "2 of 3", "3 of 3"));
  EXPECT_EQ(processor.sequence(), Sequence{3});
  turn(processor, {{account(4)}}, kNow);
  EXPECT_EQ(journal.records.back().sequence, Sequence{4}) << "the numbers go on";
}

TEST(Processor, AnEmptyJournalGivesAnEmptyBook) {
  TestJournal journal;
  EXPECT_EQ(recovered(journal), book::digest_of(book::Book{}));
}

// Random submissions; returns the digest after every record, that of the empty book first.
std::vector<Digest> random_turns(Processor& processor, TestJournal& journal, std::uint64_t seed,
                                 int turns) {
  book::RandomCommands commands(seed);
  Random& random = commands.random();
  std::vector<Digest> digests{digest(processor)};
  Timestamp now = kNow;
  for (int i = 0; i < turns; ++i) {
    now = now + random.between(-500, 2'000);
    Submissions submissions;
    for (std::int64_t n = random.between(1, 4); n > 0; --n) {
      auto& submission = submissions.emplace_back();
      for (std::int64_t m = random.between(1, 4); m > 0; --m) {
        submission.commands.push_back(commands.next(processor.book()));
      }
    }
    if (!processor.turn(submissions, now)) break;
    if (journal.records.size() == digests.size()) digests.push_back(digest(processor));
  }
  return digests;
}

TEST(Processor, AReplayEndsWithTheDigestOfTheLiveRun) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    TestJournal journal;
    Processor processor(journal);
    random_turns(processor, journal, seed, 150);
    ASSERT_EQ(recovered(journal), digest(processor)) << "seed " << seed;
    Timestamp newest;
    for (const Record& record : journal.records) {
      ASSERT_GE(record.time, newest) << "seed " << seed;
      newest = record.time;
    }
  }
}

TEST(Processor, AFailureAtAnyRecordLosesThatTurnOrKeepsItWhole) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::vector<Digest> digests;
    {
      TestJournal journal;
      Processor processor(journal);
      digests = random_turns(processor, journal, seed, 40);
    }
    ASSERT_GT(digests.size(), 10u);
    Random random(seed);
    const auto at =
        static_cast<std::size_t>(random.between(1, static_cast<std::int64_t>(digests.size()) - 1));
    const bool kept = random.chance(50);
    TestJournal journal;
    journal.fail_at(at, kept ? TestJournal::Fault::kKept : TestJournal::Fault::kLost);
    Processor processor(journal);
    random_turns(processor, journal, seed, 40);
    journal.restart();
    ASSERT_EQ(recovered(journal), digests[kept ? at : at - 1]) << "seed " << seed;
  }
}

// --- Publishing

TEST(Publish, SharesWhatATurnDidNotChange) {
  TestJournal journal;
  Processor processor(journal);
  book::Book world = book::make_book();
  model::Asset asset = world.parameters.asset(book::kUsdt);
  turn(processor, {{book::DefineAsset{asset}}, {account(1)}}, kNow);
  const auto first = processor.publish();
  EXPECT_EQ(first->sequence, Sequence{1});
  EXPECT_EQ(first->time, kNow);

  turn(processor,
       {{book::UpdatePrices{{{model::PriceKind::kAssetIndex, 0, Price::whole(1), kNow}}}}},
       kNow + 1);
  const auto price = processor.publish();
  EXPECT_EQ(price->sequence, Sequence{2});
  EXPECT_EQ(price->time, kNow + 1);
  EXPECT_NE(price->board, first->board);
  EXPECT_EQ(price->parameters, first->parameters);
  EXPECT_EQ(price->directory, first->directory);
  EXPECT_TRUE(first->board->asset_index.at(0).is_zero()) << "a picture never changes";

  turn(processor, {{book::SetParameters{}}}, kNow + 2);
  const auto parameters = processor.publish();
  EXPECT_NE(parameters->parameters, price->parameters);
  EXPECT_EQ(parameters->board, price->board);
  EXPECT_EQ(parameters->directory, price->directory);

  turn(processor, {{account(2)}}, kNow + 3);
  const auto directory = processor.publish();
  EXPECT_NE(directory->directory, parameters->directory);
  EXPECT_EQ(directory->directory->find_account(Uid{1}), first->directory->find_account(Uid{1}))
      << "the accounts themselves are shared";
  EXPECT_EQ(directory->board, parameters->board);
  EXPECT_EQ(directory->parameters, parameters->parameters);
}

TEST(Publish, EveryDefinitionChangesTheParametersOnly) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {book::book_commands()}, kNow);
  const model::Parameters& parameters = processor.book().parameters;
  auto before = processor.publish();
  for (const Command& command : {Command(book::DefineAsset{parameters.asset(book::kBtc)}),
                                 Command(book::DefineContract{parameters.contract(book::kBtcPerp)}),
                                 Command(book::SetParameters{})}) {
    turn(processor, {{command}}, kNow);
    const auto after = processor.publish();
    EXPECT_NE(after->parameters, before->parameters);
    EXPECT_EQ(after->board, before->board);
    EXPECT_EQ(after->directory, before->directory);
    before = after;
  }
}

TEST(Publish, ARefusedTurnSharesEverything) {
  TestJournal journal;
  Processor processor(journal);
  turn(processor, {{account(1)}}, kNow);
  const auto before = processor.publish();
  turn(processor, {{account(2), account(1)}}, kNow + 1);
  const auto after = processor.publish();
  EXPECT_EQ(after->sequence, before->sequence);
  EXPECT_EQ(after->time, before->time);
  EXPECT_EQ(after->parameters, before->parameters);
  EXPECT_EQ(after->board, before->board);
  EXPECT_EQ(after->directory, before->directory);
}

TEST(Publish, TheDirectoryHasUnitsWithTheirMembersAndWhatIsActive) {
  book::Book world = book::make_book();
  book::accept(world, book::CreateUnit{GroupId{3},
                                       book::kParent,
                                       {{book::kLoose, model::MemberType::kCredit, false, true},
                                        {book::kFree, model::MemberType::kCollateral, true, true}},
                                       {},
                                       {},
                                       {}});
  const auto directory = make_directory(world);
  const UnitSnapshot* unit = directory->find_unit(book::kUnit);
  ASSERT_NE(unit, nullptr);
  ASSERT_EQ(unit->accounts.size(), 2u);
  EXPECT_EQ(unit->accounts[0], world.find_account(book::kCredit));
  EXPECT_EQ(unit->accounts[1], world.find_account(book::kCollateral));
  EXPECT_EQ(directory->find_unit(book::kNoUnit), nullptr);
  EXPECT_EQ(directory->find_account(book::kNobody), nullptr);
  ASSERT_NE(directory->find_key("key"), nullptr);
  EXPECT_EQ(directory->find_key("another"), nullptr);
  EXPECT_THAT(directory->active_units.at(book::kParent), ElementsAre(GroupId{3}, book::kUnit))
      << "ascending";
  book::accept(world, book::CloseUnit{GroupId{3}});
  const auto later = make_directory(world);
  EXPECT_THAT(later->active_units.at(book::kParent), ElementsAre(book::kUnit));
  EXPECT_NE(later->find_unit(GroupId{3}), nullptr) << "a closed unit is still known";
}

}  // namespace
}  // namespace plimsoll::engine
