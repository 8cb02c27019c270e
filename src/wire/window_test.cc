// Time windows: each rule of each endpoint from both sides of its bound.
#include "wire/window.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plimsoll::wire {
namespace {

constexpr std::int64_t kNow = 1'752'137'105'623;
constexpr std::int64_t kEnd = 1'750'000'000'000;  // an endTime of its own
constexpr std::int64_t days(std::int64_t count) { return count * 24 * 60 * 60 * 1000; }

const std::vector<WindowPolicy> kAll = {kBorrowRepayWindow, kBorrowRepayOfAssetWindow,
                                        kInterestWindow, kRecordsWindow, kUniversalTransferWindow};
// Those that look back a hundred days at most.
const std::vector<WindowPolicy> kLong = {kBorrowRepayWindow, kBorrowRepayOfAssetWindow,
                                         kInterestWindow, kRecordsWindow};

using Sent = std::optional<std::int64_t>;

Result<TimeWindow> asked(const WindowPolicy& policy, Sent start, Sent end) {
  return time_window(policy, start, end, Timestamp{kNow});
}

void expect_window(const WindowPolicy& policy, Sent start, Sent end, std::int64_t first,
                   std::int64_t last) {
  const auto window = asked(policy, start, end);
  ASSERT_TRUE(window.has_value()) << describe(window.error());
  EXPECT_EQ(window->start.ms, first);
  EXPECT_EQ(window->end.ms, last);
}

std::optional<ErrorCode> refusal(const WindowPolicy& policy, Sent start, Sent end) {
  const auto window = asked(policy, start, end);
  return window ? std::nullopt : std::optional(window.error().code);
}

TEST(Window, WithoutTimesItIsTheLastSevenDays) {
  for (const auto& policy : kAll) expect_window(policy, {}, {}, kNow - days(7), kNow);
}

TEST(Window, AnEndAloneHasSevenDaysBeforeIt) {
  for (const auto& policy : kAll) expect_window(policy, {}, kEnd, kEnd - days(7), kEnd);
}

TEST(Window, AStartAloneEndsNow) {
  for (const auto& policy : kAll) {
    expect_window(policy, kNow - days(3), {}, kNow - days(3), kNow);
    expect_window(policy, kNow, {}, kNow, kNow);
    EXPECT_EQ(refusal(policy, kNow + 1, {}), ErrorCode::kIllegalArgument);
  }
}

TEST(Window, TheStartIsNotAfterTheEnd) {
  for (const auto& policy : kAll) {
    expect_window(policy, kEnd, kEnd, kEnd, kEnd);
    expect_window(policy, kEnd - 1, kEnd, kEnd - 1, kEnd);
    EXPECT_EQ(refusal(policy, kEnd + 1, kEnd), ErrorCode::kIllegalArgument);
  }
}

TEST(Window, NoTimeIsNegative) {
  for (const auto& policy : kAll) {
    expect_window(policy, 0, 0, 0, 0);
    EXPECT_EQ(refusal(policy, -1, 0), ErrorCode::kIllegalArgument);
    EXPECT_EQ(refusal(policy, {}, -1), ErrorCode::kIllegalArgument);
  }
}

TEST(Window, MoreThanAHundredDaysAreAnError) {
  for (const auto& policy : kLong) {
    EXPECT_EQ(refusal(policy, kEnd - days(100), kEnd), std::nullopt);
    const auto too_long = asked(policy, kEnd - days(100) - 1, kEnd);
    ASSERT_FALSE(too_long.has_value());
    EXPECT_EQ(too_long.error().code, ErrorCode::kWindowTooLong);
    EXPECT_EQ(too_long.error().arguments, std::vector<std::string>{"2400"});
  }
}

TEST(Window, AnOpenEndCountsTowardsTheHundredDays) {
  for (const auto& policy : {kBorrowRepayWindow, kBorrowRepayOfAssetWindow, kRecordsWindow}) {
    EXPECT_EQ(refusal(policy, kNow - days(100), {}), std::nullopt);
    EXPECT_EQ(refusal(policy, kNow - days(100) - 1, {}), ErrorCode::kWindowTooLong);
  }
}

TEST(Window, BorrowAndRepayGoBackSevenDaysBeforeTheEnd) {
  const auto& policy = kBorrowRepayWindow;
  expect_window(policy, kEnd - days(7) + 1, kEnd, kEnd - days(7) + 1, kEnd);
  expect_window(policy, kEnd - days(7), kEnd, kEnd - days(7), kEnd);
  expect_window(policy, kEnd - days(7) - 1, kEnd, kEnd - days(7), kEnd);
  expect_window(policy, kEnd - days(100), kEnd, kEnd - days(7), kEnd);
  expect_window(policy, kNow - days(50), {}, kNow - days(7), kNow);
}

TEST(Window, BorrowAndRepayOfOneAssetGoBackThirtyDays) {
  const auto& policy = kBorrowRepayOfAssetWindow;
  expect_window(policy, kEnd - days(30) + 1, kEnd, kEnd - days(30) + 1, kEnd);
  expect_window(policy, kEnd - days(30), kEnd, kEnd - days(30), kEnd);
  expect_window(policy, kEnd - days(30) - 1, kEnd, kEnd - days(30), kEnd);
  expect_window(policy, kNow - days(50), {}, kNow - days(30), kNow);
}

TEST(Window, InterestSinceAStartGoesBackThirtyDaysAndNeverFails) {
  const auto& policy = kInterestWindow;
  expect_window(policy, kNow - days(30) + 1, {}, kNow - days(30) + 1, kNow);
  expect_window(policy, kNow - days(30), {}, kNow - days(30), kNow);
  expect_window(policy, kNow - days(30) - 1, {}, kNow - days(30), kNow);
  expect_window(policy, 0, {}, kNow - days(30), kNow);
}

TEST(Window, InterestBetweenTwoTimesIsTakenAsItIs) {
  expect_window(kInterestWindow, kEnd - days(100), kEnd, kEnd - days(100), kEnd);
}

TEST(Window, RecordsAreTakenAsTheyAre) {
  expect_window(kRecordsWindow, kEnd - days(100), kEnd, kEnd - days(100), kEnd);
  expect_window(kRecordsWindow, kNow - days(100), {}, kNow - days(100), kNow);
}

TEST(Window, UniversalTransfersSpanSevenDaysAtMost) {
  const auto& policy = kUniversalTransferWindow;
  expect_window(policy, kEnd - days(7), kEnd, kEnd - days(7), kEnd);
  const auto too_long = asked(policy, kEnd - days(7) - 1, kEnd);
  ASSERT_FALSE(too_long.has_value());
  EXPECT_EQ(too_long.error().code, ErrorCode::kWindowTooLong);
  EXPECT_EQ(too_long.error().arguments, std::vector<std::string>{"168"});
  EXPECT_EQ(refusal(policy, kNow - days(7) - 1, {}), ErrorCode::kWindowTooLong);
}

TEST(Window, SixteenDigitsAreMicroseconds) {
  for (const auto& policy : kAll) {
    expect_window(policy, (kEnd - 5) * 1000, kEnd * 1000 + 999, kEnd - 5, kEnd);
    expect_window(policy, kEnd - 5, kEnd * 1000, kEnd - 5, kEnd);  // each for itself
    expect_window(policy, {}, 1'000'000'000'000'000, 1'000'000'000'000 - days(7),
                  1'000'000'000'000);
    expect_window(policy, {}, 999'999'999'999'999, 999'999'999'999'999 - days(7),
                  999'999'999'999'999);
  }
}

TEST(Window, BothEndsBelongToIt) {
  const TimeWindow window{Timestamp{10}, Timestamp{20}};
  EXPECT_FALSE(window.contains(Timestamp{9}));
  EXPECT_TRUE(window.contains(Timestamp{10}));
  EXPECT_TRUE(window.contains(Timestamp{20}));
  EXPECT_FALSE(window.contains(Timestamp{21}));
}

TEST(Window, ComesOutOfTheParameters) {
  RequestParameters parameters;
  ASSERT_TRUE(parameters.read("startTime=1749999999000", "endTime=1750000000000").has_value());
  const auto window = read_window(kRecordsWindow, parameters, Timestamp{kNow});
  ASSERT_TRUE(window.has_value());
  EXPECT_EQ(window->start.ms, 1'749'999'999'000);
  EXPECT_EQ(window->end.ms, 1'750'000'000'000);

  for (const char* query : {"startTime=", "endTime=now", "startTime=1e12", "endTime=undefined"}) {
    ASSERT_TRUE(parameters.read(query, "").has_value());
    const auto refused = read_window(kRecordsWindow, parameters, Timestamp{kNow});
    ASSERT_FALSE(refused.has_value()) << query;
    EXPECT_EQ(refused.error().code, ErrorCode::kParameterMalformed) << query;
  }
}

}  // namespace
}  // namespace plimsoll::wire
