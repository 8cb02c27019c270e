// Wrong tokens are counted by address and minute, in bounded memory.
#include "server/wrong_tokens.h"

#include <gtest/gtest.h>

namespace plimsoll::server {
namespace {

constexpr Timestamp kMinute{1'800'000'000'000};  // a full one

net::IpAddress v4(std::uint8_t last) {
  net::IpAddress address;
  address.bytes[10] = address.bytes[11] = 0xFF;
  address.bytes[12] = 10;
  address.bytes[15] = last;
  return address;
}
net::IpAddress v6(std::uint8_t network, std::uint8_t host) {
  net::IpAddress address;
  address.bytes[0] = 0x20;
  address.bytes[7] = network;
  address.bytes[15] = host;
  return address;
}

TEST(WrongTokens, AfterTheLimitTheAddressWaitsForTheNextMinute) {
  WrongTokens wrong({2, 100});
  EXPECT_EQ(wrong.note(v4(1), kMinute), 0);
  EXPECT_EQ(wrong.note(v4(1), kMinute + 1), 0);
  EXPECT_EQ(wrong.note(v4(1), kMinute + 2), 60);
  EXPECT_EQ(wrong.note(v4(1), kMinute + 59'999), 1);
  EXPECT_EQ(wrong.note(v4(2), kMinute + 59'999), 0) << "another address";
  EXPECT_EQ(wrong.note(v4(1), kMinute + 60'000), 0) << "the next minute";
}

TEST(WrongTokens, OneCustomersNetworkCountsAsOne) {
  WrongTokens wrong({1, 100});
  EXPECT_EQ(wrong.note(v6(1, 1), kMinute), 0);
  EXPECT_NE(wrong.note(v6(1, 2), kMinute), 0);
  EXPECT_EQ(wrong.note(v6(2, 1), kMinute), 0);
}

TEST(WrongTokens, ThoseThatFindNoRoomShareOneCount) {
  WrongTokens wrong({1, 1});
  EXPECT_EQ(wrong.note(v4(1), kMinute), 0);
  EXPECT_EQ(wrong.note(v4(2), kMinute), 0);
  EXPECT_NE(wrong.note(v4(3), kMinute), 0);
  EXPECT_NE(wrong.note(v4(1), kMinute), 0) << "the known one has its own";
}

}  // namespace
}  // namespace plimsoll::server
