// Weight limits: exact to the last unit, separate where they should be, bounded, and the same from
// any number of threads.
#include "server/weight_limiter.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

#include "wire/error_table.h"

namespace plimsoll::server {
namespace {

using wire::Endpoint;
using wire::EndpointId;
using wire::Limiter;

constexpr Timestamp kMinuteStart{1'752'137'100'000};  // 2025-07-10 08:45:00 UTC

Client ipv4(std::uint8_t last, std::uint8_t third = 0) {
  net::IpAddress address;
  address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 203, 0, third, last};
  return Client(address);
}

Client ipv6(std::uint8_t network, std::uint8_t host) {
  net::IpAddress address;
  address.bytes = {0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, network, 0, 0, 0, 0, 0, 0, 0, host};
  return Client(address);
}

const Endpoint& ltv_details() { return wire::endpoint(EndpointId::kLtvDetails); }
const Endpoint& ping() { return wire::endpoint(EndpointId::kPing); }
const Endpoint& system_status() { return wire::endpoint(EndpointId::kSystemStatus); }

Endpoint by_uid(EndpointId id) {
  Endpoint copy = wire::endpoint(id);
  copy.limiter = Limiter::kUid;
  return copy;
}

TEST(WeightLimiter, AllowsSixtyLtvDetailsAMinuteAndRefusesTheNext) {
  WeightLimiter limiter;
  for (int call = 1; call <= 60; ++call) {
    const Charge charge = limiter.charge(ipv4(1), ltv_details(), 200, kMinuteStart + 10'000);
    EXPECT_TRUE(charge.allowed);
    EXPECT_EQ(charge.used, 200 * call);
    EXPECT_EQ(charge.limit, 12'000);
    EXPECT_EQ(charge.retry_after_seconds, 0);
  }
  const Charge refused = limiter.charge(ipv4(1), ltv_details(), 200, kMinuteStart + 10'001);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.used, 12'200) << "a refused request counts too";
  EXPECT_EQ(refused.retry_after_seconds, 50);
}

TEST(WeightLimiter, StartsAgainWhenTheMinuteTurns) {
  WeightLimiter limiter;
  EXPECT_FALSE(limiter.charge(ipv4(1), ltv_details(), 12'001, kMinuteStart).allowed);
  const Charge last = limiter.charge(ipv4(1), ltv_details(), 1, kMinuteStart + 59'999);
  EXPECT_FALSE(last.allowed);
  EXPECT_EQ(last.retry_after_seconds, 1);
  const Charge next = limiter.charge(ipv4(1), ltv_details(), 1, kMinuteStart + 60'000);
  EXPECT_TRUE(next.allowed);
  EXPECT_EQ(next.used, 1);
}

TEST(WeightLimiter, TellsWholeSecondsUntilTheTurn) {
  WeightLimiter limiter;
  const auto wait = [&](std::int64_t ms) {
    return limiter.charge(ipv4(1), ltv_details(), 12'001, kMinuteStart + ms).retry_after_seconds;
  };
  EXPECT_EQ(wait(0), 60);
  EXPECT_EQ(wait(1), 60);
  EXPECT_EQ(wait(1'000), 59);
  EXPECT_EQ(wait(58'999), 2);
  EXPECT_EQ(wait(59'000), 1);
}

TEST(WeightLimiter, SapiEndpointsAreCountedApart) {
  WeightLimiter limiter;
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 200, kMinuteStart).used, 200);
  EXPECT_EQ(limiter.charge(ipv4(1), system_status(), 1, kMinuteStart).used, 1);
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 200, kMinuteStart).used, 400);
}

TEST(WeightLimiter, ApiEndpointsAreCountedTogether) {
  WeightLimiter limiter;
  const Endpoint& time = wire::endpoint(EndpointId::kServerTime);
  EXPECT_EQ(limiter.charge(ipv4(1), ping(), 1, kMinuteStart).used, 1);
  EXPECT_EQ(limiter.charge(ipv4(1), time, 1, kMinuteStart).used, 2);
  const Charge charge = limiter.charge(ipv4(1), ping(), 5'999, kMinuteStart);
  EXPECT_EQ(charge.limit, 6'000);
  EXPECT_FALSE(charge.allowed);
}

TEST(WeightLimiter, ALookTellsWhatAChargeWouldAndCountsNothing) {
  WeightLimiter limiter;
  const Client client(Uid{1});
  const Endpoint endpoint = by_uid(EndpointId::kLtvDetails);
  EXPECT_EQ(limiter.look(client, endpoint, 180'000, kMinuteStart).used, 180'000);
  EXPECT_TRUE(limiter.look(client, endpoint, 180'000, kMinuteStart).allowed);
  EXPECT_EQ(limiter.charge(client, endpoint, 1, kMinuteStart).used, 1);
  const Charge over = limiter.look(client, endpoint, 180'000, kMinuteStart);
  EXPECT_FALSE(over.allowed);
  EXPECT_EQ(over.retry_after_seconds, 60);
  EXPECT_TRUE(limiter.look(client, endpoint, 179'999, kMinuteStart).allowed);
}

TEST(WeightLimiter, ClientsAreCountedApart) {
  WeightLimiter limiter;
  EXPECT_FALSE(limiter.charge(ipv4(1), ltv_details(), 12'001, kMinuteStart).allowed);
  EXPECT_EQ(limiter.charge(ipv4(2), ltv_details(), 200, kMinuteStart).used, 200);
  EXPECT_EQ(limiter.charge(ipv4(1, 1), ltv_details(), 200, kMinuteStart).used, 200);
}

TEST(WeightLimiter, IPv6ClientsAreCountedByTheirNetwork) {
  WeightLimiter limiter;
  EXPECT_EQ(limiter.charge(ipv6(1, 1), ltv_details(), 200, kMinuteStart).used, 200);
  EXPECT_EQ(limiter.charge(ipv6(1, 2), ltv_details(), 200, kMinuteStart).used, 400);
  EXPECT_EQ(limiter.charge(ipv6(2, 1), ltv_details(), 200, kMinuteStart).used, 200);
}

TEST(WeightLimiter, AccountsHaveTheirOwnLimit) {
  WeightLimiter limiter;
  const Endpoint endpoint = by_uid(EndpointId::kLtvDetails);
  const Charge first = limiter.charge(Client(Uid{1}), endpoint, 180'000, kMinuteStart);
  EXPECT_TRUE(first.allowed);
  EXPECT_EQ(first.limit, 180'000);
  EXPECT_FALSE(limiter.charge(Client(Uid{1}), endpoint, 1, kMinuteStart).allowed);
  EXPECT_EQ(limiter.charge(Client(Uid{2}), endpoint, 7, kMinuteStart).used, 7);
  EXPECT_EQ(limiter.charge(Client(Uid{1}), by_uid(EndpointId::kSystemStatus), 7, kMinuteStart).used,
            7)
      << "per endpoint";
}

TEST(WeightLimiter, ASecondChargeHasItsOwnCounter) {
  WeightLimiter limiter;
  const Endpoint& transfer = wire::endpoint(EndpointId::kUniversalTransfer);
  // The account whose uid reads like the address.
  const Client account(Uid{0xFFFF'CB00'0001});
  EXPECT_EQ(limiter.charge(ipv4(1), transfer, 1, kMinuteStart).limit, 12'000);
  const Charge charge = limiter.charge(account, transfer, 360, kMinuteStart);
  EXPECT_EQ(charge.used, 360);
  EXPECT_EQ(charge.limit, 180'000);
  EXPECT_EQ(limiter.charge(ipv4(1), transfer, 1, kMinuteStart).used, 2);
}

TEST(WeightLimiter, LimitsAreSettings) {
  WeightLimiterSettings settings;
  settings.ip_per_minute = 10;
  settings.api_ip_per_minute = 20;
  settings.uid_per_minute = 30;
  WeightLimiter limiter(settings);
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 1, kMinuteStart).limit, 10);
  EXPECT_EQ(limiter.charge(ipv4(1), ping(), 1, kMinuteStart).limit, 20);
  EXPECT_EQ(limiter.charge(Client(Uid{1}), by_uid(EndpointId::kLtvDetails), 1, kMinuteStart).limit,
            30);
  EXPECT_TRUE(limiter.charge(ipv4(1), ltv_details(), 9, kMinuteStart).allowed);
  EXPECT_FALSE(limiter.charge(ipv4(1), ltv_details(), 1, kMinuteStart).allowed);
}

TEST(WeightLimiter, TheCountSaturates) {
  WeightLimiter limiter;
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  for (int i = 0; i < 3; ++i) {
    const Charge charge = limiter.charge(ipv4(1), ltv_details(), kHuge, kMinuteStart);
    EXPECT_EQ(charge.used, kMaxId);
    EXPECT_FALSE(charge.allowed);
  }
}

TEST(WeightLimiter, AWeightOfZeroIsFree) {
  WeightLimiter limiter;
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 0, kMinuteStart).used, 0);
  EXPECT_TRUE(limiter.charge(ipv4(1), ltv_details(), 12'000, kMinuteStart).allowed);
  EXPECT_TRUE(limiter.charge(ipv4(1), ltv_details(), 0, kMinuteStart).allowed);
}

class FullWeightLimiter : public ::testing::Test {
 protected:
  static WeightLimiterSettings settings() {
    WeightLimiterSettings small;
    small.max_clients = 2;
    small.shards = 1;
    return small;
  }
  void SetUp() override {
    EXPECT_EQ(limiter_.charge(ipv4(1), ltv_details(), 1, kMinuteStart).used, 1);
    EXPECT_EQ(limiter_.charge(ipv4(2), ltv_details(), 1, kMinuteStart).used, 1);
  }
  WeightLimiter limiter_{settings()};
};

TEST_F(FullWeightLimiter, NewcomersShareOneCounterPerEndpoint) {
  EXPECT_EQ(limiter_.charge(ipv4(3), ltv_details(), 10, kMinuteStart).used, 10);
  EXPECT_EQ(limiter_.charge(ipv4(4), ltv_details(), 10, kMinuteStart).used, 20);
  EXPECT_EQ(limiter_.charge(ipv4(3), system_status(), 1, kMinuteStart).used, 1);
  EXPECT_EQ(limiter_.charge(ipv4(5), ping(), 1, kMinuteStart).used, 1);
  EXPECT_EQ(limiter_.charge(ipv4(6), ping(), 1, kMinuteStart).used, 2);
}

TEST_F(FullWeightLimiter, KnownClientsKeepTheirOwnCounter) {
  EXPECT_FALSE(limiter_.charge(ipv4(3), ltv_details(), 12'001, kMinuteStart).allowed);
  EXPECT_EQ(limiter_.charge(ipv4(1), ltv_details(), 1, kMinuteStart).used, 2);
}

TEST_F(FullWeightLimiter, TheNextMinuteHasRoomAgain) {
  EXPECT_FALSE(limiter_.charge(ipv4(3), ltv_details(), 12'001, kMinuteStart).allowed);
  const Timestamp next = kMinuteStart + 60'000;
  EXPECT_EQ(limiter_.charge(ipv4(3), ltv_details(), 5, next).used, 5);
  EXPECT_EQ(limiter_.charge(ipv4(4), ltv_details(), 5, next).used, 5);
  EXPECT_EQ(limiter_.charge(ipv4(5), ltv_details(), 5, next).used, 5) << "shared, empty again";
}

TEST(WeightLimiter, AThreadThatIsLateAtTheTurnCountsIntoTheNewMinute) {
  WeightLimiter limiter;
  const Timestamp turn = kMinuteStart + 60'000;
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 200, turn).used, 200);
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 200, turn + -1).used, 400);
  EXPECT_EQ(limiter.charge(ipv4(1), ltv_details(), 200, turn + 1).used, 600);
  const Charge refused = limiter.charge(ipv4(1), ltv_details(), 12'000, turn + -1);
  EXPECT_EQ(refused.retry_after_seconds, 61) << "until the end of the minute it counted into";
}

TEST(WeightLimiter, AClockThatWasSetBackStartsAgain) {
  WeightLimiter limiter;
  EXPECT_FALSE(limiter.charge(ipv4(1), ltv_details(), 12'001, kMinuteStart).allowed);
  const Charge back = limiter.charge(ipv4(1), ltv_details(), 1, kMinuteStart + -3'600'000);
  EXPECT_TRUE(back.allowed);
  EXPECT_EQ(back.used, 1);
}

TEST(WeightLimiter, ThreadsLoseNoCharge) {
  WeightLimiter limiter;
  constexpr int kThreads = 4;
  constexpr int kCharges = 20'000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&limiter] {
      for (int i = 0; i < kCharges; ++i) {
        limiter.charge(ipv4(static_cast<std::uint8_t>(i % 16)), ltv_details(), 1, kMinuteStart);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::int64_t total = 0;
  for (std::uint8_t client = 0; client < 16; ++client) {
    total += limiter.charge(ipv4(client), ltv_details(), 0, kMinuteStart).used;
  }
  EXPECT_EQ(total, kThreads * kCharges);
}

TEST(WeightLimiterDeathTest, AnAccountIsNotAnAddress) {
  WeightLimiter limiter;
  EXPECT_DEATH(limiter.charge(Client(Uid{1}), ltv_details(), 1, kMinuteStart), "second_charge");
}

TEST(WeightLimiter, ARefusalIsToldWithLimitAndPeriod) {
  WeightLimiter limiter;
  const Error error = too_much_weight(limiter.charge(ipv4(1), ltv_details(), 12'001, kMinuteStart));
  EXPECT_EQ(wire::http_status(error), 429);
  EXPECT_EQ(wire::error_body(error),
            R"({"code":-1003,"msg":"Too much request weight used; current limit is 12000 request )"
            R"(weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid )"
            R"(polling the API."})");
}

}  // namespace
}  // namespace plimsoll::server
