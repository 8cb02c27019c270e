// Request parameters: what clients really send is read, everything else is named in the error.
#include "wire/request_parameters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/decimal.h"
#include "base/limits.h"
#include "base/percent.h"

namespace plimsoll::wire {
namespace {

RequestParameters parameters(std::string_view query, std::string_view body = {}) {
  RequestParameters read;
  EXPECT_TRUE(read.read(query, body).has_value()) << query << " | " << body;
  return read;
}

ErrorCode read_error(std::string_view query, std::string_view body = {}) {
  RequestParameters read;
  const auto result = read.read(query, body);
  EXPECT_FALSE(result.has_value()) << query << " | " << body;
  EXPECT_FALSE(read.find("a").has_value()) << "nothing is left after an error";
  return result ? ErrorCode::kInternal : result.error().code;
}

template <class T>
void expect_error(const Result<T>& result, ErrorCode code, std::string_view name) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, code);
  ASSERT_EQ(result.error().arguments.size(), 1u);
  EXPECT_EQ(result.error().arguments[0], name);
}

TEST(RequestParameters, AreFoundInQueryAndBody) {
  const auto read = parameters("groupId=1&timestamp=17", "assetName=USDT&amount=100.5");
  EXPECT_EQ(read.find("groupId"), "1");
  EXPECT_EQ(read.find("timestamp"), "17");
  EXPECT_EQ(read.find("assetName"), "USDT");
  EXPECT_EQ(read.find("amount"), "100.5");
  EXPECT_EQ(read.find("groupid"), std::nullopt);
  EXPECT_EQ(read.find("signature"), std::nullopt);
}

TEST(RequestParameters, MayBeNone) {
  EXPECT_EQ(parameters("").find(""), std::nullopt);
  EXPECT_EQ(parameters("&&", "&").find(""), std::nullopt);
}

TEST(RequestParameters, AreFormDecoded) {
  const auto read = parameters("subEmail=a%40b.com&x=1+2%203%2B4", "%61=%3D%26%3d");
  EXPECT_EQ(read.find("subEmail"), "a@b.com");
  EXPECT_EQ(read.find("x"), "1 2 3+4");
  EXPECT_EQ(read.find("a"), "=&=");
}

TEST(RequestParameters, TheQueryWinsOverTheBody) {
  const auto read = parameters("a=query", "b=1&a=body");
  EXPECT_EQ(read.find("a"), "query");
  EXPECT_EQ(read.find("b"), "1");
  EXPECT_EQ(*parameters("a=", "a=body").find("a"), "") << "an empty value wins too";
}

// The signed bytes stay the same wherever they are cut in two, or joined.
TEST(RequestParameters, NoCutBetweenQueryAndBodyChangesWhatIsAsked) {
  const Endpoint& transfer = endpoint(EndpointId::kUniversalTransfer);
  const auto pairs_of = [](const RequestParameters& read) {
    std::set<std::pair<std::string, std::string>> pairs;
    read.for_each([&](std::string_view name, std::string_view value) {
      if (name != "signature") pairs.emplace(name, value);
    });
    return pairs;
  };
  const std::string text =
      "amount=100000&toEmail=a%40b.c&clientTranId=from&fromAccountType=SPOT&timestamp=1";
  // As it was signed: in one part, or in two, with an ampersand between them or without.
  std::vector<std::pair<std::string, std::string>> signed_as = {{text, ""}};
  for (std::size_t i = text.find('&'); i != std::string::npos; i = text.find('&', i + 1)) {
    signed_as.emplace_back(text.substr(0, i), text.substr(i));
    signed_as.emplace_back(text.substr(0, i), text.substr(i + 1));
  }
  for (const auto& [query, body] : signed_as) {
    RequestParameters asked;
    ASSERT_TRUE(asked.read_signed(query, body, transfer)) << query << " | " << body;
    const std::string bytes = query + body;
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      const std::string front = bytes.substr(0, cut);
      const std::string rest = bytes.substr(cut);
      // The signature stands where it likes: it is no part of what is signed.
      const std::pair<std::string, std::string> sent_as[] = {
          {front, rest}, {front + "&signature=ab", rest}, {front, "signature=ab&" + rest}};
      for (const auto& [sent_query, sent_body] : sent_as) {
        RequestParameters read;
        const auto done = read.read_signed(sent_query, sent_body, transfer);
        if (done) {
          EXPECT_EQ(pairs_of(read), pairs_of(asked)) << sent_query << " | " << sent_body;
        } else {
          EXPECT_EQ(done.error().code, ErrorCode::kIllegalCharacters) << sent_query;
        }
      }
    }
  }
}

TEST(RequestParameters, ABodyBesideAQueryBeginsWithAKnownName) {
  const Endpoint& details = endpoint(EndpointId::kLtvDetails);
  RequestParameters read;
  EXPECT_TRUE(read.read_signed("groupId=1&x=2", "", details));
  EXPECT_TRUE(read.read_signed("", "x=2&groupId=1", details));
  EXPECT_TRUE(read.read_signed("groupId=1&y=2", "timestamp=1&x=2&signature=ab==", details));
  for (const char* body : {"x=2", "&x=2", "signature=ab&x=2", "x=2&timestamp=1"}) {
    const auto refused = read.read_signed("groupId=1", body, details);
    ASSERT_FALSE(refused) << body;
    EXPECT_EQ(refused.error().code, ErrorCode::kIllegalCharacters);
    EXPECT_FALSE(read.find("groupId")) << "there are no parameters then";
  }
}

TEST(RequestParameters, AnEqualsSignOfAValueIsEscaped) {
  EXPECT_EQ(read_error("a=1=2"), ErrorCode::kIllegalCharacters);
  EXPECT_EQ(read_error("a=="), ErrorCode::kIllegalCharacters);
  EXPECT_EQ(read_error("%73ignature=a="), ErrorCode::kIllegalCharacters);
  EXPECT_EQ(parameters("a=1%3D2&signature=QUI=").find("a"), "1=2");
}

TEST(RequestParameters, ANameTwiceInOnePartIsADuplicate) {
  EXPECT_EQ(read_error("a=1&b=2&a=1"), ErrorCode::kParameterDuplicate);
  EXPECT_EQ(read_error("", "a=1&a=2"), ErrorCode::kParameterDuplicate);
  EXPECT_EQ(read_error("a=0", "a=1&a=2"), ErrorCode::kParameterDuplicate);
  EXPECT_EQ(read_error("a=1&%61=2"), ErrorCode::kParameterDuplicate) << "compared decoded";
  EXPECT_EQ(read_error("a&a"), ErrorCode::kParameterDuplicate);
}

TEST(RequestParameters, AnUndecodableTextIsIllegal) {
  EXPECT_EQ(read_error("a=1&b=%4"), ErrorCode::kIllegalCharacters);
  EXPECT_EQ(read_error("a=1", "%zz=1"), ErrorCode::kIllegalCharacters);
}

TEST(RequestParameters, WhatIsNoTextIsIllegal) {
  for (const std::string_view value :
       {"%00", "USDT%00", "%0A", "a\tb", "%7F", "%ff", "%c0%af", "%ed%a0%80", "\xff", "%e2%82"}) {
    EXPECT_EQ(read_error("b=" + std::string(value)), ErrorCode::kIllegalCharacters) << value;
    EXPECT_EQ(read_error("", std::string(value) + "=1"), ErrorCode::kIllegalCharacters) << value;
  }
  EXPECT_EQ(parameters("a=%e2%82%ac&b=caf\xc3\xa9").find("a"), "\xe2\x82\xac");
}

TEST(RequestParameters, HaveALimitOverBothParts) {
  std::string half = "p0=";
  for (std::size_t i = 1; i < kMaxParameters / 2; ++i) half += "&p" + std::to_string(i) + "=";
  EXPECT_EQ(parameters(half, half).find("p5"), "");
  EXPECT_EQ(read_error(half + "&one=more", half), ErrorCode::kTooManyParameters);
}

TEST(RequestParameters, ReadingAgainForgetsWhatWasThere) {
  auto read = parameters("a=1&b=2");
  ASSERT_TRUE(read.read("b=3", "").has_value());
  EXPECT_EQ(read.find("a"), std::nullopt);
  EXPECT_EQ(read.find("b"), "3");
}

TEST(RequestParameters, ACopyOutlivesTheOriginalAndTheRequest) {
  std::optional<RequestParameters> copy;
  {
    const std::string query = "name=a%20value%20too%20long%20for%20a%20small%20string";
    const auto original = parameters(query);
    copy = original;
  }
  EXPECT_EQ(copy->find("name"), "a value too long for a small string");
}

TEST(RequestParameters, IntegersAreDigitsWithAnOptionalSign) {
  const auto read = parameters("a=42&b=%2B7&c=-7&d=9007199254740991&e=-9007199254740991&f=007");
  EXPECT_EQ(read.integer("a"), 42);
  EXPECT_EQ(read.integer("b"), 7);
  EXPECT_EQ(read.integer("c"), -7);
  EXPECT_EQ(read.integer("d"), kMaxId);
  EXPECT_EQ(read.integer("e"), -kMaxId);
  EXPECT_EQ(read.optional_integer("f").value(), std::optional<std::int64_t>(7));
}

TEST(RequestParameters, AnythingElseIsNoInteger) {
  for (const char* text :
       {"", "undefined", "null", "1.0", "1e3", "0x10", "+12", "1%20", "+1", "%2B-1", "-%2B1", "-",
        "%2B", "--1", "9007199254740992", "-9007199254740992", "9223372036854775808",
        "99999999999999999999999999"}) {
    const auto read = parameters(std::string("groupId=") + text);
    expect_error(read.integer("groupId"), ErrorCode::kParameterMalformed, "groupId");
    expect_error(read.optional_integer("groupId"), ErrorCode::kParameterMalformed, "groupId");
  }
}

TEST(RequestParameters, AnAbsentMandatoryParameterIsMissing) {
  const auto read = parameters("x=1");
  expect_error(read.integer("groupId"), ErrorCode::kParameterMissing, "groupId");
  expect_error(read.decimal("amount"), ErrorCode::kParameterMissing, "amount");
  expect_error(read.boolean("enableSpot"), ErrorCode::kParameterMissing, "enableSpot");
  expect_error(read.text("asset"), ErrorCode::kParameterMissing, "asset");
}

TEST(RequestParameters, AnAbsentOptionalParameterIsNothing) {
  const auto read = parameters("x=1");
  EXPECT_EQ(read.optional_integer("groupId").value(), std::nullopt);
  EXPECT_EQ(read.optional_decimal("amount").value(), std::nullopt);
  EXPECT_EQ(read.optional_boolean("enableSpot").value(), std::nullopt);
  EXPECT_EQ(read.optional_text("asset").value(), std::nullopt);
}

TEST(RequestParameters, DecimalsArePlainOrScientific) {
  const auto read = parameters("a=100.5&b=1e-08&c=2.5E3&d=5.&e=1.100000000000&f=-.5&g=1e-8");
  EXPECT_EQ(read.decimal("a"), *parse_number<Amount>("100.5"));
  EXPECT_EQ(read.decimal("b"), Amount::from_raw(1));
  EXPECT_EQ(read.decimal("c"), Amount::whole(2500));
  EXPECT_EQ(read.decimal("d"), Amount::whole(5));
  EXPECT_EQ(read.decimal("e"), *parse_number<Amount>("1.1"));
  EXPECT_EQ(read.decimal("f"), *parse_number<Amount>("-0.5"));
  EXPECT_EQ(read.optional_decimal("g").value(), std::optional(Amount::from_raw(1)));
}

TEST(RequestParameters, DecimalsHaveAtMostEightPlaces) {
  for (const char* text : {"0.000000001", "1e-9", "1.123456789"}) {
    const auto amount = parameters(std::string("amount=") + text).decimal("amount");
    ASSERT_FALSE(amount.has_value()) << text;
    EXPECT_EQ(amount.error().code, ErrorCode::kTooPrecise) << text;
    EXPECT_TRUE(amount.error().arguments.empty());
  }
}

TEST(RequestParameters, AnythingElseIsNoDecimal) {
  for (const char* text : {"", "undefined", "NaN", "Infinity", "1,5", "0x1", "1e99", "e5", ".",
                           "1%202", "99999999999999999999999999999999999999"}) {
    const auto read = parameters(std::string("amount=") + text);
    expect_error(read.decimal("amount"), ErrorCode::kParameterMalformed, "amount");
    expect_error(read.optional_decimal("amount"), ErrorCode::kParameterMalformed, "amount");
  }
}

TEST(RequestParameters, BooleansAreTrueOrFalseInAnyCase) {
  for (const char* text : {"TRUE", "true", "True", "tRuE"}) {
    EXPECT_EQ(parameters(std::string("b=") + text).boolean("b"), true) << text;
  }
  for (const char* text : {"FALSE", "false", "False"}) {
    EXPECT_EQ(parameters(std::string("b=") + text).optional_boolean("b").value(),
              std::optional(false));
  }
  for (const char* text : {"", "1", "0", "yes", "undefined", "tru", "truee"}) {
    expect_error(parameters(std::string("b=") + text).boolean("b"), ErrorCode::kParameterMalformed,
                 "b");
  }
}

TEST(RequestParameters, ANameInBothPartsIsVisitedOnce) {
  for (const auto& [query, body] : {std::pair{"a=1", "a=2&b=3"}, std::pair{"a=", "a=&b=3"}}) {
    std::string seen;
    parameters(query, body).for_each([&](std::string_view name, std::string_view value) {
      seen += std::string(name) + "=" + std::string(value) + ";";
    });
    EXPECT_EQ(seen, std::string(query) + ";b=3;");
  }
}

TEST(RequestParameters, TextsAreAnythingButEmptyOrUndefined) {
  const auto read = parameters("asset=USDT&none=&js=undefined");
  EXPECT_EQ(read.text("asset"), "USDT");
  EXPECT_EQ(read.optional_text("asset").value(), std::optional<std::string_view>("USDT"));
  expect_error(read.text("none"), ErrorCode::kParameterMalformed, "none");
  expect_error(read.optional_text("js"), ErrorCode::kParameterMalformed, "js");
}

TEST(RequestParameters, SeeTheSamePairsAsTheFormParser) {
  std::mt19937 random(11);
  constexpr std::string_view kAlphabet = "ab=&%+2640 ";
  int agreed = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text(random() % 16, '\0');
    for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];
    const auto form = parse_form(text);
    RequestParameters read;
    const auto result = read.read("", text);
    if (!form) {
      // Whichever fault stands first is reported; either way there is one.
      ASSERT_FALSE(result.has_value()) << text;
      continue;
    }
    if (!result) {
      const bool is_duplicate = result.error().code == ErrorCode::kParameterDuplicate;
      // "%a4" and its like are no UTF-8; and a '=' of a value is escaped.
      const bool is_illegal = result.error().code == ErrorCode::kIllegalCharacters;
      const bool may_be =
          text.find('%') != std::string::npos || std::count(text.begin(), text.end(), '=') > 1;
      ASSERT_TRUE(is_duplicate || (is_illegal && may_be)) << text;
      continue;
    }
    for (const FormPair& pair : *form) ASSERT_EQ(read.find(pair.name), pair.value) << text;
    ++agreed;
  }
  EXPECT_GT(agreed, 10'000);
}

}  // namespace
}  // namespace plimsoll::wire
