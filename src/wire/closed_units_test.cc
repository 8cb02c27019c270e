// Closed units: the specified example, byte for byte.
#include "wire/closed_units.h"

#include <gtest/gtest.h>

#include <array>

#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

constexpr std::array<ClosedUnit, 1> kRows = {
    {{GroupId{72}, "p@example.com", "c@example.com", Timestamp{1753410654608},
      Timestamp{1753422899052}}}};

TEST(ClosedUnits, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_closed_units, 1, kRows, NumericStyle{}),
            R"({"total":1,"rows":[{"groupId":72,"parentEmail":"p@example.com",)"
            R"("creditEmail":"c@example.com","enabled":false,"createTime":1753410654608,)"
            R"("closeTime":1753422899052}]})");
}

TEST(ClosedUnits, TheFlagCanBeAText) {
  const std::string text = written(write_closed_units, 1, kRows, styled("flags", "text"));
  EXPECT_NE(text.find(R"(,"enabled":"false",)"), std::string::npos);
}

TEST(ClosedUnits, APagePastTheEndKeepsTheTotal) {
  EXPECT_EQ(written(write_closed_units, 31, std::span<const ClosedUnit>{}, NumericStyle{}),
            R"({"total":31,"rows":[]})");
}

}  // namespace
}  // namespace plimsoll::wire
