// Active units: the specified example, byte for byte.
#include "wire/activated.h"

#include <gtest/gtest.h>

#include <array>

#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

constexpr std::array<ActivatedMember, 2> kMembers = {
    {{"c@example.com", MemberType::kCredit, true, true},
     {"k@example.com", MemberType::kCollateral, true, false}}};
const std::array<ActivatedUnit, 1> kUnits = {
    {{GroupId{10001}, kMembers, Timestamp{1747637956083}}}};

TEST(Activated, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(
      written(write_activated, kUnits, NumericStyle{}),
      R"([{"groupId":10001,"members":[{"email":"c@example.com","type":"CREDIT",)"
      R"("enableMargin":true,"enableSpot":true},)"
      R"({"email":"k@example.com","type":"COLLATERAL","enableMargin":true,"enableSpot":false}],)"
      R"("createTime":1747637956083}])");
}

TEST(Activated, FlagsCanBeTexts) {
  EXPECT_EQ(written(write_activated, kUnits, styled("flags", "text")),
            R"([{"groupId":10001,"members":[{"email":"c@example.com","type":"CREDIT",)"
            R"("enableMargin":"true","enableSpot":"true"},)"
            R"({"email":"k@example.com","type":"COLLATERAL","enableMargin":"true",)"
            R"("enableSpot":"false"}],"createTime":1747637956083}])");
}

TEST(Activated, NoUnitIsAnEmptyArray) {
  EXPECT_EQ(written(write_activated, std::span<const ActivatedUnit>{}, NumericStyle{}), "[]");
}

}  // namespace
}  // namespace plimsoll::wire
