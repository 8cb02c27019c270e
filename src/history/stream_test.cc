// The window and the page found by numbers are those that counting row by row finds.
#include "history/stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/testing.h"

namespace plimsoll::history {
namespace {

std::vector<std::int64_t> random_times(Random& random) {
  std::vector<std::int64_t> times;
  std::int64_t time = random.between(0, 5);
  for (auto count = random.between(0, 40); count > 0; --count) {
    times.push_back(time);
    if (random.chance(60)) time += random.between(0, 3);
  }
  return times;
}

TEST(Stream, AWindowHoldsTheRowsBetweenItsEndsBothIncluded) {
  Random random(1);
  for (int round = 0; round < 3'000; ++round) {
    const auto times = random_times(random);
    const Window window{Timestamp{random.between(0, 60)}, Timestamp{random.between(0, 60)}};
    int asked = 0;
    const auto found =
        find_window(static_cast<std::int64_t>(times.size()), window,
                    [&](std::int64_t ordinal) -> Result<Timestamp> {
                      ++asked;
                      return Timestamp{times.at(static_cast<std::size_t>(ordinal) - 1)};
                    });
    ASSERT_TRUE(found.has_value());
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (times[i] >= window.start.ms && times[i] <= window.end.ms)
        expected.push_back(static_cast<std::int64_t>(i) + 1);
    }
    ASSERT_EQ(found->count(), static_cast<std::int64_t>(expected.size()));
    if (!expected.empty()) {
      EXPECT_EQ(*found, (Ordinals{expected.front(), expected.back()}));
    }
    EXPECT_LE(asked, 14) << "a search, not a walk";
  }
}

TEST(Stream, AnErrorOfTheFileEndsTheSearch) {
  const auto found = find_window(9, {}, [](std::int64_t) -> Result<Timestamp> {
    return fail(ErrorCode::kFile, "unreadable");
  });
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().detail, "unreadable");
}

TEST(Stream, PagesCutTheRowsFromTheNewestOnWithoutGapOrOverlap) {
  Random random(2);
  for (int round = 0; round < 500; ++round) {
    const std::int64_t first = random.between(1, 50);
    const Ordinals rows{first, first + random.between(0, 40) - 1};
    const std::int64_t size = random.between(1, 12);
    std::int64_t next = rows.last;
    for (std::int64_t page = 1; next >= rows.first; ++page) {
      const Ordinals part = page_of(rows, {page, size});
      ASSERT_EQ(part.last, next);
      ASSERT_GE(part.first, rows.first);
      EXPECT_EQ(part.count(), std::min(size, next - rows.first + 1));
      next = part.first - 1;
    }
    const std::int64_t pages = (rows.count() + size - 1) / size;
    EXPECT_EQ(page_of(rows, {pages + 1, size}).count(), 0);
    EXPECT_EQ(page_of(rows, {std::numeric_limits<std::int64_t>::max(), size}).count(), 0);
  }
}

}  // namespace
}  // namespace plimsoll::history
