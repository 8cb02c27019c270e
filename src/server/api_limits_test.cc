// Weight at the API, and the endpoints that need no key.
#include <gmock/gmock.h>

#include "server/testing.h"
#include "wire/openapi.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;

constexpr const char* kUsedIp = "X-SAPI-USED-IP-WEIGHT-1M";
constexpr const char* kUsedUid = "X-SAPI-USED-UID-WEIGHT-1M";

TestApiOptions limits(std::int64_t ip, std::int64_t api_ip = 6'000) {
  TestApiOptions options;
  options.settings.limits.ip_per_minute = ip;
  options.settings.limits.api_ip_per_minute = api_ip;
  return options;
}

TEST(ApiLimits, EveryRequestTellsTheUsedWeightAndTheOneAboveIsRefused) {
  TestApi api(limits(500));
  EXPECT_EQ(api.ask(book::kParent).header(kUsedIp), "200");
  const auto second = api.ask(book::kCredit);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.header(kUsedIp), "400") << "by address, whoever asks";
  EXPECT_FALSE(second.header("Retry-After"));
  const auto third = api.ask(book::kParent);
  EXPECT_EQ(status_and_code(third), "429 -1003");
  EXPECT_EQ(third.header(kUsedIp), "600");
  EXPECT_EQ(third.header("Retry-After"), "55") << "the minute turns in 54.377 s";
  EXPECT_THAT(third.body, HasSubstr("current limit is 500 request weight per 1 MINUTE."));
  api.set_time(kNowMs + 55'000);
  const auto later = api.ask(book::kParent);
  EXPECT_EQ(later.status, 200);
  EXPECT_EQ(later.header(kUsedIp), "200");
}

TEST(ApiLimits, ARefusedRequestCountsWhateverTheReason) {
  TestApi api(limits(500));
  const auto refused = api.send(std::string(kLtvPath));
  EXPECT_EQ(status_and_code(refused), "401 -2014");
  EXPECT_EQ(refused.header(kUsedIp), "200");
  EXPECT_EQ(api.ask({"keyThatNobodyHas1234", "secretOfNobody12345"}).header(kUsedIp), "400");
  EXPECT_EQ(status_and_code(api.ask(book::kParent)), "429 -1003");
}

TEST(ApiLimits, PathsThatAreNotThereCostNothing) {
  TestApi api(limits(500));
  const auto missing = api.send("/sapi/v1/none");
  EXPECT_EQ(status_and_code(missing), "404 -1099");
  EXPECT_FALSE(missing.header(kUsedIp));
  EXPECT_EQ(api.ask(book::kParent).header(kUsedIp), "200");
}

TEST(ApiLimits, TheWeightIsTheSetOne) {
  TestApiOptions options = limits(12'000);
  ASSERT_TRUE(options.settings.weights.set("ltv-details", 3'000));
  TestApi api(options);
  EXPECT_EQ(api.ask(book::kParent).header(kUsedIp), "3000");
}

TEST(ApiLimits, TheGeneralEndpointsShareOneCounter) {
  TestApi api(limits(500, 2));
  const auto ping = api.send("/api/v3/ping");
  EXPECT_EQ(ping.body, "{}");
  EXPECT_EQ(ping.header("X-MBX-USED-WEIGHT-1M"), "1");
  EXPECT_EQ(ping.header("X-MBX-USED-WEIGHT"), "1");
  EXPECT_EQ(api.send("/api/v3/time").header("X-MBX-USED-WEIGHT-1M"), "2");
  EXPECT_EQ(status_and_code(api.send("/api/v3/ping")), "429 -1003");
  EXPECT_EQ(api.send("/sapi/v1/system/status").header(kUsedIp), "1") << "a counter of its own";
}

// Gives an account a key that may transfer.
HmacPair transfer_key(TestApi& api, Uid account) {
  HmacPair pair{"transferKeyOfTheAccount" + std::to_string(account.value),
                "transferSecretOfTheAccount" + std::to_string(account.value)};
  model::ApiKey key = sealed_key(pair, account);
  key.permissions.internal_transfer = true;
  api.run({book::CreateApiKey{std::move(key)}});
  return pair;
}

// A signed POST to the universal transfer, without its parameters.
net::ClientResponse ask_for_transfer(TestApi& api, const HmacPair& pair) {
  const std::string query = "timestamp=" + std::to_string(kNowMs);
  return api.send(
      "/sapi/v1/sub-account/universalTransfer?" + query + "&signature=" + pair.sign(query),
      {{"X-MBX-APIKEY", pair.key}}, "POST");
}

TEST(ApiLimits, AUniversalTransferIsChargedToTheAddressAndToTheAccount) {
  TestApiOptions options = limits(3);
  options.settings.limits.uid_per_minute = 720;
  TestApi api(options);
  const HmacPair parent = transfer_key(api, book::kParent);
  const HmacPair credit = transfer_key(api, book::kCredit);

  const auto first = ask_for_transfer(api, parent);
  EXPECT_NE(first.status, 429);
  EXPECT_EQ(first.header(kUsedIp), "1");
  EXPECT_EQ(first.header(kUsedUid), "360");
  EXPECT_EQ(ask_for_transfer(api, parent).header(kUsedUid), "720");
  const auto third = ask_for_transfer(api, parent);
  EXPECT_EQ(status_and_code(third), "429 -1003") << "the account is over";
  EXPECT_EQ(third.header(kUsedIp), "3");
  EXPECT_EQ(third.header(kUsedUid), "1080");
  EXPECT_EQ(third.header("Retry-After"), "55");
  EXPECT_THAT(third.body, HasSubstr("current limit is 720 request weight"));

  const auto fourth = ask_for_transfer(api, credit);
  EXPECT_EQ(status_and_code(fourth), "429 -1003") << "the address is over";
  EXPECT_EQ(fourth.header(kUsedUid), "0") << "nothing signed was looked at";
  EXPECT_THAT(fourth.body, HasSubstr("current limit is 3 request weight"));

  const auto last = ask_for_transfer(api, parent);
  EXPECT_EQ(status_and_code(last), "429 -1003") << "both are over";
  EXPECT_EQ(last.header("Retry-After"), "55");
}

// Who knows the name of a key, which is no secret, cannot use up what its owner has.
TEST(ApiLimits, WithoutTheSignatureNothingIsChargedToTheAccount) {
  TestApiOptions options;
  options.settings.limits.uid_per_minute = 360;
  TestApi api(options);
  const HmacPair parent = transfer_key(api, book::kParent);
  const std::string path =
      "/sapi/v1/sub-account/universalTransfer?timestamp=" + std::to_string(kNowMs);
  for (const char* signature : {"", "&signature=", "&signature=00"}) {
    const auto refused = api.send(path + signature, {{"X-MBX-APIKEY", parent.key}}, "POST");
    EXPECT_THAT(status_and_code(refused), testing::StartsWith("400 -1"));
    EXPECT_EQ(refused.header(kUsedUid), "0");
  }
  EXPECT_EQ(ask_for_transfer(api, parent).header(kUsedUid), "360");
}

TEST(GeneralEndpoints, TheDescriptionIsOpenToAll) {
  TestApi api;
  const auto answer = api.send("/openapi.json");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "application/json;charset=UTF-8");
  EXPECT_EQ(answer.header(kUsedIp), "10");
  std::string described;
  wire::write_openapi(described);
  EXPECT_EQ(answer.body, described);
}

TEST(GeneralEndpoints, TheServersTimeIsTheClocks) {
  TestApi api;
  EXPECT_EQ(api.send("/api/v3/time").body, R"({"serverTime":1752137105623})");
  EXPECT_EQ(api.send("/api/v3/time", {{"X-MBX-TIME-UNIT", "MICROSECOND"}}).body,
            R"({"serverTime":1752137105623000})");
}

TEST(GeneralEndpoints, TheStatusSaysWhatTheOperatorSet) {
  EXPECT_EQ(TestApi().send("/sapi/v1/system/status").body, R"({"status":0,"msg":"normal"})");
  TestApiOptions options;
  options.settings.maintenance = true;
  EXPECT_EQ(TestApi(options).send("/sapi/v1/system/status").body,
            R"({"status":1,"msg":"system maintenance"})");
}

TEST(GeneralEndpoints, OnlyTheirMethodsAreServed) {
  TestApi api;
  EXPECT_EQ(status_and_code(api.send("/api/v3/ping", {}, "POST")), "405 -1020");
  EXPECT_EQ(status_and_code(api.send("/health", {}, "POST")), "404 -1099");
  EXPECT_EQ(api.send("/api/v3/ping", {}, "HEAD").status, 200);
}

}  // namespace
}  // namespace plimsoll::server
