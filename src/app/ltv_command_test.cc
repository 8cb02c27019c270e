// `plimsoll ltv` against a server: credentials, what is asked, and what an error looks like.
#include "app/ltv_command.h"

#include <gmock/gmock.h>

#include "app/testing.h"
#include "auth/sign.h"
#include "server/testing.h"

namespace plimsoll::app {
namespace {

using server::hmac_of;
using server::TestApi;
using testing::HasSubstr;
using testing::Not;

// A server that lives now, as the client does.
class LtvCommand : public testing::Test {
 protected:
  LtvCommand() { api_.set_time(SystemClock::now_us() / 1000); }
  LtvQuestion question() {
    LtvQuestion question;
    question.url = api_.url();
    question.api_key = hmac_of(book::kParent).key;
    question.secret = hmac_of(book::kParent).secret;
    return question;
  }
  TestApi api_;
};

TEST_F(LtvCommand, PrintsTheUnitsOfTheKey) {
  const auto text = ask_ltv(question());
  ASSERT_TRUE(text) << describe(text.error());
  EXPECT_THAT(*text, HasSubstr("unit 1 "));
  EXPECT_THAT(*text, HasSubstr("unit 5 "));
}

TEST_F(LtvCommand, MayNameOneUnitAndTakeTheAnswerAsItIs) {
  LtvQuestion one = question();
  one.group = 5;
  EXPECT_THAT(*ask_ltv(one), Not(HasSubstr("unit 1 ")));
  one.json = true;
  EXPECT_THAT(*ask_ltv(one), testing::StartsWith("[{\"groupId\":5,"));
  one.group = 99;
  EXPECT_EQ(*ask_ltv(one), "[]\n");
  one.json = false;
  EXPECT_EQ(*ask_ltv(one), "no such unit for this key\n");
  one.url += "//";
  EXPECT_EQ(*ask_ltv(one), "no such unit for this key\n") << "slashes at the end do not matter";
}

TEST_F(LtvCommand, SignsWithAPrivateKeyToo) {
  const TestFolder folder;
  const auto pair = auth::generate_ed25519();
  ASSERT_TRUE(pair);
  model::ApiKey key;
  key.key = "edKeyOfTheParent";
  key.account = book::kParent;
  key.type = KeyType::kEd25519;
  key.material = pair->public_pem;
  api_.run({book::CreateApiKey{key}});
  LtvQuestion question;
  question.url = api_.url();
  question.api_key = key.key;
  question.private_key = folder.file("private.pem", pair->private_pem);
  const auto text = ask_ltv(question);
  ASSERT_TRUE(text) << describe(text.error());
  EXPECT_THAT(*text, HasSubstr("unit 5 "));
}

TEST_F(LtvCommand, AnErrorOfTheServerIsToldWithItsCode) {
  LtvQuestion wrong = question();
  wrong.secret = "anotherSecret1234567";
  const auto text = ask_ltv(wrong);
  ASSERT_FALSE(text);
  EXPECT_EQ(error_of(text), "API_REFUSED");
  EXPECT_THAT(text.error().detail, HasSubstr("HTTP 400 {\"code\":-1022,"));
  EXPECT_THAT(text.error().detail, Not(HasSubstr(wrong.secret)));
}

TEST_F(LtvCommand, WithoutCredentialsItTriesTheDemosKey) {
  LtvQuestion none;
  none.url = api_.url();
  EXPECT_EQ(error_of(ask_ltv(none)), "API_REFUSED");
  EXPECT_THAT(ask_ltv(none).error().detail, HasSubstr("-2015")) << "this server has no demo";
}

TEST(LtvCredentials, AKeyHasOneSecret) {
  const auto error = [](std::string key, std::string secret, std::string private_key) {
    LtvQuestion question;
    question.url = "http://127.0.0.1:1";
    question.api_key = std::move(key);
    question.secret = std::move(secret);
    question.private_key = std::move(private_key);
    return error_of(ask_ltv(question));
  };
  EXPECT_EQ(error("", "secret", ""), "SETTING");
  EXPECT_EQ(error("", "", "key.pem"), "SETTING");
  EXPECT_EQ(error("key", "", ""), "SETTING");
  EXPECT_EQ(error("key", "secret", "key.pem"), "SETTING");
  EXPECT_EQ(error("key", "short", ""), "CRYPTO");
  EXPECT_EQ(error("key", "", "/nowhere/key.pem"), "FILE");
  EXPECT_EQ(error("key", "aSecretOfGoodLength", ""), "NETWORK");
}

}  // namespace
}  // namespace plimsoll::app
