// ltv-details: who sees which units, and what is told about them.
#include <gmock/gmock.h>

#include "server/handlers.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LtvDetails : public testing::Test {
 protected:
  TestApi api_;
};

// --- Roles

TEST_F(LtvDetails, AParentSeesItsActiveUnitsByNumber) {
  EXPECT_THAT(groups_of(api_.ask(book::kParent)), ElementsAre(1, 5));
}

TEST_F(LtvDetails, AParentMayNameOneOfItsUnits) {
  EXPECT_THAT(groups_of(api_.ask(book::kParent, "groupId=5")), ElementsAre(5));
  EXPECT_THAT(groups_of(api_.ask(book::kParent, "groupId=1")), ElementsAre(1));
  for (const char* other : {"groupId=6", "groupId=0", "groupId=-1", "groupId=9007199254740991"}) {
    EXPECT_EQ(api_.ask(book::kParent, other).body, "[]") << other;
  }
}

TEST_F(LtvDetails, AnotherParentSeesNothingEvenByNumber) {
  EXPECT_EQ(api_.ask(book::kStranger).body, "[]");
  EXPECT_EQ(api_.ask(book::kStranger, "groupId=5").body, "[]");
}

TEST_F(LtvDetails, ACreditAccountSeesItsOwnUnit) {
  EXPECT_THAT(groups_of(api_.ask(book::kCredit)), ElementsAre(5));
  EXPECT_THAT(groups_of(api_.ask(book::kCredit, "groupId=5")), ElementsAre(5));
  EXPECT_EQ(api_.ask(book::kCredit, "groupId=1").body, "[]") << "its parent's other unit";
}

TEST_F(LtvDetails, EverybodyElseSeesNothing) {
  for (const Uid account : {book::kCollateral, book::kFree, book::kBare, book::kForeign}) {
    EXPECT_EQ(api_.ask(account).body, "[]") << account.value;
    EXPECT_EQ(api_.ask(account, "groupId=5").body, "[]") << account.value;
  }
}

TEST_F(LtvDetails, AClosedUnitIsSeenByNobody) {
  api_.run({book::CloseUnit{book::kUnit}});
  EXPECT_THAT(groups_of(api_.ask(book::kParent)), ElementsAre(1));
  EXPECT_EQ(api_.ask(book::kParent, "groupId=5").body, "[]");
  EXPECT_EQ(api_.ask(book::kCredit).body, "[]");
}

TEST_F(LtvDetails, AGroupIdIsANumber) {
  for (const char* bad : {"groupId=", "groupId=undefined", "groupId=5.0", "groupId=abc",
                          "groupId=9007199254740992"}) {
    const auto response = api_.ask(book::kParent, bad);
    EXPECT_EQ(status_and_code(response), "400 -1102") << bad;
    EXPECT_THAT(response.body, HasSubstr("'groupId'")) << bad;
  }
}

// --- Content

TEST_F(LtvDetails, TheAnswerOfASmallUnit) {
  api_.run({book::SetLiability{book::kUnit, {book::kUsdt, "2200"_amount, "100"_amount}},
            book::SetLiability{book::kUnit, {book::kBtc, {}, "0.5"_amount}},
            book::SetFrozenAmount{book::kParent, "8.18753688"_amount}});
  // Credit: 50 USDT at 100 and 0.9. Collateral: 1 BTC at 100, its margin wallet does not count.
  EXPECT_EQ(api_.ask(book::kParent, "groupId=5").body,
            R"([{"groupId":5,"parentEmail":"account1@example.com",)"
            R"("creditEmail":"account11@example.com","updateTime":1752137105623,)"
            R"("ltv":"0.511","totalNetEquity":"4600","totalMaintenanceMargin":"0",)"
            R"("totalLiability":"2350","parentAccountFrozenAmount":"8.18753688",)"
            R"("maxTransferOutAmount":"0","maxAllowedBorrowLimit":"4400",)"
            R"("liabilities":[{"assetName":"BTC","principal":"0","interest":"0.5"},)"
            R"({"assetName":"USDT","principal":"2200","interest":"100"}],)"
            R"("collateralAccounts":[{"email":"account11@example.com","type":"CREDIT",)"
            R"("wallets":[{"accountType":"PORTFOLIO_MARGIN","netEquity":"4500",)"
            R"("maintainMargin":"0"}]},)"
            R"({"email":"account12@example.com","type":"COLLATERAL",)"
            R"("wallets":[{"accountType":"SPOT","netEquity":"100","maintainMargin":"0"}]}]}])");
}

TEST_F(LtvDetails, IsComputedAtTheMomentOfTheCall) {
  const std::string before = api_.ask(book::kParent, "groupId=5").body;
  EXPECT_THAT(before, HasSubstr(R"("totalNetEquity":"4600")"));
  api_.run({book::UpdatePrices{
      {{model::PriceKind::kMarginIndex, book::kBtc.value, "250"_price, book::kNow}}}});
  api_.set_time(kNowMs + 1'234);
  const std::string after = api_.ask(book::kParent, "groupId=5").body;
  EXPECT_THAT(after, HasSubstr(R"("totalNetEquity":"4750")"));
  EXPECT_THAT(after, HasSubstr(R"("updateTime":1752137106857)"));
}

TEST_F(LtvDetails, AMissingPriceIsAnErrorOfItsOwn) {
  model::Asset asset;
  asset.name = "SOL";
  asset.spot_ratio = "1"_ratio;
  api_.run({book::DefineAsset{asset},
            book::UpdateWallet{book::kCollateral, book::spot({{AssetId{4}, "1"_amount, {}}})}});
  EXPECT_EQ(status_and_code(api_.ask(book::kParent, "groupId=5")), "400 -3042");
  EXPECT_EQ(status_and_code(api_.ask(book::kParent)), "400 -3042") << "no half answers";
  EXPECT_THAT(groups_of(api_.ask(book::kParent, "groupId=1")), ElementsAre(1));
}

TEST_F(LtvDetails, AValueThatDoesNotFitIsOurOwnError) {
  api_.run({book::UpdatePrices{{{model::PriceKind::kMarginIndex, book::kBtc.value,
                                 Price::whole(kMaxPrice), book::kNow}}},
            book::UpdateWallet{book::kCollateral,
                               book::spot({{book::kBtc, Amount::whole(kMaxAmount), {}}})}});
  const auto response = api_.ask(book::kParent);
  EXPECT_EQ(status_and_code(response), "500 -1000");
  EXPECT_THAT(response.body, testing::Not(HasSubstr("groupId"))) << "what was written is gone";
}

TEST_F(LtvDetails, HeadHasTheLengthWithoutTheBody) {
  const HmacPair pair = hmac_of(book::kParent);
  const std::string query = "timestamp=" + std::to_string(kNowMs);
  const std::string target = std::string(kLtvPath) + "?" + query + "&signature=" + pair.sign(query);
  const auto whole = api_.send(target, {{"X-MBX-APIKEY", pair.key}});
  const auto head = api_.send(target, {{"X-MBX-APIKEY", pair.key}}, "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_THAT(head.body, IsEmpty());
  EXPECT_EQ(head.header("Content-Length"), std::to_string(whole.body.size()));
}

}  // namespace
}  // namespace plimsoll::server
