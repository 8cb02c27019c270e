// Wrong signatures: the limits, and whom they do not touch.
#include "server/signature_throttle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "auth/ip_range.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;

constexpr Timestamp kMinute{60'000 * 1000};
constexpr SignatureThrottleSettings kSettings{.per_key = 3, .per_address = 5, .max_counters = 100};

net::IpAddress address(std::string_view text) {
  return net::IpAddress{auth::IpAddress::parse(text)->bytes()};
}
const net::IpAddress kHere = address("1.2.3.4");
const net::IpAddress kThere = address("1.2.3.5");

class Throttle : public testing::Test {
 protected:
  void fail(std::string_view key, const net::IpAddress& from, int times = 1) {
    for (int i = 0; i < times; ++i) throttle_.note_failure(key, from, now_);
  }
  int wait(std::string_view key, const net::IpAddress& from = kHere) {
    return throttle_.wait_seconds(key, from, now_);
  }

  SignatureThrottle throttle_{kSettings};
  Timestamp now_ = kMinute + 15'500;
};

TEST_F(Throttle, AKeyIsRefusedAtItsLimitUntilTheMinuteTurns) {
  EXPECT_EQ(wait("key"), 0);
  fail("key", kHere, 2);
  EXPECT_EQ(wait("key"), 0);
  fail("key", kHere);
  EXPECT_EQ(wait("key"), 45) << "44.5 s are left";
  now_ = kMinute + 59'999;
  EXPECT_EQ(wait("key"), 1);
  now_ = kMinute + 60'000;
  EXPECT_EQ(wait("key"), 0);
  fail("key", kHere);
  EXPECT_EQ(wait("key"), 0) << "counted from nothing";
}

TEST_F(Throttle, TheOwnerElsewhereNoticesNothing) {
  fail("key", kHere, 1'000);
  EXPECT_GT(wait("key", kHere), 0);
  EXPECT_EQ(wait("key", kThere), 0);
}

TEST_F(Throttle, AtTheAddresssLimitEveryKeyHasOneTryMoreAndGoodNeighboursWorkOn) {
  fail("one", kHere, 2);
  fail("two", kHere, 2);
  EXPECT_EQ(wait("one"), 0);
  fail("three", kHere);
  EXPECT_GT(wait("one"), 0) << "five of this address, two of them its own";
  EXPECT_GT(wait("three"), 0);
  EXPECT_EQ(wait("neighbour"), 0);
  fail("neighbour", kHere);
  EXPECT_GT(wait("neighbour"), 0);
  EXPECT_EQ(wait("one", kThere), 0);
}

TEST_F(Throttle, AnIpv6CustomerIsOneAddressAndMappedIpv4IsIpv4) {
  fail("key", address("2001:db8:1:2::1"));
  fail("key", address("2001:db8:1:2::2"));
  fail("key", address("2001:db8:1:2:ffff::"));
  EXPECT_GT(wait("key", address("2001:db8:1:2:3::")), 0);
  EXPECT_EQ(wait("key", address("2001:db8:1:3::1")), 0);
  fail("key", address("::ffff:1.2.3.4"), 3);
  EXPECT_GT(wait("key", kHere), 0);
  EXPECT_EQ(wait("key", kThere), 0) << "not one block of all IPv4";
}

TEST_F(Throttle, MemoryIsBoundedAndAFullTableRefusesNobodyNew) {
  for (int i = 0; i < 10'000; ++i) fail("key" + std::to_string(i), kHere);
  EXPECT_GT(wait("key1"), 0) << "it was counted";
  for (int i = 0; i < 100; ++i) fail("key9999", kHere);
  EXPECT_EQ(wait("key9999"), 0);
  EXPECT_THAT(throttle_.metrics(), HasSubstr("plimsoll_signature_failures_total 10100\n"));
  EXPECT_THAT(throttle_.metrics(), HasSubstr("plimsoll_signature_failures_uncounted_total 10001\n"))
      << "one address and 99 keys found room";
}

TEST_F(Throttle, AClockThatIsSetBackDoesNotLockOut) {
  fail("key", kHere, 3);
  now_ = kMinute + -100'000;
  EXPECT_EQ(wait("key"), 0);
  fail("key", kHere);
  EXPECT_EQ(wait("key"), 0) << "counted from nothing";
}

TEST_F(Throttle, AThreadThatIsAMomentBehindChangesNothing) {
  fail("key", kHere, 3);
  now_ = kMinute + -1;
  EXPECT_GT(wait("key"), 0);
  fail("other", kHere);
  now_ = kMinute;
  EXPECT_GT(wait("key"), 0) << "the newer minute's counters are kept";
}

TEST_F(Throttle, RefusalsAreCountedByTheLimitThatWasReached) {
  fail("key", kHere, 3);
  (void)wait("key");
  (void)wait("key");
  fail("a", kHere);
  fail("b", kHere);
  (void)wait("a");
  (void)wait("nobody");
  EXPECT_THAT(throttle_.metrics(), HasSubstr("{limit=\"key\"} 2\n"));
  EXPECT_THAT(throttle_.metrics(), HasSubstr("{limit=\"address\"} 1\n"));
}

TEST_F(Throttle, ThreadsLoseNoFailure) {
  SignatureThrottle throttle({.per_key = 4'000, .per_address = 1'000'000, .max_counters = 100});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1'000; ++j) {
        throttle.note_failure("key", kHere, now_);
        EXPECT_TRUE(j == 999 || throttle.wait_seconds("key", kHere, now_) == 0);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(throttle.wait_seconds("key", kHere, now_), 0) << "exactly at the limit";
}

}  // namespace
}  // namespace plimsoll::server
