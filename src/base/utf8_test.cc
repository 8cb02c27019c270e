// What counts as text: the tables of the Unicode standard, at their edges.
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace plimsoll {
namespace {

TEST(Utf8, TheFirstAndLastCharacterOfEachLengthAreText) {
  for (const std::string_view text :
       {"", " ", "~", "groupId=1", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
        "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_plain_text(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, OverlongFormsSurrogatesAndHalvesAreNot) {
  for (const std::string_view text :
       {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF0\x80\x80\xAF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFE", "\xFF", "\xC2", "\xE2\x82", "\xF0\x9F\x98", "\xC2 ",
        "a\xFFz"}) {
    EXPECT_FALSE(is_plain_text(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, ControlCharactersAreNot) {
  for (int c = 0; c < 0x20; ++c) {
    EXPECT_FALSE(is_plain_text(std::string("a") + static_cast<char>(c))) << c;
  }
  EXPECT_FALSE(is_plain_text("\x7F"));
}

TEST(Utf8, AHalfCharacterEndsWhereItBreaks) {
  const Utf8Sequence cut = utf8_at_front("\xE2\x82");
  EXPECT_EQ(cut.size, 2u);
  EXPECT_FALSE(cut.valid);
  EXPECT_EQ(utf8_at_front("\xE2 x").size, 1u);
  EXPECT_EQ(utf8_at_front("\xE2\x82\xAC!").size, 3u);
}

}  // namespace
}  // namespace plimsoll
