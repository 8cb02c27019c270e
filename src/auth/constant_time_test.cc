// Equal is what is equal in every byte, and nothing else.
#include "auth/constant_time.h"

#include <gtest/gtest.h>

#include <string>

namespace plimsoll::auth {
namespace {

TEST(ConstantTime, EveryByteCounts) {
  constexpr char kBytes[] = "a secret \0 of bytes \xff";
  const std::string text(kBytes, sizeof(kBytes) - 1);
  EXPECT_TRUE(equal_in_constant_time(text, std::string(text)));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_FALSE(equal_in_constant_time(text, other)) << i;
    EXPECT_FALSE(equal_in_constant_time(text, text.substr(0, i))) << i;
    EXPECT_FALSE(equal_in_constant_time(text.substr(0, i), text)) << i;
  }
}

}  // namespace
}  // namespace plimsoll::auth
