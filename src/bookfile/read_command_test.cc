// The lender's commands as JSON: each form, and what is refused with its path.
#include "bookfile/read_command.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "bookfile/good_book_for_test.h"
#include "bookfile/read.h"

namespace plimsoll::bookfile {
namespace {

class ReadCommand : public testing::Test {
 protected:
  ReadCommand() {
    auto loaded = load(kGoodBook);
    CHECK(loaded.has_value());
    book_ = std::move(*loaded);
  }
  CommandContext context() { return {book_.parameters, book_.uids_by_email, Timestamp{1000}, {}}; }
  // With a reason as its first member, if it is an object.
  Result<std::vector<book::Command>> read(std::string_view json) {
    std::string text(json);
    if (text.starts_with("{\"")) text.insert(1, R"("reason":"because",)");
    auto command = read_command(text, context());
    if (!command) return tl::unexpected<Error>(std::move(command.error()));
    EXPECT_EQ(command->reason, "because");
    return std::move(command->commands);
  }
  // The only command of a text that reads.
  template <class Command>
  Command one(std::string_view json) {
    auto commands = read(json);
    if (!commands || commands->size() != 1) {
      ADD_FAILURE() << json << (commands ? "" : ": " + describe(commands.error()));
      return {};
    }
    return std::get<Command>(commands->front());
  }
  std::string refusal(std::string_view json) {
    const auto commands = read(json);
    if (commands) return "";
    EXPECT_EQ(commands.error().code, ErrorCode::kMalformed);
    return commands.error().detail;
  }
  AssetId asset(std::string_view name) { return *book_.parameters.find_asset(name); }

  book::Book book_;
};

TEST_F(ReadCommand, Pools) {
  const auto fund =
      one<book::FundPool>(R"({"command":"FUND_POOL","asset":"USDT","amount":"-12.5"})");
  EXPECT_EQ(fund.asset, asset("USDT"));
  EXPECT_EQ(fund.delta, "-12.5"_amount);
}

TEST_F(ReadCommand, TermsOfALoan) {
  const auto terms = one<book::DefineAsset>(
      R"({"command":"SET_LOAN_TERMS","asset":"BTC","loanable":true,"dailyRate":"0.0001"})");
  EXPECT_TRUE(terms.asset.loanable);
  EXPECT_EQ(terms.asset.daily_rate, Rate::from_raw(1'000'000));
  model::Asset expected = book_.parameters.asset(asset("BTC"));
  expected.loanable = true;
  expected.daily_rate = terms.asset.daily_rate;
  EXPECT_EQ(terms.asset, expected) << "nothing else";
}

TEST_F(ReadCommand, FillsAndSettlements) {
  const auto fill = one<book::ReportFill>(
      R"({"command":"REPORT_FILL","groupId":7,"order":3,"sold":"0.5","proceeds":"30000"})");
  EXPECT_EQ(fill.unit, GroupId{7});
  EXPECT_EQ(fill.order, 3);
  EXPECT_EQ(fill.sold, "0.5"_amount);
  EXPECT_EQ(fill.proceeds, "30000"_amount);
  const auto settled = one<book::SettleTransfer>(
      R"({"command":"SETTLE_TRANSFER","groupId":7,"transaction":4,"succeeded":false})");
  EXPECT_EQ(settled.transaction, 4);
  EXPECT_FALSE(settled.succeeded);
}

TEST_F(ReadCommand, Prices) {
  const auto update = one<book::UpdatePrices>(
      R"({"command":"UPDATE_PRICES","marginIndex":[{"asset":"BTC","price":"60000"}]})");
  ASSERT_EQ(update.prices.size(), 1U);
  EXPECT_EQ(update.prices[0].index, asset("BTC").value);
  EXPECT_EQ(update.prices[0].price, "60000"_price);
  EXPECT_EQ(update.prices[0].time, Timestamp{1000}) << "the moment of the command";
}

TEST_F(ReadCommand, LinesOfAUnit) {
  const auto lines = one<book::SetUnitLines>(
      R"({"command":"SET_UNIT_LINES","groupId":7,"lines":{"cureMs":60000}})");
  EXPECT_EQ(lines.lines.cure_ms, 60'000);
  EXPECT_FALSE(lines.lines.warning.has_value());
}

TEST_F(ReadCommand, KeysWithEverythingAndWithNothing) {
  const std::string& email = book_.uids_by_email.begin()->first;
  const auto text = [&](const std::string& more) {
    return R"({"command":"CREATE_API_KEY","email":")" + email + '"' + more + "}";
  };
  const auto plain = one<book::CreateApiKey>(text("")).key;
  model::ApiKey expected;
  expected.account = book_.uids_by_email.begin()->second;
  EXPECT_EQ(plain, expected) << "HMAC, READ, from anywhere, for ever";
  const auto full =
      one<book::CreateApiKey>(text(R"(,"type":"RSA","publicKey":"PEM","permissions":["TRADE"],
                                "allowedAddresses":["10.0.0.0/8"],"label":"desk","expires":1234)"))
          .key;
  EXPECT_EQ(full.type, KeyType::kRsa);
  EXPECT_EQ(full.material, "PEM");
  EXPECT_FALSE(full.permissions.read);
  EXPECT_TRUE(full.permissions.trade);
  EXPECT_EQ(full.allowed_addresses, std::vector<std::string>{"10.0.0.0/8"});
  EXPECT_EQ(full.label, "desk");
  EXPECT_EQ(full.expires, Timestamp{1234});
  EXPECT_EQ(one<book::RevokeApiKey>(R"({"command":"REVOKE_API_KEY","key":"abc"})").key, "abc");

  EXPECT_TRUE(refusal(text(R"(,"permissions":["WRITE"])")).starts_with("permissions[0]: "));
  EXPECT_TRUE(refusal(text(R"(,"permissions":["READ","READ"])")).starts_with("permissions[1]: "));
  EXPECT_TRUE(refusal(text(R"(,"type":"DSA")")).starts_with("type: "));
  EXPECT_TRUE(refusal(text(R"(,"secret":"of my own")")).starts_with("secret")) << "the server's";
  EXPECT_TRUE(refusal(text(R"(,"expires":"90d")")).starts_with("expires: "));
}

TEST_F(ReadCommand, OperatorsAndKeys) {
  const auto created = one<book::CreateOperator>(
      R"({"command":"CREATE_OPERATOR","name":"Ada","role":"RISK_OFFICER","expires":1800000000000})");
  EXPECT_EQ(created.who.name, "Ada");
  EXPECT_EQ(created.who.role, model::OperatorRole::kRiskOfficer);
  EXPECT_EQ(created.who.expires, Timestamp{1'800'000'000'000});
  EXPECT_TRUE(created.who.id.empty()) << "not from outside";
  EXPECT_TRUE(created.who.token_hash.empty());
  EXPECT_FALSE(
      one<book::CreateOperator>(R"({"command":"CREATE_OPERATOR","name":"A","role":"VIEWER"})")
          .who.expires.has_value());
  EXPECT_EQ(refusal(R"({"command":"CREATE_OPERATOR","name":"Ada","role":"viewer"})"),
            "role: expected VIEWER, RISK_OFFICER or ADMINISTRATOR, found \"viewer\"");
  EXPECT_NE(refusal(R"({"command":"CREATE_OPERATOR","name":"Ada","role":"VIEWER","id":"x"})"), "");
  EXPECT_EQ(one<book::RevokeOperator>(R"({"command":"REVOKE_OPERATOR","id":"op1"})").id, "op1");
  EXPECT_EQ(one<book::RevokeApiKey>(R"({"command":"REVOKE_API_KEY","key":"k"})").key, "k");
}

TEST_F(ReadCommand, NothingIsDoneWithoutAReason) {
  const auto told = [&](std::string_view reason) {
    const auto command = read_command(
        R"({"command":"REVOKE_OPERATOR","id":"op1")" + std::string(reason) + "}", context());
    return command ? "taken: " + command->reason : describe(command.error());
  };
  EXPECT_EQ(told(R"(,"reason":"she left")"), "taken: she left");
  EXPECT_EQ(told(""), "MALFORMED: reason: expected why this is done, as a text, found nothing");
  EXPECT_EQ(told(R"(,"reason":7)"),
            "MALFORMED: reason: expected why this is done, as a text, found 7");
  EXPECT_EQ(told(R"(,"reason":" ")"),
            "MALFORMED: reason: a reason has 1 to 500 characters on one line, and is not blank");
}

TEST_F(ReadCommand, WhoMayNotGiveItLearnsNothingMore) {
  CommandContext asking = context();
  asking.may_run = [](std::string_view command) -> Result<void> {
    if (command != "FUND_POOL") return {};
    return fail(ErrorCode::kForbidden, "not you");
  };
  const auto command = read_command(R"({"command":"FUND_POOL","asset":"NONE","amount":1})", asking);
  ASSERT_FALSE(command);
  EXPECT_EQ(describe(command.error()), "FORBIDDEN: not you");
}

TEST_F(ReadCommand, WhatIsWrongIsToldWithItsPath) {
  EXPECT_EQ(refusal(R"({"command":"FUND_POOL","asset":"NONE","amount":"1"})"),
            "asset: expected the name of an asset in parameters.assets, found \"NONE\"");
  EXPECT_TRUE(
      refusal(R"({"command":"FUND_POOL","asset":"USDT","amount":1})").starts_with("amount: "));
  EXPECT_NE(refusal(R"({"command":"FUND_POOL","asset":"USDT","amount":"1","x":1})"), "")
      << "a member nobody asked for";
  EXPECT_NE(refusal(R"({"command":"SET_LOAN_TERMS","asset":"NONE"})"), "");
  EXPECT_NE(refusal(R"({"command":"BORROW"})").find("one of FUND_POOL"), std::string::npos);
  EXPECT_NE(refusal("[]"), "");
  EXPECT_NE(refusal("{"), "");
  EXPECT_TRUE(
      refusal(R"({"command":"CHANGE_REBATE","parentEmail":"nobody@example.com","amount":"1"})")
          .starts_with("parentEmail: expected the email of an account"));
}

}  // namespace
}  // namespace plimsoll::bookfile
