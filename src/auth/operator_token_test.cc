// Tokens of operators: their form, their hash, and that nothing but the token itself passes.
#include "auth/operator_token.h"

#include <gtest/gtest.h>

#include <set>

namespace plimsoll::auth {
namespace {

TEST(OperatorToken, IsMadeOfARandomIdAndARandomSecret) {
  std::set<std::string> ids;
  std::set<std::string> secrets;
  for (int i = 0; i < 1000; ++i) {
    const OperatorToken made = generate_operator_token();
    ASSERT_EQ(made.token.size(), 4u + 16 + 1 + 64);
    ASSERT_EQ(operator_id_of(made.token), made.id);
    ids.insert(made.id);
    secrets.insert(made.token.substr(21));
  }
  EXPECT_EQ(ids.size(), 1000u);
  EXPECT_EQ(secrets.size(), 1000u);
}

TEST(OperatorToken, AnyOtherFormIsNone) {
  const std::string token = generate_operator_token().token;
  for (std::size_t i = 0; i < token.size(); ++i) {
    EXPECT_EQ(operator_id_of(std::string_view(token).substr(0, i)), std::nullopt);
    std::string other = token;
    other[i] = 'G';
    EXPECT_EQ(operator_id_of(other), std::nullopt) << other;
  }
  EXPECT_EQ(operator_id_of(token + "0"), std::nullopt);
}

TEST(OperatorToken, TheHashIsSha256) {
  // FIPS 180-4, "abc".
  EXPECT_EQ(operator_token_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(OperatorToken, OnlyTheTokenItselfHasItsHash) {
  const std::string token = generate_operator_token().token;
  const std::string hash = operator_token_hash(token);
  EXPECT_TRUE(is_operator_token(token, hash));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == '0' ? '1' : '0';
    EXPECT_FALSE(is_operator_token(other, hash));
  }
  EXPECT_FALSE(is_operator_token(hash, hash)) << "a stolen hash opens nothing";
  EXPECT_FALSE(is_operator_token(token, ""));
  EXPECT_FALSE(is_operator_token("", hash));
}

}  // namespace
}  // namespace plimsoll::auth
