// Keys at the API: three ways of being refused that look alike, and three ways of signing that are
// answered alike.
#include <gmock/gmock.h>

#include "auth/key_texts_for_test.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const HmacPair kPair{"anotherKeyOfTheParent", "anotherSecretOfTheParent"};

std::vector<std::string> header_names(const net::ClientResponse& response) {
  std::vector<std::string> names;
  for (const auto& [name, value] : response.headers) names.push_back(name);
  return names;
}

// A key of the parent with public material.
book::CreateApiKey public_key(std::string name, KeyType type, std::string material) {
  model::ApiKey key;
  key.key = std::move(name);
  key.account = book::kParent;
  key.type = type;
  key.material = std::move(material);
  return {std::move(key)};
}

// kPayload of key_texts_for_test.h, which is dated now and asks for the unit of the parent.
net::ClientResponse ask_payload(TestApi& api, const std::string& key, std::string_view signature) {
  return api.send(std::string(kLtvPath) + "?" + std::string(auth::kPayload) +
                      "&signature=" + percent_encode(signature),
                  {{"X-MBX-APIKEY", key}});
}

// --- Refused keys

TEST(ApiKeys, ThreeReasonsOneAnswer) {
  TestApi api;
  model::ApiKey elsewhere = sealed_key(kPair, book::kParent);
  elsewhere.allowed_addresses = {"10.0.0.1", "2001:db8::/32"};
  model::ApiKey blind = sealed_key({"keyWithoutPermission", kPair.secret}, book::kParent);
  blind.permissions = {.read = false, .trade = true, .internal_transfer = true};
  api.run({book::CreateApiKey{elsewhere}, book::CreateApiKey{blind}});

  const auto unknown = api.ask({"keyThatNobodyHas1234", kPair.secret});
  const auto wrong_address = api.ask(kPair);
  const auto no_permission = api.ask({blind.key, kPair.secret});
  EXPECT_EQ(status_and_code(unknown), "401 -2015");
  for (const auto& response : {wrong_address, no_permission}) {
    EXPECT_EQ(response.status, unknown.status);
    EXPECT_EQ(response.body, unknown.body);
    EXPECT_EQ(header_names(response), header_names(unknown));
  }
}

TEST(ApiKeys, AnAllowedAddressIsLetIn) {
  TestApi api;
  model::ApiKey key = sealed_key(kPair, book::kParent);
  key.allowed_addresses = {"10.0.0.1", "127.0.0.0/8"};
  api.run({book::CreateApiKey{key}});
  EXPECT_THAT(groups_of(api.ask(kPair)), ElementsAre(1, 5));
}

TEST(ApiKeys, ARevokedKeyIsRefusedAtOnceAndANewOneServed) {
  TestApi api;
  api.run({book::CreateApiKey{sealed_key(kPair, book::kParent)}});
  EXPECT_EQ(status_and_code(api.ask(kPair)), "200");
  api.run({book::RevokeApiKey{kPair.key}});
  EXPECT_EQ(status_and_code(api.ask(kPair)), "401 -2015");
  // The same name with another secret is another key.
  const HmacPair again{kPair.key, "yetAnotherSecretOfTheParent"};
  api.run({book::CreateApiKey{sealed_key(again, book::kParent)}});
  EXPECT_EQ(status_and_code(api.ask(again)), "200");
  EXPECT_EQ(status_and_code(api.ask(kPair)), "400 -1022") << "the old secret is forgotten";
}

TEST(ApiKeys, TwoKeysInOneRequestAreNone) {
  TestApi api;
  const HmacPair parent = hmac_of(book::kParent);
  const std::string query = "timestamp=" + std::to_string(kNowMs);
  const auto response =
      api.send(std::string(kLtvPath) + "?" + query + "&signature=" + parent.sign(query),
               {{"X-MBX-APIKEY", parent.key}, {"x-mbx-apikey", parent.key}});
  EXPECT_EQ(status_and_code(response), "401 -2014");
}

TEST(ApiKeys, AKeyOfAnotherMasterKeyIsOurErrorAndTellsNothing) {
  TestApi api;
  api.run({book::CreateApiKey{sealed_key(kPair, book::kParent, '\x2B')}});
  const auto response = api.ask(kPair);
  EXPECT_EQ(status_and_code(response), "500 -1000");
  EXPECT_THAT(response.body, HasSubstr("An unknown error occurred"));
  EXPECT_EQ(status_and_code(api.ask(book::kParent)), "200") << "other keys work on";
}

// --- Signatures

TEST(ApiKeys, RsaAndEd25519AreAnsweredLikeHmac) {
  TestApi api;
  api.run({public_key("rsaKeyOfTheParent", KeyType::kRsa, std::string(auth::kRsaPublicPem)),
           public_key("edKeyOfTheParent", KeyType::kEd25519, auth::ed25519_public_pem())});
  const HmacPair hmac = hmac_of(book::kParent);
  const auto expected = ask_payload(api, hmac.key, hmac.sign(auth::kPayload));
  EXPECT_THAT(groups_of(expected), ElementsAre(1));
  for (const auto& response : {ask_payload(api, "rsaKeyOfTheParent", auth::kRsaSignature),
                               ask_payload(api, "edKeyOfTheParent", auth::kEd25519Signature)}) {
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, expected.body);
    EXPECT_EQ(header_names(response), header_names(expected));
  }
}

TEST(ApiKeys, SignaturesOfOtherKeysAreRefused) {
  TestApi api;
  api.run({public_key("rsaKeyOfTheParent", KeyType::kRsa, std::string(auth::kRsaPublicPem)),
           public_key("edKeyOfTheParent", KeyType::kEd25519, auth::ed25519_public_pem())});
  const auto with = [&](const std::string& key, std::string_view signature) {
    return status_and_code(ask_payload(api, key, signature));
  };
  EXPECT_EQ(with("rsaKeyOfTheParent", auth::kEd25519Signature), "400 -1022");
  EXPECT_EQ(with("edKeyOfTheParent", auth::kRsaSignature), "400 -1022");
  EXPECT_EQ(with("rsaKeyOfTheParent", "not base64!"), "400 -1022");
  EXPECT_EQ(with(hmac_of(book::kParent).key, auth::kRsaSignature), "400 -1022");
  EXPECT_EQ(with(hmac_of(book::kParent).key, hmac_of(book::kCredit).sign(auth::kPayload)),
            "400 -1022");
}

TEST(ApiKeys, AWorkersErrorsAreTheSame) {
  TestApi api;
  api.run({public_key("edKeyOfTheParent", KeyType::kEd25519, auth::ed25519_public_pem())});
  const auto signer = auth::Signer::from_pem(auth::ed25519_private_pem());
  ASSERT_TRUE(signer);
  const auto with = [&](const std::string& query) {
    return api.send(
        std::string(kLtvPath) + "?" + query + "&signature=" + percent_encode(*signer->sign(query)),
        {{"X-MBX-APIKEY", "edKeyOfTheParent"}});
  };
  const std::string now = "timestamp=" + std::to_string(kNowMs);
  EXPECT_THAT(groups_of(with(now)), ElementsAre(1, 5));
  const auto malformed = with(now + "&groupId=x");
  EXPECT_EQ(status_and_code(malformed), "400 -1102");
  EXPECT_THAT(malformed.body, HasSubstr("groupId"));
}

TEST(ApiKeys, AFullQueueIsBusyForThoseWhoNeedAWorker) {
  TestApiOptions options;
  options.settings.verify_queue = 0;
  TestApi api(options);
  api.run({public_key("edKeyOfTheParent", KeyType::kEd25519, auth::ed25519_public_pem())});
  EXPECT_EQ(status_and_code(ask_payload(api, "edKeyOfTheParent", auth::kEd25519Signature)),
            "503 -1004");
  EXPECT_EQ(status_and_code(api.ask(book::kParent)), "200");
}

TEST(ApiKeys, ARequestThatGrewOldWhileItWaitedIsTooOld) {
  // Time moves by six seconds between the first look at the clock and the second.
  TestApi api({.clock_step_us = 6'000'000});
  api.run({public_key("edKeyOfTheParent", KeyType::kEd25519, auth::ed25519_public_pem())});
  EXPECT_EQ(status_and_code(ask_payload(api, "edKeyOfTheParent", auth::kEd25519Signature)),
            "400 -1021");
}

}  // namespace
}  // namespace plimsoll::server
