// max-borrowable: the specified example, byte for byte.
#include "wire/max_borrowable.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

TEST(MaxBorrowable, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_max_borrowable, "12345.6789"_amount, NumericStyle{}),
            R"({"maxBorrowableAmount":"12345.67890000"})");
}

TEST(MaxBorrowable, NothingToBorrowIsNotNoUnit) {
  EXPECT_EQ(written(write_max_borrowable, Amount{}, NumericStyle{}),
            R"({"maxBorrowableAmount":"0.00000000"})");
  EXPECT_EQ(written(write_max_borrowable, std::nullopt, NumericStyle{}), "{}");
}

TEST(MaxBorrowable, CanBeANumber) {
  const NumericStyle style = styled("max_borrowable", "number");
  EXPECT_EQ(written(write_max_borrowable, "12345.6789"_amount, style),
            R"({"maxBorrowableAmount":12345.6789})");
  EXPECT_EQ(written(write_max_borrowable, std::nullopt, style), "{}");
}

}  // namespace
}  // namespace plimsoll::wire
