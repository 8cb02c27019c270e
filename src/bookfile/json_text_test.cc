// The JSON reader: its list of values, its paths, and all that it refuses.
#include "bookfile/json_text.h"

#include <gmock/gmock.h>

#include "base/limits.h"

namespace plimsoll::bookfile {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string refusal(std::string_view text) {
  const auto parsed = JsonText::parse(text, ErrorCode::kBookFile);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().code, ErrorCode::kBookFile);
  return parsed.error().detail;
}

TEST(JsonText, ListsValuesInTheOrderOfTheTextWithTheirEnds) {
  const std::string text = R"({"a": [1, {"b": "x"}], "c": null, "d": true, "e": []})";
  const auto parsed = JsonText::parse(text, ErrorCode::kBookFile);
  ASSERT_TRUE(parsed);
  const std::vector<std::tuple<std::string, std::string, std::uint32_t, JsonKind>> expected{
      {"", "", 8, JsonKind::kObject},       {"a", "", 5, JsonKind::kArray},
      {"", "1", 3, JsonKind::kNumber},      {"", "", 5, JsonKind::kObject},
      {"b", "x", 5, JsonKind::kString},     {"c", "", 6, JsonKind::kNull},
      {"d", "true", 7, JsonKind::kBoolean}, {"e", "", 8, JsonKind::kArray}};
  for (std::uint32_t i = 0; i < expected.size(); ++i) {
    const JsonNode& node = parsed->node(i);
    const auto& [name, content, end, kind] = expected[i];
    EXPECT_EQ(node.name, name) << i;
    EXPECT_EQ(node.text, content) << i;
    EXPECT_EQ(node.end, end) << i;
    EXPECT_EQ(node.kind, kind) << i;
  }
}

TEST(JsonText, KeepsNumbersAsTheyAreWritten) {
  for (const std::string number :
       {"0", "-12", "0.10", "1e-08", "12345678901234567890123456789.123456789", "1E5"}) {
    const std::string text = "[" + number + "]";
    const auto parsed = JsonText::parse(text, ErrorCode::kBookFile);
    ASSERT_TRUE(parsed) << number;
    EXPECT_EQ(parsed->node(1).text, number);
    EXPECT_EQ(parsed->node(1).kind, JsonKind::kNumber);
  }
}

TEST(JsonText, DecodesEscapesInNamesAndStrings) {
  const std::string text = R"({"\u0061b": "x\n\u00e9\"", "ab2": "plain"})";
  auto parsed = JsonText::parse(text, ErrorCode::kBookFile);
  ASSERT_TRUE(parsed);
  const JsonText moved = std::move(*parsed);
  EXPECT_EQ(moved.node(1).name, "ab");
  EXPECT_EQ(moved.node(1).text, "x\n\xC3\xA9\"");
  EXPECT_EQ(moved.node(2).text, "plain");
}

TEST(JsonText, NamesThePlaceOfAValue) {
  const std::string text = R"({"a": 1, "b": [[], {"c": {"d": 2}}, 3]})";
  const auto parsed = JsonText::parse(text, ErrorCode::kBookFile);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->path_of(0), "top level");
  EXPECT_EQ(parsed->path_of(1), "a");
  EXPECT_EQ(parsed->path_of(3), "b[0]");
  EXPECT_EQ(parsed->path_of(6), "b[1].c.d");
  EXPECT_EQ(parsed->path_of(7), "b[2]");
  const auto list = JsonText::parse("[[7]]", ErrorCode::kBookFile);
  ASSERT_TRUE(list);
  EXPECT_EQ(list->path_of(2), "[0][0]");
}

TEST(JsonText, RefusesAMemberThatStandsTwiceHoweverItIsWritten) {
  EXPECT_EQ(refusal(R"({"a": 1, "b": [0, {"c": 1, "c": 1}]})"),
            "b[1].c: expected once, found twice");
  EXPECT_EQ(refusal(R"({"a": {"x": []}, "\u0061": 1})"), "a: expected once, found twice");
  EXPECT_EQ(refusal(R"({"a": {"a": [{"a": 1}, {"a": 1}]}})"), "accepted");
}

TEST(JsonText, SaysWhereTextStopsBeingJson) {
  EXPECT_THAT(refusal("{\n  \"a\": 1,\n  b: 2}"), StartsWith("line 3, column 3: expected JSON"));
  EXPECT_EQ(refusal("[1, 2"), "line 1, column 6: expected JSON, found the end of the text");
  EXPECT_EQ(refusal(""), "line 1, column 1: expected JSON, found the end of the text");
  EXPECT_EQ(refusal("{} x"), "line 1, column 4: expected nothing after the value, found more");
  EXPECT_EQ(refusal("{} \n"), "accepted");
  for (const std::string_view text :
       {"[1,]", "{\"a\": 1,}", "// note\n[]", "['a']", "[NaN]", "[01]", "[\"\xff\"]", "[\"\x01\"]",
        "\xEF\xBB\xBF[]", "[+1]", "[.5]"}) {
    EXPECT_THAT(refusal(text), HasSubstr("expected JSON, found a ")) << text;
  }
}

TEST(JsonText, LimitsDepthAndMembers) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_EQ(refusal(nested(kMaxJsonDepth)), "accepted");
  EXPECT_THAT(refusal(nested(kMaxJsonDepth + 1)), HasSubstr("expected at most 16 levels"));
  EXPECT_THAT(refusal(nested(100'000)), HasSubstr("expected at most 16 levels"));
  const auto wide = [](std::size_t members) {
    std::string text = "{";
    for (std::size_t i = 0; i < members; ++i) {
      text += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":0";
    }
    return text + "}";
  };
  EXPECT_EQ(refusal(wide(kMaxJsonMembers)), "accepted");
  EXPECT_THAT(refusal(wide(kMaxJsonMembers + 1)), HasSubstr("expected at most 64 members"));
}

TEST(JsonText, MessagesRepeatForeignTextOnlyHarmlessly) {
  EXPECT_EQ(printable("a\x1b[31m\xff"), "a?[31m?");
  EXPECT_EQ(printable(std::string(200, 'x')), std::string(60, 'x') + "...");
}

}  // namespace
}  // namespace plimsoll::bookfile
