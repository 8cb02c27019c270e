// Timing: milliseconds and microseconds, and the two edges of the window to the microsecond.
#include "wire/timing.h"

#include <gtest/gtest.h>

namespace plimsoll::wire {
namespace {

constexpr std::int64_t kNowUs = 1'752'137'105'623'000;
constexpr std::int64_t kWindowUs = 5'000'000;

template <class T>
void expect_malformed(const Result<T>& result, std::string_view name) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kParameterMalformed);
  ASSERT_EQ(result.error().arguments.size(), 1u);
  EXPECT_EQ(result.error().arguments[0], name);
}

std::optional<ErrorCode> refusal(std::int64_t timestamp_us, std::int64_t recv_window_us) {
  const auto result = check_timing({timestamp_us, recv_window_us}, kNowUs);
  return result ? std::nullopt : std::optional(result.error().code);
}

TEST(Timestamp, UpToFifteenDigitsAreMilliseconds) {
  EXPECT_EQ(parse_timestamp("1752137105623"), 1'752'137'105'623'000);
  EXPECT_EQ(parse_timestamp("999999999999999"), 999'999'999'999'999'000);
  EXPECT_EQ(parse_timestamp("0"), 0);
}

TEST(Timestamp, FromSixteenDigitsOnAreMicroseconds) {
  EXPECT_EQ(parse_timestamp("1752137105623456"), 1'752'137'105'623'456);
  EXPECT_EQ(parse_timestamp("9223372036854775807"), 9'223'372'036'854'775'807);
}

TEST(Timestamp, AnythingElseIsMalformed) {
  for (const char* text :
       {"", "-1", "+1", "1.0", "1e12", "undefined", " 1752137105623", "1752137105623 ",
        "17521371o5623", "9223372036854775808", "99999999999999999999999"}) {
    expect_malformed(parse_timestamp(text), "timestamp");
  }
}

TEST(Timestamp, IsMandatory) {
  const auto result = parse_timestamp(std::nullopt);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kParameterMissing);
  EXPECT_EQ(result.error().arguments.at(0), "timestamp");
}

TEST(RecvWindow, IsFiveSecondsUnlessSent) { EXPECT_EQ(parse_recv_window(std::nullopt), 5'000'000); }

TEST(RecvWindow, HasUpToThreeDecimals) {
  EXPECT_EQ(parse_recv_window("6000.346"), 6'000'346);
  EXPECT_EQ(parse_recv_window("5000"), 5'000'000);
  EXPECT_EQ(parse_recv_window("5000.0"), 5'000'000);
  EXPECT_EQ(parse_recv_window("0.001"), 1);
  EXPECT_EQ(parse_recv_window("1e4"), 10'000'000);
}

TEST(RecvWindow, IsAtMostOneMinute) {
  EXPECT_EQ(parse_recv_window("60000"), 60'000'000);
  EXPECT_EQ(parse_recv_window("60000.000"), 60'000'000);
  for (const char* text : {"60000.001", "60001", "9223372036854775808", "1e70",
                           "99999999999999999999999999999999999999999999"}) {
    const auto result = parse_recv_window(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_EQ(result.error().code, ErrorCode::kRecvWindowTooLarge) << text;
  }
}

TEST(RecvWindow, AnythingElseIsMalformed) {
  for (const char* text :
       {"", "0", "0.000", "-0", "-1", "-1e70", "5000.0001", "5s", "undefined", " 5000", "NaN"}) {
    expect_malformed(parse_recv_window(text), "recvWindow");
  }
}

TEST(Timing, ComesOutOfTheParameters) {
  RequestParameters parameters;
  ASSERT_TRUE(parameters.read("timestamp=1752137105623", "recvWindow=10.5").has_value());
  const auto timing = read_timing(parameters);
  ASSERT_TRUE(timing.has_value());
  EXPECT_EQ(timing->timestamp_us, 1'752'137'105'623'000);
  EXPECT_EQ(timing->recv_window_us, 10'500);

  ASSERT_TRUE(parameters.read("timestamp=1752137105623", "recvWindow=").has_value());
  expect_malformed(read_timing(parameters), "recvWindow");
  ASSERT_TRUE(parameters.read("", "recvWindow=99999").has_value());
  EXPECT_EQ(read_timing(parameters).error().code, ErrorCode::kParameterMissing);
}

TEST(Timing, ATimestampLeadsByLessThanASecond) {
  EXPECT_EQ(refusal(kNowUs + 999'999, kWindowUs), std::nullopt);
  EXPECT_EQ(refusal(kNowUs + 1'000'000, kWindowUs), ErrorCode::kTimestampTooEarly);
  EXPECT_EQ(refusal(9'223'372'036'854'775'807, kWindowUs), ErrorCode::kTimestampTooEarly);
}

TEST(Timing, ATimestampIsNoOlderThanItsWindow) {
  EXPECT_EQ(refusal(kNowUs, 1), std::nullopt);
  EXPECT_EQ(refusal(kNowUs - kWindowUs, kWindowUs), std::nullopt);
  EXPECT_EQ(refusal(kNowUs - kWindowUs - 1, kWindowUs), ErrorCode::kTimestampTooOld);
  EXPECT_EQ(refusal(kNowUs - 346, 346), std::nullopt);
  EXPECT_EQ(refusal(kNowUs - 347, 346), ErrorCode::kTimestampTooOld);
  EXPECT_EQ(refusal(0, kWindowUs), ErrorCode::kTimestampTooOld);
}

}  // namespace
}  // namespace plimsoll::wire
