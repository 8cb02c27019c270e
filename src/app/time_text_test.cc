// Times on the command line: what is read, and what is no time.
#include "app/time_text.h"

#include <gtest/gtest.h>

namespace plimsoll::app {
namespace {

constexpr Timestamp kNow{1'000'000};
constexpr std::int64_t kDayMs = 86'400'000;

TEST(TimeText, ATimeIsReadAndWritten) {
  EXPECT_EQ(*parse_time("1970-01-01"), Timestamp{0});
  EXPECT_EQ(*parse_time("2024-02-29T00:00Z"), Timestamp{1'709'164'800'000});
  EXPECT_EQ(*parse_time("2026-11-21T15:29:31Z"), Timestamp{1'795'274'971'000});
  EXPECT_EQ(*parse_time("1795274971123"), Timestamp{1'795'274'971'123});
  for (const char* text :
       {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T12:30:01Z"}) {
    EXPECT_EQ(time_text(*parse_time(text)), text);
  }
}

TEST(TimeText, AnExpiryMayBeASpan) {
  EXPECT_EQ(*parse_expiry("90d", kNow), kNow + 90 * kDayMs);
  EXPECT_EQ(*parse_expiry("12h", kNow), kNow + kDayMs / 2);
  EXPECT_EQ(*parse_expiry("30m", kNow), kNow + 1'800'000);
  EXPECT_EQ(*parse_expiry("1970-01-02", kNow), Timestamp{kDayMs});
}

TEST(TimeText, WhatIsNoTimeIsRefused) {
  for (const char* text : {"",
                           "d",
                           "-1",
                           "2027-02-29",
                           "2027-13-01",
                           "2027-00-10",
                           "2027-01-32",
                           "2027-1-1",
                           "1969-12-31",
                           "2027-01-31T08:00",
                           "2027-01-31T24:00Z",
                           "2027-01-31T08:60Z",
                           "2027-01-31T08:00:60Z",
                           "2027-01-31T8:00Z",
                           "2027-01-31T-1:00Z",
                           "2027-01-31TZ",
                           "2027-01-31T",
                           "2027-01-31 08:00Z",
                           "tomorrow",
                           "2027-01-31T08:00:00+01:00",
                           "1e3",
                           "99999999999999999999"}) {
    EXPECT_FALSE(parse_time(text)) << text;
    EXPECT_FALSE(parse_expiry(text, kNow)) << text;
  }
  for (const char* text : {"0d", "-1d", "1.5d", "90 d", "90w", "1000001d"}) {
    EXPECT_FALSE(parse_expiry(text, kNow)) << text;
  }
}

}  // namespace
}  // namespace plimsoll::app
