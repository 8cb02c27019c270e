// Closing a unit: the specified example, byte for byte.
#include "wire/close_unit.h"

#include <gtest/gtest.h>

#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

TEST(CloseUnit, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_close_unit, GroupId{10001}), R"({"groupId":10001,"status":"CLOSED"})");
}

}  // namespace
}  // namespace plimsoll::wire
