// Records: every event comes back as it was, and damaged bytes are refused or mean something
// consistent, never a crash.
#include "book/event_codec.h"

#include <gtest/gtest.h>

#include <set>

#include "book/test_commands.h"
#include "book/test_life.h"

namespace plimsoll::book {
namespace {

std::vector<Event> decoded(std::string_view payload) {
  auto events = decode(payload);
  EXPECT_TRUE(events) << events.error().detail;
  return events ? std::move(*events) : std::vector<Event>{};
}

// Events of a live book, in order, with the book they led to: what was asked for, the hours that
// were charged, the reviews, and answers that are remembered.
struct History : Life {
  History(std::uint64_t seed, int commands) : Life(Book{}) {
    RandomCommands source(seed);
    for (int i = 0; i < commands; ++i) {
      const bool hours = source.random().chance(3);
      wait_until(book.time + (hours ? source.random().between(1, 30) * kHourMs : 1'000));
      (void)act(source.next(book));
      if (source.random().chance(2)) note({"op1", "Ada", "VIEWER", "FUND_POOL", "a reason"});
      if (!events.empty() && source.random().chance(10)) {
        remember(
            RequestAnswered{{{digest(std::to_string(i)), digest("content"), book.time + 5'000}},
                            outcome_of(events.back())});
      }
    }
    if (!times.empty()) book.time = times.back();
  }
};

TEST(EventCodec, EveryKindOfEventComesBack) {
  std::set<std::size_t> kinds;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const History history(seed, 300);
    for (const Event& event : history.events) {
      kinds.insert(event.index());
      const std::string payload = encode({event});
      const auto again = decoded(payload);
      ASSERT_EQ(again.size(), 1u);
      ASSERT_EQ(again[0].index(), event.index());
      ASSERT_EQ(encode(again), payload);
    }
  }
  for (std::size_t i = 0; i < std::variant_size_v<Event>; ++i) {
    EXPECT_TRUE(kinds.contains(i)) << "the commands reach every event, but not the one at " << i;
  }
}

TEST(EventCodec, ABookRebuiltFromItsRecordsIsTheSame) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const History history(seed, 300);
    Book rebuilt;
    for (std::size_t i = 0; i < history.events.size(); ++i) {
      rebuilt.time = history.times[i];
      for (const Event& event : decoded(encode({history.events[i]}))) book::apply(rebuilt, event);
    }
    ASSERT_EQ(digest_of(rebuilt), digest_of(history.book)) << "seed " << seed;
    ASSERT_EQ(rebuilt.uids_by_email, history.book.uids_by_email) << "seed " << seed;
    ASSERT_EQ(rebuilt.parameters.asset_ids, history.book.parameters.asset_ids) << "seed " << seed;
    ASSERT_EQ(rebuilt.parameters.contract_ids, history.book.parameters.contract_ids);
    ASSERT_EQ(rebuilt.parameters.usdt, history.book.parameters.usdt) << "seed " << seed;
  }
}

TEST(EventCodec, TagsAreForEver) {
  EXPECT_EQ(AssetDefined::kTag, 1);
  EXPECT_EQ(ContractDefined::kTag, 2);
  EXPECT_EQ(ParametersSet::kTag, 3);
  EXPECT_EQ(PricesUpdated::kTag, 4);
  EXPECT_EQ(AccountCreated::kTag, 5);
  EXPECT_EQ(FrozenAmountSet::kTag, 6);
  EXPECT_EQ(ApiKeyCreated::kTag, 7);
  EXPECT_EQ(ApiKeyRevoked::kTag, 8);
  EXPECT_EQ(WalletUpdated::kTag, 9);
  EXPECT_EQ(WalletAdjusted::kTag, 10);
  EXPECT_EQ(UnitCreated::kTag, 11);
  EXPECT_EQ(MemberEdited::kTag, 12);
  EXPECT_EQ(UnitClosed::kTag, 13);
  EXPECT_EQ(LiabilitySet::kTag, 14);
  EXPECT_EQ(PoolFunded::kTag, 15);
  EXPECT_EQ(RebateChanged::kTag, 16);
  EXPECT_EQ(Borrowed::kTag, 17);
  EXPECT_EQ(Repaid::kTag, 18);
  EXPECT_EQ(InterestAccrued::kTag, 19);
  EXPECT_EQ(MemberInterestAccrued::kTag, 20);
  EXPECT_EQ(UnitLinesSet::kTag, 21);
  EXPECT_EQ(TransferredOut::kTag, 22);
  EXPECT_EQ(TransferSettled::kTag, 23);
  EXPECT_EQ(Transferred::kTag, 24);
  EXPECT_EQ(LiquidationStarted::kTag, 25);
  EXPECT_EQ(CollateralMoved::kTag, 26);
  EXPECT_EQ(OrdersCancelled::kTag, 27);
  EXPECT_EQ(PositionClosed::kTag, 28);
  EXPECT_EQ(FuturesCollected::kTag, 29);
  EXPECT_EQ(OwnLoanRepaid::kTag, 30);
  EXPECT_EQ(SaleOrdered::kTag, 31);
  EXPECT_EQ(SaleFilled::kTag, 32);
  EXPECT_EQ(LiquidationEnded::kTag, 33);
  EXPECT_EQ(RequestAnswered::kTag, 34);
  EXPECT_EQ(UnitStateChanged::kTag, 35);
  EXPECT_EQ(InterestStarted::kTag, 36);
  EXPECT_EQ(OperatorCreated::kTag, 37);
  EXPECT_EQ(OperatorRevoked::kTag, 38);
  EXPECT_EQ(OperatorActed::kTag, 39);
  EXPECT_EQ(SecretsResealed::kTag, 40);
}

TEST(EventCodec, TheBytesOfARecordAreFixed) {
  const std::string payload = encode({UnitClosed{GroupId{0x0102}, Timestamp{3}}});
  EXPECT_EQ(payload, std::string("\x02"                  // version
                                 "\x01\0\0\0"            // one event
                                 "\x0D\0"                // tag 13
                                 "\x02\x01\0\0\0\0\0\0"  // groupId
                                 "\x03\0\0\0\0\0\0\0"    // time
                                 "\x0A\0\0\0"            // the causes have 10 bytes
                                 "\0"                    // not the charge of an hour
                                 "\0\0\0\0"              // no hours charged before it
                                 "\0"                    // not every unit was reviewed
                                 "\0\0\0\0",             // no submissions
                                 37));
  EXPECT_TRUE(decoded(encode({})).empty());
}

TEST(EventCodec, TheBytesOfTheCausesAreFixed) {
  const Timestamp closed{3};
  Causes causes;
  causes.hours = 2;
  causes.submissions = {{0, true, false, false, {RevokeApiKey{"k"}, CloseUnit{GroupId{4}, {}}}}};
  const std::string payload = encode({ApiKeyRevoked{"k"}, UnitClosed{GroupId{4}, closed}}, causes);
  EXPECT_EQ(payload.substr(5 + 7 + 18), std::string("\x28\0\0\0"             // 40 bytes
                                                    "\0"                     // no hour
                                                    "\x02\0\0\0"             // after two of them
                                                    "\0"                     // not every unit
                                                    "\x01\0\0\0"             // one submission
                                                    "\0\0\0\0"               // from the first event
                                                    "\x01"                   // reviewed
                                                    "\0"                     // of no operator
                                                    "\0"                     // not answered
                                                    "\x02\0\0\0"             // two commands
                                                    "\x08\0\x01"             // as the event says
                                                    "\x0D\0\0"               // tag 13, its own
                                                    "\x09\0\0\0"             // 9 bytes of fields
                                                    "\x04\0\0\0\0\0\0\0\0",  // groupId, the lender
                                                    44));
}

TEST(EventCodec, EveryKindOfCommandComesBack) {
  std::set<std::size_t> kinds;
  std::size_t as_the_event = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Life life{Book{}};
    const Book& book = life.book;
    RandomCommands source(seed);
    for (int i = 0; i < 300; ++i) {
      const bool hours = source.random().chance(3);
      life.wait_until(book.time + (hours ? source.random().between(1, 30) * kHourMs : 1'000));
      const Command command = source.next(book);
      const auto event = decide(book, command);
      if (!event) continue;
      Causes causes;
      causes.submissions = {{0, i % 2 == 0, false, false, {command}}};
      const std::string payload = encode({*event}, causes);
      const auto again = decode_with_causes(payload);
      ASSERT_TRUE(again) << describe(again.error());
      ASSERT_EQ(again->causes.submissions.size(), 1u);
      const Cause& cause = again->causes.submissions[0];
      EXPECT_EQ(cause.reviewed, i % 2 == 0);
      ASSERT_EQ(cause.commands.size(), 1u);
      ASSERT_EQ(cause.commands[0].index(), command.index());
      ASSERT_EQ(encode(again->events, again->causes), payload);
      const auto decided = decide(book, cause.commands[0]);
      ASSERT_TRUE(decided && same(*decided, *event)) << "it means the same";
      kinds.insert(command.index());
      if (std::holds_alternative<UpdatePrices>(command)) {
        ++as_the_event;
        EXPECT_LT(payload.size(), encode({*event}).size() + 20) << "a price is stored once";
      }
      life.must(command);
    }
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Command>) << "the commands reach every kind";
  EXPECT_GT(as_the_event, 0u);
}

TEST(EventCodec, ACommandHasTheTagOfTheEventItLeadsTo) {
  Book book;
  RandomCommands source(3);
  for (int i = 0; i < 2'000; ++i) {
    const Command command = source.next(book);
    const auto event = decide(book, command);
    if (!event) continue;
    const auto tag = [](const auto& held) { return held.kTag; };
    ASSERT_EQ(std::visit(tag, command), std::visit(tag, *event));
    book::apply(book, *event);
  }
}

TEST(EventCodec, CausesThatDoNotFitTheirEventsAreRefused) {
  const std::vector<Event> events{ApiKeyRevoked{"a"}, ApiKeyRevoked{"b"}};
  const auto refused = [&](std::vector<Cause> submissions) {
    // The causes of four events over two.
    std::vector<Event> four = events;
    four.insert(four.end(), events.begin(), events.end());
    Causes causes;
    causes.submissions = std::move(submissions);
    const std::string large = encode(four, causes);
    const std::string events_only = encode(four);
    const std::string tail = large.substr(events_only.size() - 14);
    const std::string small = encode(events);
    const auto decoded = decode_with_causes(small.substr(0, small.size() - 14) + tail);
    return !decoded;
  };
  const Command a = RevokeApiKey{"a"};
  EXPECT_FALSE(
      refused({{0, true, false, false, {a}}, {1, true, false, false, {RevokeApiKey{"b"}}}}));
  EXPECT_TRUE(refused({{2, true, false, false, {a}}})) << "behind the end";
  EXPECT_TRUE(refused({{1, true, false, false, {RevokeApiKey{"b"}, a}}})) << "over the end";
  EXPECT_TRUE(
      refused({{0, true, false, false, {a, RevokeApiKey{"b"}}}, {1, true, false, false, {}}}))
      << "one in the other";
  EXPECT_TRUE(refused({{0, true, false, true, {a}}})) << "an answer that is none";
}

TEST(EventCodec, AnUnknownVersionOrTagIsRefused) {
  std::string payload = encode({ApiKeyRevoked{"k"}});
  for (const char version : {'\0', '\1', '\3', '\xFF'}) {
    std::string other = payload;
    other[0] = version;
    ASSERT_FALSE(decode(other));
    EXPECT_EQ(error_name(decode(other).error().code), "JOURNAL");
  }
  for (const char tag : {'\0', '\x7F', '\xFF'}) {
    std::string other = payload;
    other[5] = tag;
    EXPECT_FALSE(decode(other));
  }
  EXPECT_FALSE(decode(""));
}

TEST(EventCodec, EveryTruncationAndEveryExtensionIsRefused) {
  const History history(1, 200);
  for (std::size_t i = 0; i < history.events.size(); ++i) {
    const std::string payload = encode({history.events[i]});
    for (std::size_t size = 0; size < payload.size(); ++size) {
      const auto events = decode(std::string_view(payload).substr(0, size));
      ASSERT_FALSE(events) << "event " << i << " cut to " << size;
      ASSERT_EQ(error_name(events.error().code), "JOURNAL");
    }
    ASSERT_FALSE(decode(payload + '\0'));
  }
}

TEST(EventCodec, DamagedBytesAreRefusedOrConsistent) {
  const History history(2, 400);
  std::size_t accepted = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    std::vector<Event> events;
    for (std::int64_t i = random.between(1, 3); i > 0; --i) {
      events.push_back(random.one_of(history.events));
    }
    std::string payload = encode(events);
    for (std::int64_t i = random.between(1, 4); i > 0; --i) {
      const auto place = static_cast<std::size_t>(
          random.between(0, static_cast<std::int64_t>(payload.size()) - 1));
      switch (random.between(1, 4)) {
        case 1: payload[place] = static_cast<char>(random.between(0, 255)); break;
        case 2:
          payload[place] = static_cast<char>(payload[place] ^ (1 << random.between(0, 7)));
          break;
        case 3: payload.insert(place, 1, static_cast<char>(random.between(0, 255))); break;
        default: payload.erase(place, static_cast<std::size_t>(random.between(1, 8))); break;
      }
      if (payload.empty()) break;
    }
    const auto again = decode_with_causes(payload);
    if (!again) continue;
    ++accepted;
    // What reads has one meaning only: the bytes are those of the events and their causes.
    ASSERT_EQ(encode(again->events, again->causes), payload) << "seed " << seed;
  }
  EXPECT_GT(accepted, 100u) << "some damage hits a number and cannot be seen";
}

}  // namespace
}  // namespace plimsoll::book
