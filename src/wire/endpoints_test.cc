// Endpoints: every one is found, nothing else is, and what they cost is what the documents say.
#include "wire/endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "wire/headers.h"

namespace plimsoll::wire {
namespace {

using ::testing::ElementsAre;
using Kind = Route::Kind;

TEST(Endpoints, EveryEndpointIsFoundByItsMethodAndPath) {
  for (const Endpoint& known : endpoints()) {
    const Route route = find_route(method_name(known.method), known.path);
    EXPECT_EQ(route.kind, Kind::kFound) << known.path;
    EXPECT_EQ(route.endpoint, &known) << known.path;
    EXPECT_EQ(&endpoint(known.id), &known);
  }
}

TEST(Endpoints, AKnownPathWithAnotherMethodIsNotAllowed) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "get", ""}) {
    const Route route = find_route(method, "/sapi/v1/margin/loan-group/ltv-details");
    EXPECT_EQ(route.kind, Kind::kMethodNotAllowed) << method;
    EXPECT_EQ(route.endpoint, nullptr);
  }
}

TEST(Endpoints, AnyOtherPathIsNotFound) {
  for (const char* path :
       {"", "/", "/api/v3/pinG", "/api/v3/ping/", "/api/v3/pin", "/api/v3/pong",
        "/sapi/v1/margin/loan-group/ltv-detailx", "/sapi/v1/margin/loan-group/ltv%2Ddetails",
        "/v1/margin/loan-group/ltv-details", "//api/v3/ping"}) {
    const Route route = find_route("GET", path);
    EXPECT_EQ(route.kind, Kind::kNotFound) << path;
    EXPECT_EQ(route.endpoint, nullptr);
  }
}

TEST(Endpoints, HeadIsRoutedLikeGet) {
  EXPECT_EQ(find_route("HEAD", "/api/v3/ping").endpoint, &endpoint(EndpointId::kPing));
  EXPECT_EQ(find_route("HEAD", "/nowhere").kind, Kind::kNotFound);
}

TEST(Endpoints, TheAllowHeaderListsTheMethodsOfThePath) {
  EXPECT_EQ(allowed_methods("/api/v3/time"), "GET, HEAD");
  EXPECT_EQ(allowed_methods("/nowhere"), "");
}

TEST(Endpoints, LtvDetailsIsASignedReadOf200WeightPerIp) {
  const Endpoint& ltv = endpoint(EndpointId::kLtvDetails);
  EXPECT_EQ(ltv.method, Method::kGet);
  EXPECT_EQ(ltv.path, "/sapi/v1/margin/loan-group/ltv-details");
  EXPECT_EQ(ltv.security, Security::kUserData);
  EXPECT_EQ(ltv.permission, RequiredPermission::kRead);
  EXPECT_EQ(ltv.limiter, Limiter::kIp);
  EXPECT_EQ(ltv.weight, 200);
}

TEST(Endpoints, GeneralEndpointsAreOpenAndCostOne) {
  for (const auto& [id, path, limiter] :
       {std::tuple{EndpointId::kPing, "/api/v3/ping", Limiter::kApiIp},
        std::tuple{EndpointId::kServerTime, "/api/v3/time", Limiter::kApiIp},
        std::tuple{EndpointId::kSystemStatus, "/sapi/v1/system/status", Limiter::kIp}}) {
    EXPECT_EQ(endpoint(id).path, path);
    EXPECT_EQ(endpoint(id).limiter, limiter) << path;
    EXPECT_EQ(endpoint(id).weight, 1) << path;
    EXPECT_FALSE(needs_api_key(endpoint(id).security)) << path;
  }
}

TEST(Endpoints, TheTableIsCoherent) {
  std::set<std::string_view> names;
  for (const Endpoint& known : endpoints()) {
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    EXPECT_FALSE(known.summary.empty()) << known.name;
    EXPECT_GE(known.weight, 0) << known.name;
    EXPECT_EQ(known.limiter == Limiter::kApiIp, known.path.starts_with("/api/")) << known.name;
    EXPECT_EQ(needs_api_key(known.security), known.permission != RequiredPermission::kNone)
        << known.name;
  }
}

TEST(Endpoints, SignedSecurityTypesNeedTheKeyToo) {
  for (const Security signed_type : {Security::kUserData, Security::kTrade, Security::kMargin}) {
    EXPECT_TRUE(needs_signature(signed_type));
    EXPECT_TRUE(needs_api_key(signed_type));
  }
  for (const Security keyed_type : {Security::kMarketData, Security::kUserStream}) {
    EXPECT_FALSE(needs_signature(keyed_type));
    EXPECT_TRUE(needs_api_key(keyed_type));
  }
  EXPECT_FALSE(needs_signature(Security::kNone));
  EXPECT_FALSE(needs_api_key(Security::kNone));
}

TEST(Weights, AreTheDocumentedOnesUntilSet) {
  Weights weights;
  for (const Endpoint& known : endpoints()) EXPECT_EQ(weights.of(known.id), known.weight);
  ASSERT_TRUE(weights.set("ltv-details", 3000).has_value());
  EXPECT_EQ(weights.of(EndpointId::kLtvDetails), 3000);
  EXPECT_EQ(weights.of(EndpointId::kPing), 1);
}

TEST(Weights, RefuseUnknownNamesAndAbsurdWeights) {
  Weights weights;
  for (const auto& [name, weight] :
       {std::pair{"ltv_details", std::int64_t{1}}, std::pair{"", std::int64_t{1}},
        std::pair{"ltv-details", std::int64_t{-1}}, std::pair{"ltv-details", kMaxWeight + 1}}) {
    const auto set = weights.set(name, weight);
    ASSERT_FALSE(set.has_value()) << name << weight;
    EXPECT_EQ(set.error().code, ErrorCode::kSetting);
  }
  EXPECT_EQ(weights.of(EndpointId::kLtvDetails), 200);
  EXPECT_TRUE(weights.set("ltv-details", 0).has_value());
  EXPECT_TRUE(weights.set("ltv-details", kMaxWeight).has_value());
}

TEST(Headers, EachLimiterHasItsOwn) {
  EXPECT_THAT(used_weight_headers(Limiter::kApiIp),
              ElementsAre("X-MBX-USED-WEIGHT-1M", "X-MBX-USED-WEIGHT"));
  EXPECT_THAT(used_weight_headers(Limiter::kIp), ElementsAre("X-SAPI-USED-IP-WEIGHT-1M"));
  EXPECT_THAT(used_weight_headers(Limiter::kUid), ElementsAre("X-SAPI-USED-UID-WEIGHT-1M"));
}

}  // namespace
}  // namespace plimsoll::wire
