// Who gets in: keys that end, proxies that vouch for addresses, and wrong signatures.
#include <gmock/gmock.h>

#include <thread>

#include "auth/key_texts_for_test.h"
#include "net/test_peer.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;

constexpr const char* kUsedIp = "X-SAPI-USED-IP-WEIGHT-1M";
constexpr std::string_view kSecret = "anotherSecretOfTheParent";

std::vector<std::string> header_lines(const net::ClientResponse& response) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : response.headers) {
    // The weight grows with every request.
    lines.push_back(name == kUsedIp ? name : name + ": " + value);
  }
  return lines;
}

TestApiOptions behind(std::string_view proxies) {
  TestApiOptions options;
  options.settings.trusted_proxies = *parse_trusted_proxies(proxies);
  return options;
}

// A key of the parent called `name`, changed.
template <class Change>
HmacPair add_key(TestApi& api, const std::string& name, Change change) {
  HmacPair pair{name, std::string(kSecret)};
  model::ApiKey key = sealed_key(pair, book::kParent);
  change(key);
  api.run({book::CreateApiKey{std::move(key)}});
  return pair;
}

net::ClientResponse ask_with(TestApi& api, const HmacPair& pair, TestApi::Headers headers,
                             std::string signature = {}) {
  const std::string query = "timestamp=" + std::to_string(api.now().ms);
  if (signature.empty()) signature = pair.sign(query);
  headers.emplace_back("X-MBX-APIKEY", pair.key);
  return api.send(std::string(kLtvPath) + "?" + query + "&signature=" + signature,
                  std::move(headers));
}
net::ClientResponse ask_for(TestApi& api, const HmacPair& pair, const std::string& forwarded) {
  return ask_with(api, pair, {{"X-Forwarded-For", forwarded}});
}
net::ClientResponse ask_wrongly(TestApi& api, const HmacPair& pair, TestApi::Headers headers = {}) {
  return ask_with(api, pair, std::move(headers), std::string(64, 'a'));
}

// --- Keys that end

TEST(ApiAccess, FiveReasonsOneAnswerToTheByte) {
  TestApi api;
  const auto over = add_key(api, "keyThatIsOver1234567",
                            [](model::ApiKey& key) { key.expires = Timestamp{kNowMs + 1}; });
  const auto revoked = add_key(api, "keyThatIsRevoked1234", [](model::ApiKey&) {});
  const auto elsewhere = add_key(api, "keyFromElsewhere1234",
                                 [](model::ApiKey& key) { key.allowed_addresses = {"10.0.0.1"}; });
  const auto blind = add_key(api, "keyWithoutPermission",
                             [](model::ApiKey& key) { key.permissions = {.read = false}; });
  api.run({book::RevokeApiKey{revoked.key}});
  EXPECT_EQ(status_and_code(api.ask(over)), "200");
  api.set_time(kNowMs + 1);
  const auto unknown = api.ask({"keyThatNobodyHas1234", over.secret});
  EXPECT_EQ(status_and_code(unknown), "401 -2015");
  for (const HmacPair& pair : {over, revoked, elsewhere, blind}) {
    for (const auto& response : {api.ask(pair), ask_wrongly(api, pair)}) {
      EXPECT_EQ(response.status, unknown.status) << pair.key;
      EXPECT_EQ(response.body, unknown.body) << pair.key;
      EXPECT_EQ(header_lines(response), header_lines(unknown)) << pair.key;
    }
  }
}

TEST(ApiAccess, AKeyEndsAtTheServersMomentNotTheRequests) {
  TestApi api;
  const auto pair = add_key(api, "keyThatIsOver1234567",
                            [](model::ApiKey& key) { key.expires = Timestamp{kNowMs + 1'000}; });
  const std::string query = "timestamp=" + std::to_string(kNowMs + 999);
  const auto ask = [&] {
    return status_and_code(
        api.send(std::string(kLtvPath) + "?" + query + "&signature=" + pair.sign(query),
                 {{"X-MBX-APIKEY", pair.key}}));
  };
  api.set_time(kNowMs + 999);
  EXPECT_EQ(ask(), "200");
  api.set_time(kNowMs + 1'000);
  EXPECT_EQ(ask(), "401 -2015");
}

TEST(ApiAccess, AKeyThatEndsWhileItsRequestWaitsIsRefused) {
  // Time moves by a second between two looks at the clock: the key is looked up in time.
  TestApi api({.clock_step_us = 1'000'000});
  model::ApiKey key;
  key.key = "edKeyOfTheParent";
  key.account = book::kParent;
  key.type = KeyType::kEd25519;
  key.material = auth::ed25519_public_pem();
  key.expires = Timestamp{kNowMs + 500};
  api.run({book::CreateApiKey{key}});
  api.set_time(kNowMs);
  const auto response = api.send(std::string(kLtvPath) + "?" + std::string(auth::kPayload) +
                                     "&signature=" + percent_encode(auth::kEd25519Signature),
                                 {{"X-MBX-APIKEY", key.key}});
  EXPECT_EQ(status_and_code(response), "401 -2015");
}

TEST(ApiAccess, ARevokedKeyIsRefusedOnAnOpenConnectionToo) {
  TestApi api;
  const HmacPair pair = hmac_of(book::kParent);
  net::Peer peer(api.port());
  const auto ask = [&] {
    const std::string query = "timestamp=" + std::to_string(api.now().ms);
    return peer.ask("GET " + std::string(kLtvPath) + "?" + query +
                    "&signature=" + pair.sign(query) +
                    " HTTP/1.1\r\nHost: h\r\nX-MBX-APIKEY: " + pair.key + "\r\n\r\n");
  };
  EXPECT_EQ(ask().status, 200);
  api.run({book::RevokeApiKey{pair.key}});
  const net::Answer refused = ask();
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.body, HasSubstr("-2015"));
}

TEST(ApiAccess, ASubmissionOfARevokedKeyIsRefusedByTheEngineItself) {
  TestApi api;
  engine::Submission submission{book::SetFrozenAmount{book::kParent, {}}};
  submission.key = hmac_of(book::kParent).key;
  EXPECT_TRUE(api.engine().execute(submission));
  api.run({book::RevokeApiKey{submission.key}});
  const auto refused = api.engine().execute(submission);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, ErrorCode::kApiKeyRejected);
}

// --- Proxies

TEST(ApiAccess, BehindATrustedProxyTheAllowListSeesTheClient) {
  TestApi api(behind("127.0.0.1"));
  const auto pair = add_key(api, "keyFromElsewhere1234", [](model::ApiKey& key) {
    key.allowed_addresses = {"10.0.0.0/24", "2001:db8::/32"};
  });
  EXPECT_EQ(status_and_code(ask_for(api, pair, "10.0.0.7")), "200");
  EXPECT_EQ(status_and_code(ask_for(api, pair, "::ffff:10.0.0.7")), "200");
  EXPECT_EQ(status_and_code(ask_for(api, pair, "2001:db8::7")), "200");
  EXPECT_EQ(status_and_code(ask_for(api, pair, "10.0.1.7")), "401 -2015");
  EXPECT_EQ(status_and_code(ask_for(api, pair, "10.0.0.7, 9.9.9.9")), "401 -2015")
      << "the left one is the client's own word";
  EXPECT_EQ(status_and_code(api.ask(pair)), "401 -2015") << "the proxy itself";
}

TEST(ApiAccess, NobodyElseIsBelieved) {
  for (const char* proxies : {"", "10.9.9.9", "127.0.0.2"}) {
    TestApi api(behind(proxies));
    const auto pair = add_key(api, "keyFromElsewhere1234",
                              [](model::ApiKey& key) { key.allowed_addresses = {"10.0.0.7"}; });
    for (const char* header : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP"}) {
      EXPECT_EQ(status_and_code(ask_with(api, pair, {{header, "10.0.0.7"}})), "401 -2015");
    }
    EXPECT_EQ(status_and_code(api.ask(book::kParent)), "200");
  }
}

TEST(ApiAccess, WeightIsTheClientsNotTheProxys) {
  TestApi api(behind("127.0.0.0/8"));
  const HmacPair pair = hmac_of(book::kParent);
  EXPECT_EQ(ask_for(api, pair, "10.0.0.7").header(kUsedIp), "200");
  EXPECT_EQ(ask_for(api, pair, "10.0.0.7").header(kUsedIp), "400");
  EXPECT_EQ(ask_for(api, pair, "10.0.0.8").header(kUsedIp), "200");
  EXPECT_EQ(ask_for(api, pair, "6.6.6.6, 10.0.0.8").header(kUsedIp), "400");
  const auto ping = api.send("/api/v3/ping", {{"X-Forwarded-For", "10.0.0.8"}});
  EXPECT_EQ(ping.header("X-MBX-USED-WEIGHT-1M"), "1");
}

TEST(ApiAccess, AHeaderThatDoesNotReadIsRefused) {
  TestApi api(behind("127.0.0.1"));
  const auto refused = ask_for(api, hmac_of(book::kParent), "nonsense");
  EXPECT_EQ(status_and_code(refused), "400 -1013");
  EXPECT_EQ(status_and_code(api.send("/api/v3/ping", {{"X-Forwarded-For", "1.2.3.4:80"}})),
            "400 -1013");
  EXPECT_EQ(status_and_code(api.ask(book::kParent)), "200");
}

// --- Wrong signatures

TestApiOptions throttled(std::int64_t per_key, std::int64_t per_address) {
  TestApiOptions options = behind("127.0.0.1");
  options.settings.signatures.per_key = per_key;
  options.settings.signatures.per_address = per_address;
  return options;
}

TEST(ApiAccess, AfterTooManyWrongSignaturesEvenAGoodOneWaits) {
  TestApi api(throttled(3, 100));
  const HmacPair pair = hmac_of(book::kParent);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status_and_code(ask_wrongly(api, pair)), "400 -1022");
  const auto refused = api.ask(pair);
  EXPECT_EQ(status_and_code(refused), "429 -1003");
  EXPECT_EQ(refused.header("Retry-After"), "55") << "the minute turns in 54.377 s";
  EXPECT_EQ(status_and_code(api.ask(book::kCredit)), "200") << "another key";
  EXPECT_EQ(status_and_code(ask_for(api, pair, "10.0.0.7")), "200") << "its owner elsewhere";
  api.set_time(kNowMs + 55'000);
  EXPECT_EQ(status_and_code(api.ask(pair)), "200");
}

TEST(ApiAccess, AnAddressAtItsLimitDoesNotLockOutItsNeighbours) {
  TestApi api(throttled(100, 3));
  for (int i = 0; i < 3; ++i) (void)ask_wrongly(api, hmac_of(book::kParent));
  EXPECT_EQ(status_and_code(api.ask(book::kParent)), "429 -1003");
  EXPECT_EQ(status_and_code(api.ask(book::kCredit)), "200");
  EXPECT_EQ(status_and_code(ask_wrongly(api, hmac_of(book::kFree))), "400 -1022");
  EXPECT_EQ(status_and_code(ask_wrongly(api, hmac_of(book::kFree))), "429 -1003");
}

TEST(ApiAccess, WorkersCountTheSame) {
  TestApi api(throttled(3, 100));
  model::ApiKey key;
  key.key = "edKeyOfTheParent";
  key.account = book::kParent;
  key.type = KeyType::kEd25519;
  key.material = auth::ed25519_public_pem();
  api.run({book::CreateApiKey{key}});
  const auto ask = [&](std::string_view signature) {
    return status_and_code(api.send(std::string(kLtvPath) + "?" + std::string(auth::kPayload) +
                                        "&signature=" + percent_encode(signature),
                                    {{"X-MBX-APIKEY", key.key}}));
  };
  EXPECT_EQ(ask(auth::kEd25519Signature), "200");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(auth::kRsaSignature), "400 -1022");
  EXPECT_EQ(ask(auth::kEd25519Signature), "429 -1003");
  const std::string metrics = api.api().metrics().body;
  EXPECT_THAT(metrics, HasSubstr("plimsoll_signature_failures_total 3\n"));
  EXPECT_THAT(metrics, HasSubstr("plimsoll_signature_throttled_total{limit=\"key\"} 1\n"));
}

TEST(ApiAccess, ErrorsBeforeTheSignatureAreNoWrongSignatures) {
  TestApi api(throttled(1, 1));
  const HmacPair pair = hmac_of(book::kParent);
  const TestApi::Headers key = {{"X-MBX-APIKEY", pair.key}};
  EXPECT_EQ(status_and_code(api.send(std::string(kLtvPath), key)), "400 -1102");
  EXPECT_EQ(status_and_code(api.send(std::string(kLtvPath) + "?timestamp=1&signature=00", key)),
            "400 -1021");
  EXPECT_EQ(status_and_code(api.ask({"keyThatNobodyHas1234", pair.secret})), "401 -2015");
  EXPECT_EQ(status_and_code(api.ask(pair)), "200");
}

}  // namespace
}  // namespace plimsoll::server
