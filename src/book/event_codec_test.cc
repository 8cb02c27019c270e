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
  EXPECT_EQ(SecretsResealed::kTag, 45);
}

TEST(EventCodec, TheBytesOfARecordAreFixed) {
  const std::string payload = encode({UnitClosed{GroupId{0x0102}, Timestamp{3}}});
  EXPECT_EQ(payload, std::string("\x01"                  // version
                                 "\x01\0\0\0"            // one event
                                 "\x0D\0"                // tag 13
                                 "\x02\x01\0\0\0\0\0\0"  // groupId
                                 "\x03\0\0\0\0\0\0\0",   // time
                                 23));
  EXPECT_EQ(encode({}), std::string("\x01\0\0\0\0", 5));
  EXPECT_TRUE(decoded(encode({})).empty());
}

TEST(EventCodec, AnUnknownVersionOrTagIsRefused) {
  std::string payload = encode({ApiKeyRevoked{"k"}});
  for (const char version : {'\0', '\2', '\xFF'}) {
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
    const auto again = decode(payload);
    if (!again) continue;
    ++accepted;
    // What reads has one meaning only: the bytes are those of the events.
    ASSERT_EQ(encode(*again), payload) << "seed " << seed;
  }
  EXPECT_GT(accepted, 100u) << "some damage hits a number and cannot be seen";
}

}  // namespace
}  // namespace plimsoll::book
