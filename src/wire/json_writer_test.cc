// JSON out: commas where they belong, every text a valid string, every number exact.
#include "wire/json_writer.h"

#include <gtest/gtest.h>

#include <boost/json/src.hpp>
#include <limits>
#include <random>

namespace plimsoll::wire {
namespace {

std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonWriter, SeparatesWhatStandsOnTheSameLevel) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  json.begin_object();
  json.text_field("a", "x");
  json.key("b");
  json.begin_array();
  json.integer(1);
  json.integer(2);
  json.begin_array();
  json.end_array();
  json.end_array();
  json.boolean_field("c", true);
  json.end_object();
  json.begin_object();
  json.end_object();
  json.boolean(false);
  json.end_array();
  EXPECT_EQ(out, R"([{"a":"x","b":[1,2,[]],"c":true},{},false])");
}

TEST(JsonWriter, AppendsToWhatIsThere) {
  std::string out = "kept";
  JsonWriter json(out);
  json.begin_object();
  json.end_object();
  EXPECT_EQ(out, "kept{}");
}

TEST(JsonWriter, WritesIntegersOfAnySize) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  json.integer(0);
  json.integer(std::numeric_limits<std::int64_t>::min());
  json.integer(std::numeric_limits<std::int64_t>::max());
  json.end_array();
  EXPECT_EQ(out, "[0,-9223372036854775808,9223372036854775807]");
}

TEST(JsonWriter, WritesDecimalsTrimmedPaddedAndAsNumbers) {
  const Amount amount = Amount::from_raw(833);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.decimal_field("trimmed", Amount::whole(5));
  json.decimal_field("negative", -amount);
  json.padded_decimal_field("padded", Amount::whole(5));
  json.decimal_number_field("number", amount);
  json.decimal_field("ratio", Ratio::from_raw(9750));
  json.end_object();
  EXPECT_EQ(out, R"({"trimmed":"5","negative":"-0.00000833","padded":"5.00000000",)"
                 R"("number":0.00000833,"ratio":"0.975"})");
}

TEST(JsonText, EscapesWhatJsonReserves) {
  EXPECT_EQ(json_text(R"(a"b\c/d)"), R"("a\"b\\c/d")");
  EXPECT_EQ(json_text("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json_text(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(json_text(""), "\"\"");
}

TEST(JsonText, Utf8PassesThrough) {
  for (const char* text : {"é", "放贷账户", "😀", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(json_text(text), "\"" + std::string(text) + "\"");
  }
}

TEST(JsonText, InvalidUtf8IsReplacedPartByPart) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(json_text("\x80"), "\"" + r + "\"");                  // a continuation alone
  EXPECT_EQ(json_text("\xFF\xFE"), "\"" + r + r + "\"");          // never first bytes
  EXPECT_EQ(json_text("a\xC3"), "\"a" + r + "\"");                // cut at the end
  EXPECT_EQ(json_text("\xE2\x82z"), "\"" + r + "z\"");            // cut by another character
  EXPECT_EQ(json_text("\xF0\x9F\x98\"x"), "\"" + r + "\\\"x\"");  // cut by a quote
  EXPECT_EQ(json_text("\xC0\xAF"), "\"" + r + r + "\"");          // overlong
  EXPECT_EQ(json_text("\xE0\x80\xAF"), "\"" + r + r + r + "\"");  // overlong
  EXPECT_EQ(json_text("\xED\xA0\x80"), "\"" + r + r + r + "\"");  // a surrogate
  EXPECT_EQ(json_text("\xF4\x90\x80\x80"), "\"" + r + r + r + r + "\"");  // above U+10FFFF
}

TEST(JsonText, RandomBytesAlwaysMakeAStringThatParses) {
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 12, '\0');
    // Mostly from the interesting bytes: quotes, backslashes, controls, leads and continuations.
    constexpr std::string_view kInteresting =
        "\"\\\n\x01 aZ\x7f\x80\xBF\xC2\xE0\xED\xEF\xF0\xF4\xFF";
    for (char& c : text) {
      c = random() % 4 == 0 ? static_cast<char>(random() & 0xFF)
                            : kInteresting[random() % kInteresting.size()];
    }
    boost::system::error_code error;
    const auto parsed = boost::json::parse(json_text(text), error);
    ASSERT_FALSE(error) << json_text(text);
    const bool was_valid = json_text(text).find("\xEF\xBF\xBD") == std::string::npos;
    if (was_valid) {
      ASSERT_EQ(std::string_view(parsed.as_string()), text);
    }
  }
}

}  // namespace
}  // namespace plimsoll::wire
