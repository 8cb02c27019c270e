// Endpoints: every one is found, nothing else is, and what they cost is what the documents say.
#include "wire/endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "wire/error_table.h"
#include "wire/headers.h"

namespace plimsoll::wire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
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
  EXPECT_EQ(allowed_methods("/sapi/v1/margin/loan-group"), "GET, HEAD, DELETE");
  EXPECT_EQ(allowed_methods("/sapi/v1/sub-account/universalTransfer"), "GET, HEAD, POST");
  EXPECT_EQ(allowed_methods("/sapi/v1/margin/loan-group/borrow"), "POST");
  EXPECT_EQ(allowed_methods("/api/v3/time"), "GET, HEAD");
  EXPECT_EQ(allowed_methods("/nowhere"), "");
}

TEST(Endpoints, SignedOnesAreWhatTheDocumentsSay) {
  using enum EndpointId;
  using enum Method;
  using enum RequiredPermission;
  using enum Limiter;
  const std::string margin = "/sapi/v1/margin/";
  const std::string transfer = "/sapi/v1/sub-account/universalTransfer";
  const std::tuple<EndpointId, const char*, Method, std::string, Security, RequiredPermission,
                   Limiter, int>
      documented[] = {
          {kLtvDetails, "ltv-details", kGet, margin + "loan-group/ltv-details", Security::kUserData,
           kRead, kIp, 200},
          {kLoanGroup, "loan-group", kGet, margin + "loan-group", Security::kUserData, kRead, kIp,
           200},
          {kLoanGroups, "loan-groups", kGet, margin + "loan-groups", Security::kUserData, kRead,
           kIp, 200},
          {kCloseLoanGroup, "close-loan-group", kDelete, margin + "loan-group", Security::kTrade,
           kTrade, kUid, 1000},
          {kEditMember, "edit-member", kPost, margin + "loan-group/edit-member", Security::kTrade,
           kTrade, kUid, 1000},
          {kActivated, "activated", kGet, margin + "loan-groups/activated", Security::kUserData,
           kRead, kIp, 10},
          {kClosed, "closed", kGet, margin + "loan-groups/closed", Security::kUserData, kRead, kIp,
           1},
          {kBorrow, "borrow", kPost, margin + "loan-group/borrow", Security::kTrade, kTrade, kUid,
           3000},
          {kRepay, "repay", kPost, margin + "loan-group/repay", Security::kTrade, kTrade, kUid,
           3000},
          {kBorrowRepay, "borrow-repay", kGet, margin + "loan-group/borrow-repay",
           Security::kUserData, kRead, kIp, 10},
          {kInterestHistory, "interest-history", kGet, margin + "loan-group/interest-history",
           Security::kUserData, kRead, kIp, 10},
          {kMaxBorrowable, "max-borrowable", kGet, margin + "loan-group/max-borrowable",
           Security::kUserData, kRead, kIp, 100},
          {kRebateBalance, "interest-rebate-balance", kGet,
           margin + "loan-group/interest-rebate-balance", Security::kUserData, kRead, kIp, 100},
          {kRebateRecords, "interest-rebate-balance-records", kGet,
           margin + "loan-group/interest-rebate-balance/records", Security::kUserData, kRead, kIp,
           100},
          {kForceLiquidation, "force-liquidation", kGet, margin + "loan-group/force-liquidation",
           Security::kUserData, kRead, kIp, 1},
          {kTransferOut, "transfer-out", kPost, margin + "loan-group/transfer-out",
           Security::kTrade, RequiredPermission::kTrade, kIp, 1},
          {kLiquidationTransfers, "force-liquidation-transfer-record", kGet,
           margin + "loan-group/force-liquidation-transfer-record", Security::kUserData, kRead, kIp,
           1},
          {kUniversalTransfer, "universal-transfer", kPost, transfer, Security::kUserData,
           kInternalTransfer, kIp, 1},
          {kUniversalTransferHistory, "universal-transfer-history", kGet, transfer,
           Security::kUserData, kRead, kIp, 1},
      };
  for (const auto& [id, name, method, path, security, permission, limiter, weight] : documented) {
    const Endpoint& row = endpoint(id);
    EXPECT_EQ(row.name, name);
    EXPECT_EQ(row.method, method) << name;
    EXPECT_EQ(row.path, path);
    EXPECT_EQ(row.security, security) << name;
    EXPECT_EQ(row.permission, permission) << name;
    EXPECT_EQ(row.limiter, limiter) << name;
    EXPECT_EQ(row.weight, weight) << name;
    EXPECT_EQ(row.second_charge.has_value(), id == kUniversalTransfer) << name;
  }
}

// "groupId LONG!": the name, the type and whether it must be sent.
std::vector<std::string> parameters_of(EndpointId id) {
  constexpr const char* kTypes[] = {"LONG", "DECIMAL", "STRING", "BOOLEAN", "ENUM"};
  std::vector<std::string> texts;
  for (const Parameter& parameter : endpoint(id).parameters) {
    texts.push_back(std::string(parameter.name) + " " +
                    kTypes[static_cast<std::size_t>(parameter.type)] +
                    (parameter.presence == Presence::kMandatory ? "!" : ""));
  }
  return texts;
}

TEST(Endpoints, ParametersAreThoseOfTheDocuments) {
  using enum EndpointId;
  const std::vector<std::pair<EndpointId, std::vector<std::string>>> documented = {
      {kLtvDetails, {"groupId LONG"}},
      {kLoanGroup, {"groupId LONG"}},
      {kLoanGroups, {"groupId LONG"}},
      {kCloseLoanGroup, {"groupId LONG!", "clientTranId STRING"}},
      {kEditMember,
       {"groupId LONG!", "subEmail STRING!", "enableSpot BOOLEAN!", "enableMargin BOOLEAN!",
        "clientTranId STRING"}},
      {kActivated, {}},
      {kClosed, {"current LONG", "size LONG"}},
      {kBorrow, {"groupId LONG!", "assetName STRING!", "amount DECIMAL!", "clientTranId STRING"}},
      {kRepay,
       {"groupId LONG!", "assetName STRING!", "amount DECIMAL!", "repayFrom ENUM",
        "clientTranId STRING"}},
      {kBorrowRepay,
       {"groupId LONG", "type ENUM!", "asset STRING", "startTime LONG", "endTime LONG",
        "current LONG", "size LONG"}},
      {kInterestHistory,
       {"groupId LONG", "asset STRING", "startTime LONG", "endTime LONG", "current LONG",
        "size LONG"}},
      {kMaxBorrowable, {"groupId LONG", "assetName STRING!"}},
      {kRebateBalance, {}},
      {kRebateRecords,
       {"type ENUM", "startTime LONG", "endTime LONG", "current LONG", "size LONG"}},
      {kForceLiquidation,
       {"groupId LONG", "startTime LONG", "endTime LONG", "current LONG", "size LONG"}},
      {kTransferOut,
       {"subEmail STRING", "asset STRING!", "amount DECIMAL!", "clientTranId STRING"}},
      {kLiquidationTransfers, {"startTime LONG", "endTime LONG", "current LONG", "size LONG"}},
      {kUniversalTransfer,
       {"fromEmail STRING", "toEmail STRING", "fromAccountType ENUM!", "toAccountType ENUM!",
        "asset STRING!", "amount DECIMAL!", "clientTranId STRING", "symbol STRING"}},
      {kUniversalTransferHistory,
       {"fromEmail STRING", "toEmail STRING", "clientTranId STRING", "startTime LONG",
        "endTime LONG", "page LONG", "limit LONG"}},
  };
  for (const auto& [id, parameters] : documented) {
    EXPECT_EQ(parameters_of(id), parameters) << endpoint(id).name;
  }
}

TEST(Endpoints, EveryMutationTakesTheCallersOwnId) {
  for (const Endpoint& known : endpoints()) {
    if (!is_mutation(known)) continue;
    EXPECT_TRUE(std::any_of(known.parameters.begin(), known.parameters.end(),
                            [](const Parameter& parameter) {
                              return parameter.name == "clientTranId" &&
                                     parameter.presence == Presence::kOptional;
                            }))
        << known.name;
    EXPECT_TRUE(needs_signature(known.security)) << known.name;
  }
}

// On this rests that the place between query and body, which is not signed, does not matter.
TEST(Endpoints, NoNameOfASignedCallIsTheEndOfAnother) {
  for (const Endpoint& known : endpoints()) {
    if (!needs_signature(known.security)) continue;
    std::set<std::string_view> names;
    for (const Endpoint& other : endpoints()) {
      for (const Parameter& parameter : other.parameters) names.insert(parameter.name);
    }
    for (const std::string_view name : {"timestamp", "recvWindow", "signature"}) {
      EXPECT_TRUE(takes_parameter(known, name));
      names.insert(name);
    }
    for (const std::string_view name : names) {
      for (const std::string_view other : names) {
        if (name == other || !takes_parameter(known, name) || !takes_parameter(known, other))
          continue;
        EXPECT_FALSE(name.ends_with(other)) << known.name << ": " << name << ", " << other;
      }
    }
  }
}

// The codes that the endpoint's page and the error table name for it.
TEST(Endpoints, DocumentedErrorsCanBeAnswered) {
  using enum EndpointId;
  const std::vector<std::pair<EndpointId, std::vector<int>>> documented = {
      {kCloseLoanGroup, {-27000, -27001, -27010, -27018, -27024, -27025}},
      {kEditMember,
       {-27001, -27002, -27003, -27004, -27005, -27006, -27007, -27008, -27013, -27020, -27024,
        -27025, -27030}},
      {kBorrow,
       {-27009, -27010, -27012, -27014, -27016, -27017, -27020, -27023, -27024, -27025, -27031}},
      {kRepay, {-27010, -27011, -27015, -27016, -27024, -27025}},
      {kBorrowRepay, {-1127, -27000}},
      {kInterestHistory, {-1127, -27000}},
      {kMaxBorrowable, {-27017}},
      {kRebateRecords, {-1127, -27000}},
      {kForceLiquidation, {-1127, -27000}},
      {kTransferOut,
       // What is not free is above the maximum (-27028), and nothing leaves a unit this way
       // (-27029).
       {-27016, -27024, -27025, -27026, -27027, -27028, -27031, -3003}},
      {kLiquidationTransfers, {-1127, -27000}},
      {kUniversalTransfer, {-27024, -27025, -27028, -27029, -27031, -5002, -5010, -5021}},
      {kUniversalTransferHistory, {-1127, -27000}},
  };
  for (const auto& [id, codes] : documented) {
    std::set<int> answered;
    for (const ErrorCode code : endpoint(id).errors) {
      answered.insert(exchange_code(Error{code, {}, {}}));
    }
    EXPECT_THAT(answered, IsSupersetOf(codes)) << endpoint(id).name;
  }
}

TEST(Endpoints, NothingAnEndpointCanAnswerIsUnknownOnTheWire) {
  for (const Endpoint& known : endpoints()) {
    for (const ErrorCode code : known.errors) {
      const std::string name(error_name(code));
      EXPECT_EQ(std::count(known.errors.begin(), known.errors.end(), code), 1) << name;
      const auto common = common_errors(known.security);
      EXPECT_EQ(std::count(common.begin(), common.end(), code), 0) << name;
      const bool unknown = exchange_code(Error{code, {}, {}}) == -1000;
      EXPECT_EQ(unknown, code == ErrorCode::kValueOverflow) << name;
    }
  }
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
    EXPECT_TRUE(known.summary.ends_with('.')) << known.name;
    EXPECT_FALSE(known.callers.empty()) << known.name;
    std::set<std::string_view> parameters;
    for (const Parameter& parameter : known.parameters) {
      EXPECT_TRUE(parameters.insert(parameter.name).second) << known.name << parameter.name;
      EXPECT_TRUE(parameter.description.ends_with('.')) << known.name << parameter.name;
      EXPECT_EQ(parameter.type == ParameterType::kEnum, !parameter.literals.empty())
          << known.name << parameter.name;
    }
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

TEST(Weights, AUniversalTransferIsChargedToTheAddressAndToTheAccount) {
  Weights weights;
  const Endpoint& transfer = endpoint(EndpointId::kUniversalTransfer);
  ASSERT_TRUE(weights.set("universal-transfer", 5).has_value());
  const auto address = weights.of_address(transfer);
  const auto account = weights.of_account(transfer);
  ASSERT_TRUE(address && account);
  EXPECT_EQ(address->limiter, Limiter::kIp);
  EXPECT_EQ(address->weight, 5) << "the one that can be set";
  EXPECT_EQ(account->limiter, Limiter::kUid);
  EXPECT_EQ(account->weight, 360);
}

TEST(Weights, EveryOtherEndpointIsChargedOnce) {
  const Weights weights;
  for (const Endpoint& known : endpoints()) {
    if (known.second_charge) continue;
    const bool by_account = known.limiter == Limiter::kUid;
    const auto charged = by_account ? weights.of_account(known) : weights.of_address(known);
    const auto free = by_account ? weights.of_address(known) : weights.of_account(known);
    ASSERT_TRUE(charged) << known.name;
    EXPECT_EQ(charged->limiter, known.limiter) << known.name;
    EXPECT_EQ(charged->weight, known.weight) << known.name;
    EXPECT_FALSE(free) << known.name;
  }
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
