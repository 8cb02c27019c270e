// Editing a member: the specified example, byte for byte.
#include "wire/edit_member.h"

#include <gtest/gtest.h>

#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

TEST(EditMember, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_edit_member, NumericStyle{}), R"({"status":0})");
}

TEST(EditMember, TheStatusCanBeAnObject) {
  EXPECT_EQ(written(write_edit_member, styled("edit_status", "object")), R"({"status":{}})");
}

}  // namespace
}  // namespace plimsoll::wire
