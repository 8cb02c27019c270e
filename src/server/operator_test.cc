// The operators' listener: who gets in, what each role may do, and what stays on record.
#include "server/operator.h"

#include <gmock/gmock.h>

#include <set>

#include "auth/operator_token.h"
#include "book/event_codec.h"
#include "bookfile/read_command.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using model::OperatorRole;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kFund =
    R"({"command":"FUND_POOL","asset":"USDT","amount":"5","reason":"a loan comes"})";
constexpr std::string_view kLines =
    R"({"command":"SET_UNIT_LINES","groupId":5,"lines":{},"reason":"agreed by phone"})";

// The listener beside the API's, and an operator of each role.
class OperatorTest : public testing::Test {
 protected:
  OperatorTest()
      : lender_(
            api_.engine(), api_.history(), api_.api(), [this] { return api_.now(); }, Past(),
            [this](const std::string& line) {
              const std::lock_guard lock(mutex_);
              log_.push_back(line);
            }),
        server_({}, [this](const net::Request& request, net::Reply& reply) {
          lender_.handle(request, reply);
        }) {
    for (int i = 0; i < enum_size(OperatorRole{}); ++i) {
      tokens_.push_back(add("op of role " + std::to_string(i), static_cast<OperatorRole>(i)));
    }
    EXPECT_TRUE(server_.start());
  }

  std::string add(const std::string& name, OperatorRole role,
                  std::optional<Timestamp> expires = std::nullopt) {
    const auth::OperatorToken made = auth::generate_operator_token();
    api_.run({book::CreateOperator{
        {made.id, name, role, auth::operator_token_hash(made.token), {}, expires}}});
    return made.token;
  }
  const std::string& token(OperatorRole role) const {
    return tokens_[static_cast<std::size_t>(role)];
  }

  net::ClientResponse send(const std::string& authorization, const std::string& target,
                           std::string_view body = {}) {
    net::ClientRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(server_.port()) + target;
    request.method = body.empty() ? "GET" : "POST";
    request.body = body;
    if (!authorization.empty()) request.headers = {{"Authorization", authorization}};
    const auto response = net::fetch(request);
    EXPECT_TRUE(response) << describe(response.error());
    return response ? *response : net::ClientResponse{};
  }
  net::ClientResponse ask(OperatorRole role, const std::string& target,
                          std::string_view body = {}) {
    return send("Bearer " + token(role), target, body);
  }
  std::vector<std::string> log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  TestApi api_;
  std::mutex mutex_;
  std::vector<std::string> log_;
  std::vector<std::string> tokens_;
  Operator lender_;
  net::Server server_;
};

TEST_F(OperatorTest, EveryCommandHasARole) {
  for (const std::string_view name : bookfile::command_names()) {
    EXPECT_GE(least_role_of_command(name), OperatorRole::kRiskOfficer) << name;
  }
}

TEST_F(OperatorTest, EveryCallTakesItsRoleAndNoLess) {
  for (const OperatorCall& call : operator_calls()) {
    for (int i = 0; i < enum_size(OperatorRole{}); ++i) {
      const auto role = static_cast<OperatorRole>(i);
      const std::string_view body = call.method == "POST" ? kLines : "";
      const net::ClientResponse response = ask(role, std::string(call.path), body);
      EXPECT_EQ(response.status, role < call.least ? 403 : 200) << call.path << response.body;
    }
  }
}

TEST_F(OperatorTest, WhoIsNotAllowedIsToldTheRole) {
  EXPECT_EQ(ask(OperatorRole::kViewer, "/commands", kLines).body,
            R"({"error":"FORBIDDEN","detail":"POST /commands takes the role RISK_OFFICER"})");
  const net::ClientResponse fund = ask(OperatorRole::kRiskOfficer, "/commands", kFund);
  EXPECT_EQ(fund.status, 403);
  EXPECT_EQ(fund.body,
            R"({"error":"FORBIDDEN","detail":"FUND_POOL takes the role ADMINISTRATOR"})");
  EXPECT_THAT(log(), ElementsAre(HasSubstr("\"op of role 0\" was refused POST /commands"),
                                 HasSubstr("\"op of role 1\" was refused FUND_POOL")));
  EXPECT_EQ(ask(OperatorRole::kAdministrator, "/commands", kFund).status, 200);
}

TEST_F(OperatorTest, WhatIsNoGoodTokenIsOneAnswer) {
  const std::string good = token(OperatorRole::kAdministrator);
  const std::string expired = add("late", OperatorRole::kViewer, api_.now() + 1'000);
  EXPECT_EQ(send("Bearer " + expired, "/whoami").status, 200);
  api_.set_time(kNowMs + 1'000);
  std::string wrong = good;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  const std::string unknown = auth::generate_operator_token().token;
  std::set<std::string> answers;
  for (const std::string& authorization :
       {std::string(), std::string("Bearer"), std::string("Bearer "), "Basic " + good, good,
        "Bearer " + wrong, "Bearer " + unknown, "Bearer " + expired, "Bearer " + good + "x",
        "Bearer  " + good}) {
    const net::ClientResponse response = send(authorization, "/whoami");
    EXPECT_EQ(response.status, 401) << authorization;
    EXPECT_EQ(response.header("WWW-Authenticate").value_or(""), "Bearer realm=\"plimsoll\"");
    answers.insert(response.body);
  }
  EXPECT_THAT(answers,
              ElementsAre(R"({"error":"UNAUTHORIZED","detail":"this takes an operator's token"})"));
  EXPECT_EQ(send("bearer " + good, "/whoami").status, 200) << "the scheme has no case";
  for (const std::string& line : log()) {
    EXPECT_THAT(line, Not(HasSubstr("plo_"))) << "no token in the log";
  }
}

TEST_F(OperatorTest, NothingButTheHealthIsOpen) {
  for (const char* path : {"/", "/nowhere", "/ledger", "/metrics", "/audit", "/commands"}) {
    EXPECT_EQ(send("", path).status, 401) << path;
  }
  EXPECT_EQ(send("", "/health").body, R"({"status":"ok"})");
  EXPECT_EQ(send("Bearer nonsense", "/health").status, 401);
  EXPECT_THAT(ask(OperatorRole::kViewer, "/health").body, HasSubstr("\"activeUnits\":2"));
  EXPECT_EQ(ask(OperatorRole::kViewer, "/nowhere").status, 404);
  const net::ClientResponse wrong_method = ask(OperatorRole::kAdministrator, "/ledger", "{}");
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.header("Allow").value_or(""), "GET");
}

TEST_F(OperatorTest, TooManyWrongTokensAreToldToWaitButTheRightOnePasses) {
  const std::string unknown = "Bearer " + auth::generate_operator_token().token;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(send(unknown, "/whoami").status, 401);
  const net::ClientResponse response = send(unknown, "/whoami");
  EXPECT_EQ(response.status, 429);
  EXPECT_NE(response.header("Retry-After").value_or(""), "");
  EXPECT_EQ(log().size(), 10u) << "and the log stays short";
  EXPECT_EQ(send("", "/whoami").status, 401) << "no token is no guess";
  EXPECT_EQ(ask(OperatorRole::kViewer, "/whoami").status, 200);
  api_.set_time(kNowMs + 60'000);
  EXPECT_EQ(send(unknown, "/whoami").status, 401);
}

TEST_F(OperatorTest, AnAdministratorMakesOperatorsAndEndsThem) {
  const net::ClientResponse made =
      ask(OperatorRole::kAdministrator, "/commands",
          R"({"command":"CREATE_OPERATOR","name":"Ada","role":"VIEWER","reason":"she joins"})");
  ASSERT_EQ(made.status, 200) << made.body;
  const auto field = [&](const std::string& name) {
    const std::size_t begin = made.body.find("\"" + name + "\":\"") + name.size() + 4;
    return made.body.substr(begin, made.body.find('"', begin) - begin);
  };
  const std::string authorization = "Bearer " + field("token");
  EXPECT_EQ(send(authorization, "/whoami").body,
            R"({"id":")" + field("id") + R"(","name":"Ada","role":"VIEWER","created":)" +
                std::to_string(book::kNow.ms) + "}");
  EXPECT_THAT(ask(OperatorRole::kAdministrator, "/operators").body,
              AllOf(HasSubstr("\"name\":\"Ada\""), Not(HasSubstr("hash"))));
  const net::ClientResponse ended =
      ask(OperatorRole::kAdministrator, "/commands",
          R"({"command":"REVOKE_OPERATOR","reason":"she leaves","id":")" + field("id") + "\"}");
  EXPECT_EQ(ended.status, 200) << ended.body;
  EXPECT_THAT(ended.body, Not(HasSubstr("token")));
  EXPECT_EQ(send(authorization, "/whoami").status, 401) << "at once";
}

TEST_F(OperatorTest, EveryChangeIsOnRecordWithWhoAndWhy) {
  EXPECT_THAT(ask(OperatorRole::kViewer, "/audit").body, R"({"total":0,"rows":[]})");
  EXPECT_EQ(ask(OperatorRole::kAdministrator, "/commands",
                R"({"command":"FUND_POOL","asset":"USDT","amount":"5"})")
                .status,
            400)
      << "no reason";
  EXPECT_EQ(ask(OperatorRole::kAdministrator, "/commands",
                R"({"command":"FUND_POOL","asset":"USDT","amount":"-99","reason":"too much"})")
                .status,
            400);
  const net::ClientResponse funded = ask(OperatorRole::kAdministrator, "/commands", kFund);
  EXPECT_EQ(ask(OperatorRole::kRiskOfficer, "/commands", kLines).status, 200);
  const std::string audit = ask(OperatorRole::kViewer, "/audit").body;
  EXPECT_THAT(audit, testing::StartsWith("{\"total\":2,\"rows\":[")) << "the refused are not there";
  EXPECT_THAT(
      audit,
      HasSubstr(R"("name":"op of role 1","role":"RISK_OFFICER",)"
                R"("command":"SET_UNIT_LINES","subject":"unit 5","reason":"agreed by phone"})"));
  const std::string sequence = funded.body.substr(1, funded.body.find(',') - 1);
  EXPECT_THAT(audit, HasSubstr("{" + sequence + ",")) << "the record of the change itself";
  EXPECT_LT(audit.find("SET_UNIT_LINES"), audit.find("FUND_POOL")) << "newest first";
  EXPECT_THAT(
      ask(OperatorRole::kViewer, "/audit?size=1&current=2").body,
      AllOf(HasSubstr("\"total\":2"), HasSubstr("FUND_POOL"), Not(HasSubstr("SET_UNIT_LINES"))));
  EXPECT_EQ(ask(OperatorRole::kViewer, "/audit?startTime=" + std::to_string(kNowMs + 1)).body,
            R"({"total":0,"rows":[]})");
  EXPECT_EQ(ask(OperatorRole::kViewer, "/audit?size=0").status, 400);
}

TEST_F(OperatorTest, AnApiKeyEndsAtOnce) {
  EXPECT_EQ(api_.ask(book::kCredit).status, 200);
  EXPECT_EQ(ask(OperatorRole::kAdministrator, "/commands",
                R"({"command":"REVOKE_API_KEY","reason":"stolen","key":")" +
                    hmac_of(book::kCredit).key + "\"}")
                .status,
            200);
  EXPECT_EQ(status_and_code(api_.ask(book::kCredit)), "401 -2015");
}

}  // namespace
}  // namespace plimsoll::server
