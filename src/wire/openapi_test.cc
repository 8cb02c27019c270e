// The description of the API: JSON, complete, coherent in itself, and true to the tables.
#include "wire/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "wire/answer_schemas.h"
#include "wire/endpoints.h"
#include "wire/error_table.h"

namespace plimsoll::wire {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;

std::string text() {
  std::string out;
  write_openapi(out);
  return out;
}

const json::value& document() {
  static const json::value parsed = json::parse(text());
  return parsed;
}

std::string as_text(const json::value& value) { return std::string(value.as_string()); }

const json::object& operation(const Endpoint& endpoint) {
  std::string method(method_name(endpoint.method));
  for (char& letter : method) letter = static_cast<char>(letter - 'A' + 'a');
  return document().at("paths").at(endpoint.path).at(method).as_object();
}

const json::object& operation(EndpointId id) { return operation(endpoint(id)); }

// The parameter of this name; null if the operation has none.
const json::object* query_parameter(const json::object& operation, std::string_view name) {
  for (const json::value& parameter : operation.at("parameters").as_array()) {
    const json::object& members = parameter.as_object();
    if (members.contains("name") && as_text(members.at("name")) == name) return &members;
  }
  return nullptr;
}

// Every "$ref" below a value.
void collect_references(const json::value& value, std::set<std::string>& references) {
  if (const auto* const array = value.if_array()) {
    for (const json::value& element : *array) collect_references(element, references);
  } else if (const auto* const object = value.if_object()) {
    for (const auto& [name, member] : *object) {
      if (name == "$ref") references.insert(as_text(member));
      collect_references(member, references);
    }
  }
}

TEST(OpenApi, IsAppendedAndTheSameEveryTime) {
  std::string out = "x";
  write_openapi(out);
  EXPECT_EQ(out, "x" + text());
  EXPECT_EQ(as_text(document().at("openapi")), "3.1.0");
  EXPECT_EQ(as_text(document().at("servers").at(0).at("url")), "/");
}

TEST(OpenApi, HasEveryEndpointAndNoOther) {
  std::size_t operations = 0;
  for (const auto& path : document().at("paths").as_object()) {
    operations += path.value().as_object().size();
  }
  EXPECT_EQ(operations, kEndpointCount);
  std::set<std::string> ids;
  for (const Endpoint& known : endpoints()) {
    const json::object& described = operation(known);
    EXPECT_TRUE(ids.insert(as_text(described.at("operationId"))).second) << known.name;
    EXPECT_EQ(as_text(described.at("summary")), known.summary);
    EXPECT_NE(as_text(described.at("description")).find(known.callers), std::string::npos);
    EXPECT_EQ(described.at("security").as_array().empty(), !needs_api_key(known.security))
        << known.name;
  }
  EXPECT_TRUE(ids.contains("ltvDetails"));
  EXPECT_TRUE(ids.contains("forceLiquidationTransferRecord"));
}

TEST(OpenApi, EveryReferenceIsResolvedAndEveryComponentReferredTo) {
  std::set<std::string> references;
  collect_references(document(), references);
  std::set<std::string> components;
  for (const char* kind : {"schemas", "parameters", "headers"}) {
    for (const auto& component : document().at("components").at(kind).as_object()) {
      components.insert("#/components/" + std::string(kind) + "/" + std::string(component.key()));
    }
  }
  EXPECT_EQ(references, components);
}

TEST(OpenApi, ParametersStandInTheQueryAndInTheFormOfAMutation) {
  for (const Endpoint& known : endpoints()) {
    const json::object& described = operation(known);
    ASSERT_EQ(described.contains("requestBody"), is_mutation(known)) << known.name;
    for (const Parameter& parameter : known.parameters) {
      const json::object* const in_query = query_parameter(described, parameter.name);
      ASSERT_NE(in_query, nullptr) << known.name << parameter.name;
      EXPECT_EQ(as_text(in_query->at("in")), "query");
      EXPECT_EQ(in_query->at("required").as_bool(), parameter.presence == Presence::kMandatory)
          << known.name << parameter.name;
      if (!is_mutation(known)) continue;
      const json::value& form = described.at("requestBody")
                                    .at("content")
                                    .at("application/x-www-form-urlencoded")
                                    .at("schema")
                                    .at("properties");
      EXPECT_EQ(form.at(parameter.name).at("type"), in_query->at("schema").at("type"));
      EXPECT_TRUE(form.as_object().contains("signature"));
    }
  }
}

TEST(OpenApi, TypesAndLiteralsOfParameters) {
  const json::object& repay = operation(EndpointId::kRepay);
  const auto schema = [&](std::string_view name) {
    return json::serialize(query_parameter(repay, name)->at("schema"));
  };
  EXPECT_EQ(schema("groupId"), R"({"type":"integer","format":"int64"})");
  EXPECT_EQ(schema("amount"), R"({"type":"string","format":"decimal"})");
  EXPECT_EQ(schema("assetName"), R"({"type":"string"})");
  EXPECT_EQ(schema("repayFrom"), R"({"type":"string","enum":["MARGIN","SPOT"]})");
}

TEST(OpenApi, SignedCallsCarryTimeAndSignature) {
  for (const Endpoint& known : endpoints()) {
    std::set<std::string> references;
    collect_references(operation(known).at("parameters"), references);
    for (const char* name : {"timestamp", "recvWindow", "signature"}) {
      EXPECT_EQ(references.contains("#/components/parameters/" + std::string(name)),
                needs_signature(known.security))
          << known.name;
    }
    EXPECT_EQ(references.contains("#/components/parameters/X-Client-Tran-Id"), is_mutation(known))
        << known.name;
  }
  EXPECT_EQ(
      json::serialize(document().at("components").at("securitySchemes").at("apiKey").at("in")),
      R"("header")");
  EXPECT_EQ(as_text(document().at("components").at("securitySchemes").at("apiKey").at("name")),
            "X-MBX-APIKEY");
}

TEST(OpenApi, EveryErrorOfTheTableIsTold) {
  for (const Endpoint& known : endpoints()) {
    const json::object& responses = operation(known).at("responses").as_object();
    for (const auto& codes : {known.errors, common_errors(known.security)}) {
      for (const ErrorCode code : codes) {
        const Error error{code, {}, {}};
        const json::value& answer = responses.at(std::to_string(http_status(error)));
        const json::value& schema = answer.at("content").at("application/json").at("schema");
        const json::array& told =
            schema.at("allOf").at(1).at("properties").at("code").at("enum").as_array();
        EXPECT_EQ(std::count(told.begin(), told.end(), json::value(exchange_code(error))), 1)
            << known.name << exchange_code(error);
        EXPECT_NE(as_text(answer.at("description")).find(error_message(error)), std::string::npos)
            << known.name << exchange_code(error);
      }
    }
  }
}

TEST(OpenApi, TheHeadersOfAnAnswerAreThoseOfItsCounters) {
  const auto headers = [](EndpointId id, const char* status) {
    std::vector<std::string> names;
    const json::value& answer = operation(id).at("responses").at(status);
    for (const auto& header : answer.at("headers").as_object()) names.emplace_back(header.key());
    return names;
  };
  EXPECT_THAT(headers(EndpointId::kBorrow, "200"), ElementsAre("X-SAPI-USED-UID-WEIGHT-1M"));
  EXPECT_THAT(headers(EndpointId::kUniversalTransfer, "429"),
              ElementsAre("X-SAPI-USED-IP-WEIGHT-1M", "X-SAPI-USED-UID-WEIGHT-1M", "Retry-After"));
  EXPECT_THAT(headers(EndpointId::kBorrow, "503"),
              ElementsAre("X-SAPI-USED-UID-WEIGHT-1M", "Retry-After"));
}

// An example follows the schema of its answer: all that must be there is there, and nothing else.
void expect_follows(const json::value& example, const json::value& schema) {
  const std::string type = as_text(schema.at("type"));
  if (type == "array") {
    for (const json::value& element : example.as_array()) {
      expect_follows(element, schema.at("items"));
    }
  } else if (type == "object") {
    for (const auto& [name, value] : example.as_object()) {
      ASSERT_TRUE(schema.at("properties").as_object().contains(name)) << name;
      expect_follows(value, schema.at("properties").at(name));
    }
    for (const json::value& name : schema.at("required").as_array()) {
      EXPECT_TRUE(example.as_object().contains(name.as_string())) << name;
    }
  } else {
    EXPECT_EQ(type == "string", example.is_string()) << example;
    EXPECT_EQ(type == "boolean", example.is_bool()) << example;
    EXPECT_EQ(type == "integer" || type == "number", example.is_number()) << example;
    EXPECT_TRUE(type != "integer" || example.is_int64()) << example;
    if (const auto* const literals = schema.as_object().if_contains("enum")) {
      EXPECT_NE(std::count(literals->as_array().begin(), literals->as_array().end(), example), 0)
          << example;
    }
  }
}

TEST(OpenApi, AnswersLikeTheDocumentedOnesFollowTheirSchemas) {
  const std::pair<const char*, const char*> examples[] = {
      {"LtvDetails",
       R"([{"groupId":7,"parentEmail":"p@x.io","creditEmail":"c@x.io","updateTime":1752137105623,
       "ltv":"0.5","totalNetEquity":"9","totalMaintenanceMargin":"0","totalLiability":"4",
       "parentAccountFrozenAmount":"0","maxTransferOutAmount":"0","maxAllowedBorrowLimit":"1",
       "liabilities":[{"assetName":"USDT","principal":"4","interest":"0"}],
       "collateralAccounts":[{"email":"c@x.io","type":"CREDIT",
       "wallets":[{"accountType":"SPOT","netEquity":"9","maintainMargin":"0"}]}]}])"},
      {"LoanGroup",
       R"({"groupId":7,"parentEmail":"p@x.io","creditEmail":"c@x.io","updateTime":1752137105623,
       "ltv":"0.5","totalNetEquity":"9","totalMaintenanceMargin":"0","totalLiability":"4",
       "liabilities":[{"assetName":"USDT","principal":"4","interest":"0"}],"accountInfos":[
       {"email":"c@x.io","accountType":"PORTFOLIO_MARGIN","netEquity":"9","maintainMargin":"0"}]})"},
      {"CloseLoanGroup", R"({"groupId":7,"status":"CLOSED"})"},
      {"EditMember", R"({"status":0})"},
      {"Activated",
       R"([{"groupId":7,"members":[{"email":"c@x.io","type":"CREDIT","enableMargin":true,
       "enableSpot":false}],"createTime":1747637956083}])"},
      {"Closed",
       R"({"total":1,"rows":[{"groupId":7,"parentEmail":"p@x.io","creditEmail":"c@x.io",
       "enabled":false,"createTime":1753410654608,"closeTime":1753422899052}]})"},
      {"Borrow", R"({"transactionId":5,"amount":1.5,"status":"success"})"},
      {"Repay", R"({"transactionId":5,"amount":1.5,"repayFrom":"MARGIN"})"},
      {"BorrowRepay",
       R"({"total":2,"rows":[{"tranId":6,"assetName":"USDT","amount":300,"principal":298,
       "interest":2,"status":"CONFIRM","type":"NORMAL_REPAY","timestamp":1750420899036},
       {"tranId":5,"assetName":"USDT","amount":3,"status":"CONFIRM","type":"BORROW",
       "timestamp":1750420890000}]})"},
      {"InterestHistory",
       R"({"total":1,"rows":[{"groupId":2,"assetName":"USDC","principal":10,"interestRate":0.001,
       "interest":0.01,"interestTimestamp":1746442800000}]})"},
      {"MaxBorrowable", R"({"maxBorrowableAmount":"12.50000000"})"},
      {"InterestRebateBalance",
       R"({"asset":"USDT","balance":"3","totalGranted":"5","totalConsumed":"2"})"},
      {"InterestRebateBalanceRecords",
       R"({"total":2,"rows":[{"type":"ADD","rebateAsset":"USDT","delta":"5","createTime":1},
       {"type":"INTEREST_OFFSET","groupId":7,"rebateAsset":"USDT","delta":"-2",
       "liabilityAsset":"BTC","deductedInterest":"0.1","exchangeRate":"0.05","createTime":2}]})"},
      {"ForceLiquidation",
       R"({"total":1,"rows":[{"groupId":6,"startLtv":1,"endLtv":0,"liquidationStartTime":1,
       "liquidationEndTime":2,"totalNetEquity":"9","totalMaintenanceMargin":"0",
       "totalLiability":"9","liquidationSnapshot":{"snapshots":[{"subEmail":"c@x.io",
       "memberType":"CREDIT","walletType":"SPOT","netEquity":"9","maintainMargin":"0"}],
       "liabilities":[{"assetName":"USDT","principal":"8","interest":"1"}]}}]})"},
      {"ForceLiquidationTransferRecord",
       R"({"total":1,"rows":[{"liquidationId":56,"liquidationTransferRecord":[{"transferTime":1,
       "fromUid":"1","fromAccountType":"SPOT","toUid":"2","toAccountType":"PORTFOLIO_MARGIN",
       "status":"CONFIRM","assets":[{"assetName":"USDT","amount":"17.5"}]}]}]})"},
      {"UniversalTransfer", R"({"tranId":5,"clientTranId":"test"})"},
      {"UniversalTransferHistory",
       R"({"result":[{"tranId":5,"fromEmail":"a@x.io","toEmail":"b@x.io","asset":"BNB",
       "amount":"0.1","createTimeStamp":1,"fromAccountType":"USDT_FUTURE","toAccountType":"SPOT",
       "status":"SUCCESS","clientTranId":"test"}],"totalCount":1})"},
      {"Time", R"({"serverTime":1499827319559})"},
      {"SystemStatus", R"({"status":0,"msg":"normal"})"},
  };
  for (const auto& [name, example] : examples) {
    const json::value& schemas = document().at("components").at("schemas");
    json::value schema = schemas.at(std::string(name) + "Answer");
    // An answer that may be empty as a whole has no list of what it must hold.
    if (as_text(schema.at("type")) == "object" && !schema.as_object().contains("required")) {
      schema.as_object()["required"] = json::array();
    }
    SCOPED_TRACE(name);
    expect_follows(json::parse(example), schema);
  }
}

}  // namespace
}  // namespace plimsoll::wire
