// The cutter: wherever the signature stands, what is left is what the client signed, byte for byte.
#include "auth/signed_payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace plimsoll::auth {
namespace {

using ::testing::ElementsAre;

struct Case {
  std::string_view query;
  std::string_view body;
  std::string_view payload;
  std::string_view signature;
};

TEST(SignedPayload, CutsThePairAndOneAmpersandWhereverItStands) {
  const Case cases[] = {
      {"signature=x&a=1&b=2", "", "a=1&b=2", "x"}, {"a=1&signature=x&b=2", "", "a=1&b=2", "x"},
      {"a=1&b=2&signature=x", "", "a=1&b=2", "x"}, {"signature=x", "", "", "x"},
      {"", "signature=x&a=1&b=2", "a=1&b=2", "x"}, {"", "a=1&signature=x&b=2", "a=1&b=2", "x"},
      {"", "a=1&b=2&signature=x", "a=1&b=2", "x"}, {"", "signature=x", "", "x"},
      {"a=1", "b=2&signature=x", "a=1b=2", "x"},   {"a=1", "signature=x", "a=1", "x"},
      {"a=1", "signature=x&b=2", "a=1b=2", "x"},   {"a=1&signature=x", "b=2", "a=1b=2", "x"},
      {"signature=x&a=1", "b=2", "a=1b=2", "x"},   {"signature=x", "b=2", "b=2", "x"},
  };
  PayloadCutter cutter;
  for (const Case& c : cases) {
    const auto result = cutter.cut(c.query, c.body);
    ASSERT_TRUE(result.has_value()) << c.query << " | " << c.body;
    EXPECT_EQ(result->payload, c.payload) << c.query << " | " << c.body;
    EXPECT_EQ(result->signature, c.signature) << c.query << " | " << c.body;
  }
}

TEST(SignedPayload, LeavesEveryOtherByteAlone) {
  PayloadCutter cutter;
  EXPECT_EQ(cutter.cut("&a=1&&signature=x&&b=%4", "&c=+%zz&")->payload, "&a=1&&&b=%4&c=+%zz&");
  EXPECT_EQ(cutter.cut("a=1&signature=x&", "")->payload, "a=1&");
  EXPECT_EQ(cutter.cut("&signature=x", "")->payload, "");
}

TEST(SignedPayload, OnlyThePairOfThatNameIsTheSignature) {
  PayloadCutter cutter;
  const auto result =
      cutter.cut("signatures=1&xsignature=2&Signature=3&a=signature=4&signature=x", "");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->payload, "signatures=1&xsignature=2&Signature=3&a=signature=4");
  EXPECT_EQ(result->signature, "x");
}

TEST(SignedPayload, DecodesTheSignatureButKeepsPlus) {
  PayloadCutter cutter;
  EXPECT_EQ(cutter.cut("a=1&signature=ab%2Bc%2Fd%3D%3D", "")->signature, "ab+c/d==");
  EXPECT_EQ(cutter.cut("a=1&signature=ab+c/d==", "")->signature, "ab+c/d==");
  EXPECT_EQ(cutter.cut("a=1&signature=a+b%2b", "")->signature, "a+b+");
}

TEST(SignedPayload, AnUndecodableSignatureIsAnError) {
  PayloadCutter cutter;
  for (const char* query : {"signature=%", "signature=ab%4&a=1", "a=1&signature=%zz"}) {
    const auto result = cutter.cut(query, "");
    ASSERT_FALSE(result.has_value()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kIllegalCharacters) << query;
  }
}

TEST(SignedPayload, MoreThanOneSignatureIsADuplicate) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"signature=x&signature=x", ""}, {"a=1&signature=x&b=2&signature=y", ""},
      {"signature=x", "signature=x"},  {"", "signature=x&a=1&signature=y"},
      {"signature=x&signature=", ""},  {"signature&signature=x", ""},
  };
  PayloadCutter cutter;
  for (const auto& [query, body] : cases) {
    const auto result = cutter.cut(query, body);
    ASSERT_FALSE(result.has_value()) << query << " | " << body;
    EXPECT_EQ(result.error().code, ErrorCode::kParameterDuplicate) << query << " | " << body;
    EXPECT_THAT(result.error().arguments, ElementsAre("signature"));
  }
}

TEST(SignedPayload, NoSignatureOrAnEmptyOneIsMissing) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"a=1", "b=2"},
      {"signature=", ""},
      {"signature&a", ""},
      {"a=1", "signature="},
      {"%73ignature=x", ""},
  };
  PayloadCutter cutter;
  for (const auto& [query, body] : cases) {
    const auto result = cutter.cut(query, body);
    ASSERT_FALSE(result.has_value()) << query << " | " << body;
    EXPECT_EQ(result.error().code, ErrorCode::kParameterMissing) << query << " | " << body;
    EXPECT_THAT(result.error().arguments, ElementsAre("signature"));
  }
}

TEST(SignedPayload, AQueryWithTheSignatureLastIsNotCopied) {
  PayloadCutter cutter;
  const std::string query = "groupId=1&timestamp=1752137105623&signature=abcdef";
  EXPECT_EQ(cutter.cut(query, "")->payload.data(), query.data());
  EXPECT_EQ(cutter.cut("", query)->payload.data(), query.data());
  EXPECT_EQ(cutter.cut("a=1", "signature=x")->payload.size(), 3u);
}

TEST(SignedPayload, AUsedCutterRemembersNothing) {
  PayloadCutter cutter;
  ASSERT_TRUE(cutter.cut("a=1&signature=%41%42&b=2", "c=3").has_value());
  const auto result = cutter.cut("d=4&signature=%43&e=5", "");
  EXPECT_EQ(result->payload, "d=4&e=5");
  EXPECT_EQ(result->signature, "C");
}

// Whatever the parameters are: put the signature anywhere, and the cut gives the text without it.
TEST(SignedPayload, CuttingUndoesInsertingAnywhere) {
  std::mt19937 random(11);
  PayloadCutter cutter;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> pairs[2];
    for (auto& part : pairs) {
      part.resize(random() % 4);
      for (std::string& pair : part) pair = std::string(1 + random() % 3, "ab=%+"[random() % 5]);
    }
    const auto joined = [](const std::vector<std::string>& part) {
      std::string text;
      for (const std::string& pair : part) text += (text.empty() ? "" : "&") + pair;
      return text;
    };
    const std::string payload = joined(pairs[0]) + joined(pairs[1]);
    auto& part = pairs[random() % 2];
    part.insert(part.begin() + static_cast<std::ptrdiff_t>(random() % (part.size() + 1)),
                "signature=f00d");
    const std::string query = joined(pairs[0]);
    const std::string body = joined(pairs[1]);
    const auto result = cutter.cut(query, body);
    ASSERT_TRUE(result.has_value()) << query << " | " << body;
    EXPECT_EQ(result->payload, payload) << query << " | " << body;
    EXPECT_EQ(result->signature, "f00d");
  }
}

}  // namespace
}  // namespace plimsoll::auth
