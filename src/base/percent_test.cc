// Percent-encoding and forms: strict in, the same bytes out, order kept.
#include "base/percent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace plimsoll {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Percent, DecodesBothCasesOfHexadecimalDigits) {
  EXPECT_EQ(*percent_decode("a%40b%2Fc%2fd", PlusSign::kLiteral), "a@b/c/d");
  EXPECT_EQ(*percent_decode("%00%ff", PlusSign::kLiteral), std::string("\0\xff", 2));
  EXPECT_EQ(*percent_decode("", PlusSign::kSpace), "");
}

TEST(Percent, DecodesOnce) { EXPECT_EQ(*percent_decode("%2541", PlusSign::kSpace), "%41"); }

TEST(Percent, PlusIsASpaceOnlyWhenAsked) {
  EXPECT_EQ(*percent_decode("a+b%2Bc", PlusSign::kLiteral), "a+b+c");
  EXPECT_EQ(*percent_decode("a+b%2Bc", PlusSign::kSpace), "a b+c");
}

TEST(Percent, AnIncompleteOrForeignSequenceIsAnError) {
  for (const char* text :
       {"%", "%4", "a%", "a%4", "%%41", "%4g", "%g4", "% 1", "%+1", "%-1", "%0x"}) {
    const auto decoded = percent_decode(text, PlusSign::kLiteral);
    ASSERT_FALSE(decoded.has_value()) << text;
    EXPECT_EQ(decoded.error().code, ErrorCode::kIllegalCharacters) << text;
  }
}

TEST(Percent, LooksAtNothingBehindTheText) {
  EXPECT_FALSE(percent_decode(std::string_view("%41").substr(0, 2), PlusSign::kLiteral));
  EXPECT_FALSE(percent_decode(std::string_view("%41").substr(0, 1), PlusSign::kLiteral));
}

TEST(Percent, AnErrorLeavesTheAppendedTextAsItWas) {
  std::string out = "kept";
  EXPECT_FALSE(percent_decode_append("ab%4", PlusSign::kLiteral, out).has_value());
  EXPECT_EQ(out, "kept");
  EXPECT_TRUE(percent_decode_append("%20x", PlusSign::kLiteral, out).has_value());
  EXPECT_EQ(out, "kept x");
}

TEST(Percent, EncodesAllButTheUnreserved) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a@b c+d/e=f!*"), "a%40b%20c%2Bd%2Fe%3Df%21%2A");
  EXPECT_EQ(percent_encode(std::string("\0\xff", 2)), "%00%FF");
}

TEST(Percent, DecodingUndoesEncodingForAnyBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string encoded = percent_encode(bytes);
    EXPECT_EQ(*percent_decode(encoded, PlusSign::kLiteral), bytes);
    EXPECT_EQ(*percent_decode(encoded, PlusSign::kSpace), bytes);
  }
}

TEST(Form, KeepsTheOrderAndRepeatedNames) {
  const auto pairs = parse_form("b=2&a=1&b=3");
  ASSERT_TRUE(pairs.has_value());
  EXPECT_THAT(*pairs, ElementsAre(FormPair{"b", "2"}, FormPair{"a", "1"}, FormPair{"b", "3"}));
}

TEST(Form, DecodesNamesAndValuesAfterSplitting) {
  const auto pairs = parse_form("sub%45mail=a%26b%3Dc+d%20e&x%3Dy=%2B");
  ASSERT_TRUE(pairs.has_value());
  EXPECT_THAT(*pairs, ElementsAre(FormPair{"subEmail", "a&b=c d e"}, FormPair{"x=y", "+"}));
}

TEST(Form, OnlyTheFirstEqualsSignSeparates) {
  EXPECT_THAT(*parse_form("sig=ab=="), ElementsAre(FormPair{"sig", "ab=="}));
  EXPECT_THAT(*parse_form("=x"), ElementsAre(FormPair{"", "x"}));
}

TEST(Form, EmptyPiecesAreSkippedAndMissingValuesAreEmpty) {
  EXPECT_THAT(*parse_form(""), IsEmpty());
  EXPECT_THAT(*parse_form("&&"), IsEmpty());
  EXPECT_THAT(*parse_form("&a=1&&b&c=&"),
              ElementsAre(FormPair{"a", "1"}, FormPair{"b", ""}, FormPair{"c", ""}));
}

TEST(Form, OneMalformedSequenceAnywhereRefusesTheWhole) {
  for (const char* text : {"a=%", "%4=1", "a=1&b=%zz", "a=%&b=%31"}) {
    const auto pairs = parse_form(text);
    ASSERT_FALSE(pairs.has_value()) << text;
    EXPECT_EQ(pairs.error().code, ErrorCode::kIllegalCharacters) << text;
  }
}

TEST(Form, RefusesMorePairsThanTheLimit) {
  std::string text = "a=1";
  for (std::size_t i = 1; i < kMaxFormPairs; ++i) text += "&a=1";
  EXPECT_EQ(parse_form(text)->size(), kMaxFormPairs);
  EXPECT_EQ(parse_form(text + "&&&")->size(), kMaxFormPairs);
  const auto refused = parse_form(text + "&a=1");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooManyParameters);
  EXPECT_THAT(refused.error().arguments, ElementsAre("256", "257"));
}

}  // namespace
}  // namespace plimsoll
