// API keys made and ended on a running server, by the lender's listener.
#include <gmock/gmock.h>

#include "auth/key_texts_for_test.h"
#include "auth/operator_token.h"
#include "server/new_key.h"
#include "server/operator.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;
using testing::Not;

// The text of a member of a flat object.
std::string member(const std::string& json, const std::string& name) {
  const std::string begin = '"' + name + "\":\"";
  const std::size_t at = json.find(begin);
  if (at == std::string::npos) return {};
  return json.substr(at + begin.size(), json.find('"', at + begin.size()) - at - begin.size());
}

class OperatorKeys : public testing::Test {
 protected:
  OperatorKeys() {
    api_.run({book::CreateOperator{{token_.id,
                                    "Ada",
                                    model::OperatorRole::kAdministrator,
                                    auth::operator_token_hash(token_.token),
                                    {},
                                    {}}}});
    EXPECT_TRUE(server_.start());
  }

  // A command with a reason.
  net::ClientResponse command(std::string json) {
    json.insert(json.size() - 1, R"(,"reason":"asked for")");
    net::ClientRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/commands";
    request.method = "POST";
    request.body = std::move(json);
    request.headers = {{"Authorization", "Bearer " + token_.token}};
    const auto response = net::fetch(request);
    EXPECT_TRUE(response) << describe(response.error());
    return response ? *response : net::ClientResponse{};
  }
  net::ClientResponse create(const std::string& more = "") {
    return command(R"({"command":"CREATE_API_KEY","email":"account1@example.com")" + more + "}");
  }

  TestApi api_;
  auth::OperatorToken token_ = auth::generate_operator_token();
  Operator lender_{api_.engine(), api_.history(), api_.api(), [this] { return api_.now(); }};
  net::Server server_{{}, [this](const net::Request& request, net::Reply& reply) {
                        lender_.handle(request, reply);
                      }};
};

TEST_F(OperatorKeys, AKeyWorksAtOnceAndEndsAtOnce) {
  const auto made = create();
  ASSERT_EQ(made.status, 200) << made.body;
  const HmacPair pair{member(made.body, "key"), member(made.body, "secret")};
  EXPECT_EQ(pair.secret.size(), 64u);
  EXPECT_EQ(status_and_code(api_.ask(pair)), "200");
  const std::string revoke = R"({"command":"REVOKE_API_KEY","key":")" + pair.key + "\"}";
  EXPECT_EQ(command(revoke).status, 200);
  EXPECT_EQ(status_and_code(api_.ask(pair)), "401 -2015");
  const auto again = command(revoke);
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(again.body, HasSubstr("UNKNOWN_KEY"));
}

TEST_F(OperatorKeys, TheSecretIsSealedInTheBook) {
  const auto made = create();
  const auto book = api_.engine().published();
  const model::ApiKey* key = book->directory->find_key(member(made.body, "key"));
  ASSERT_NE(key, nullptr);
  const std::string secret = member(made.body, "secret");
  EXPECT_THAT(key->material, Not(HasSubstr(secret)));
  EXPECT_EQ(*auth::open(test_master_key(), key->key, key->material), secret);
  const auto another = create();
  EXPECT_NE(member(another.body, "key"), key->key);
  EXPECT_NE(member(another.body, "secret"), secret);
}

TEST_F(OperatorKeys, RightsAddressesAndExpiryArrive) {
  const auto made = create(
      R"(,"permissions":["TRADE"],"allowedAddresses":["::ffff:10.0.0.1"],"label":"desk","expires":)" +
      std::to_string(kNowMs + 5) + "");
  ASSERT_EQ(made.status, 200) << made.body;
  const auto book = api_.engine().published();
  const model::ApiKey* key = book->directory->find_key(member(made.body, "key"));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->permissions, (model::Permissions{false, true, false}));
  EXPECT_EQ(key->allowed_addresses, std::vector<std::string>{"10.0.0.1"}) << "canonical";
  EXPECT_EQ(key->label, "desk");
  EXPECT_EQ(key->expires, Timestamp{kNowMs + 5});
}

TEST_F(OperatorKeys, AreListedForWhoMayRevokeThem) {
  const std::string made = member(create(R"(,"label":"desk \"one\"")").body, "key");
  const auto listed =
      net::fetch({.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/keys",
                  .headers = {{"Authorization", "Bearer " + token_.token}}});
  ASSERT_TRUE(listed);
  const std::string& list = listed->body;
  EXPECT_THAT(list, HasSubstr("{\"key\":\"" + made + "\",\"email\":\""));
  EXPECT_THAT(list, HasSubstr(R"("label":"desk \"one\"")"));
  EXPECT_THAT(list, Not(HasSubstr("material")));
}

TEST_F(OperatorKeys, PairsAreMadeOrTakenOver) {
  const auto made = create(R"(,"type":"ED25519")");
  EXPECT_THAT(made.body, HasSubstr("BEGIN PRIVATE KEY"));
  EXPECT_EQ(member(made.body, "secret"), "");
  const auto own = create(R"(,"type":"ED25519","publicKey":")" +
                          auth::to_base64(auth::from_hex(auth::kEd25519Public)) + '"');
  ASSERT_EQ(own.status, 200) << own.body;
  EXPECT_THAT(own.body, Not(HasSubstr("PRIVATE")));
}

TEST_F(OperatorKeys, WhatCannotBeMadeIsRefused) {
  const auto error = [&](const std::string& more) { return member(create(more).body, "error"); };
  EXPECT_EQ(error(R"(,"type":"RSA")"), "SETTING") << "no pair is made";
  EXPECT_EQ(error(R"(,"publicKey":"PEM")"), "SETTING") << "HMAC has none";
  EXPECT_EQ(error(R"(,"type":"ED25519","publicKey":"junk")"), "CRYPTO");
  EXPECT_EQ(error(R"(,"allowedAddresses":["10.0.0.1/8"])"), "MALFORMED");
  EXPECT_EQ(error(R"(,"allowedAddresses":[""])"), "MALFORMED") << "not any address";
  EXPECT_EQ(error(R"(,"allowedAddresses":["","10.0.0.1"])"), "MALFORMED");
  EXPECT_EQ(error(R"(,"expires":5)"), "OUT_OF_RANGE") << "over already";
  EXPECT_EQ(
      member(command(R"({"command":"CREATE_API_KEY","email":"nobody@example.com"})").body, "error"),
      "MALFORMED");
}

}  // namespace
}  // namespace plimsoll::server
