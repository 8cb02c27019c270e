// From events to the rows of every record endpoint, with the examples of the exchange's
// documentation.
#include "history/queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/testing.h"

namespace plimsoll::history {
namespace {

using model::MemberType;
using model::UnitState;
using model::WalletType;
using testing::ElementsAre;
using testing::IsEmpty;

book::Borrowed borrowed(std::int64_t transaction, Amount amount, AssetId asset = kUsdt) {
  return {transaction,
          kUnit,
          kCredit,
          WalletType::kPortfolioMargin,
          asset,
          amount,
          charge(kStart, Amount{})};
}

book::Repaid repaid(std::int64_t transaction, Amount principal, Amount interest,
                    book::RepayKind kind = book::RepayKind::kNormal) {
  return {transaction, kUnit, kCredit, WalletType::kPortfolioMargin, kUsdt, principal,
          interest,    {},    kind};
}

const Timestamp kBorrowTime{1'750'420'890'000};
const Timestamp kRepayTime{1'750'420'899'036};

TEST(Queries, BorrowingsAndRepaymentsAreTheExampleOfTheSpecification) {
  Recording recording;
  recording.add(kBorrowTime, {borrowed(1'648'963'681, "300"_amount)});
  recording.add(kRepayTime, {repaid(1'648'963'682, "298"_amount, "2"_amount)});

  const BorrowRepay borrow{1'648'963'681, BorrowRepayType::kBorrow, "USDT", "300"_amount, {}, {},
                           kBorrowTime};
  const BorrowRepay repay{
      1'648'963'682, BorrowRepayType::kNormalRepay, "USDT", "300"_amount, "298"_amount, "2"_amount,
      kRepayTime};
  BorrowRepayQuestion question{kUnit, BorrowRepayKind::kBorrow, {}, {}, {}};
  EXPECT_EQ(expect_value(borrow_repay(recording.store(), question)),
            (Page<BorrowRepay>{1, {borrow}}));
  question.kind = BorrowRepayKind::kRepay;
  EXPECT_EQ(expect_value(borrow_repay(recording.store(), question)),
            (Page<BorrowRepay>{1, {repay}}));
}

TEST(Queries, RepaymentsOfBothKindsComeTogetherNewestFirst) {
  Recording recording;
  recording.add(kBorrowTime,
                {repaid(1, "1"_amount, {}), repaid(2, "2"_amount, {}, book::RepayKind::kForce)});
  recording.add(kRepayTime, {repaid(3, "3"_amount, {})});
  const auto page =
      expect_value(borrow_repay(recording.store(), {kUnit, BorrowRepayKind::kRepay, {}, {}, {}}));
  ASSERT_EQ(page.rows.size(), 3u);
  EXPECT_EQ(page.rows[0].transaction, 3);
  EXPECT_EQ(page.rows[1].transaction, 2);
  EXPECT_EQ(page.rows[1].type, BorrowRepayType::kForceRepay);
  EXPECT_EQ(page.rows[2].transaction, 1);
}

TEST(Queries, AnAssetNarrowsToItsOwnRows) {
  Recording recording;
  for (std::int64_t i = 1; i <= 10; ++i) {
    recording.add(kBorrowTime, {borrowed(i, "1"_amount, i % 3 == 0 ? kBtc : kUsdt)});
  }
  BorrowRepayQuestion question{kUnit, BorrowRepayKind::kBorrow, kBtc, {}, {2, 2}};
  auto page = expect_value(borrow_repay(recording.store(), question));
  EXPECT_EQ(page.total, 3);
  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows[0].transaction, 3);
  EXPECT_EQ(page.rows[0].asset, "BTC");
  question.asset = kUsdc;
  page = expect_value(borrow_repay(recording.store(), question));
  EXPECT_EQ(page.total, 0);
  EXPECT_THAT(page.rows, IsEmpty());
}

TEST(Queries, BothEndsOfAWindowBelongToIt) {
  Recording recording;
  for (std::int64_t i = 0; i < 5; ++i) recording.add(kStart + i, {borrowed(i, "1"_amount)});
  const auto total = [&](std::int64_t start, std::int64_t end) {
    return expect_value(
               borrow_repay(
                   recording.store(),
                   {kUnit, BorrowRepayKind::kBorrow, {}, {kStart + start, kStart + end}, {}}))
        .total;
  };
  EXPECT_EQ(total(0, 4), 5);
  EXPECT_EQ(total(1, 3), 3);
  EXPECT_EQ(total(2, 2), 1);
  EXPECT_EQ(total(-9, -1), 0);
  EXPECT_EQ(total(5, 9), 0);
  EXPECT_EQ(total(3, 1), 0) << "a window the wrong way round is empty";
}

TEST(Queries, APagePastTheEndIsEmptyAndKnowsTheTotal) {
  Recording recording;
  for (std::int64_t i = 1; i <= 25; ++i) recording.add(kStart, {borrowed(i, "1"_amount)});
  const auto page = [&](std::int64_t number) {
    return expect_value(
        borrow_repay(recording.store(), {kUnit, BorrowRepayKind::kBorrow, {}, {}, {number, 10}}));
  };
  EXPECT_EQ(page(1).rows.front().transaction, 25);
  EXPECT_EQ(page(1).rows.size(), 10u);
  EXPECT_EQ(page(3).rows.size(), 5u);
  EXPECT_EQ(page(3).rows.back().transaction, 1);
  EXPECT_EQ(page(3).total, 25);
  EXPECT_EQ(page(4).total, 25);
  EXPECT_THAT(page(4).rows, IsEmpty());
}

TEST(Queries, InterestIsTheExampleOfTheSpecification) {
  Recording recording;
  const Timestamp hour{1'746'442'800'000};
  recording.add(hour, {book::InterestAccrued{kUnit, kUsdc, charge(hour, "0.0083333"_amount)}});
  EXPECT_EQ(expect_value(interest(recording.store(), {kUnit, {}, {}, {}})),
            (Page<Interest>{
                1, {{kUnit, "USDC", "1000"_amount, "0.00000833"_rate, "0.0083333"_amount, hour}}}));
  EXPECT_EQ(expect_value(interest(recording.store(), {kOtherUnit, {}, {}, {}})).total, 0);
}

TEST(Queries, ABorrowingPaysForItsHourUnlessTheHourIsFree) {
  Recording recording;
  book::Borrowed event = borrowed(1, "1000"_amount);
  recording.add(kStart + 5, {event});
  EXPECT_EQ(expect_value(interest(recording.store(), {kUnit, {}, {}, {}})).total, 0);
  event.charge = charge(kStart, "0.01"_amount);
  recording.add(kStart + 6, {event});
  recording.add(kStart + kHour,
                {book::InterestAccrued{kUnit, kUsdt, charge(kStart + kHour, "0.02"_amount)},
                 book::InterestAccrued{kUnit, kBtc, charge(kStart + kHour, "0.03"_amount)}});
  const auto page = expect_value(interest(recording.store(), {kUnit, kUsdt, {}, {}}));
  EXPECT_EQ(page.total, 2);
  ASSERT_EQ(page.rows.size(), 2u);
  EXPECT_EQ(page.rows[0].interest, "0.02"_amount);
  EXPECT_EQ(page.rows[1].interest, "0.01"_amount);
  EXPECT_EQ(page.rows[1].hour, kStart) << "the hour, not the moment";
}

TEST(Queries, RebatesAreTheExampleOfTheSpecification) {
  Recording recording;
  const Timestamp granted{1'711'843'200'000};
  const Timestamp used{1'712'102'400'000};
  recording.add(granted, {book::RebateChanged{kParent, "5000"_amount}});
  book::InterestCharge paid = charge(used, "0.00060000"_amount);
  paid.rebate = book::RebateUse{"50.12345678"_amount, "0.00050123"_amount, "0.00001"_amount};
  recording.add(used, {book::InterestAccrued{kUnit, kBtc, paid}});
  recording.add(used + 1, {book::RebateChanged{kParent, "-7"_amount}});

  const Rebate add{RebateType::kAdd, "5000"_amount, {}, granted};
  const Rebate offset{RebateType::kInterestOffset, "-50.12345678"_amount,
                      RebateOffset{kUnit, "BTC", "0.00050123"_amount, "0.00001"_amount}, used};
  const Rebate deduct{RebateType::kDeduct, "-7"_amount, {}, used + 1};
  RebateQuestion question{kParent, {}, {}, {}};
  EXPECT_EQ(expect_value(rebates(recording.store(), question)),
            (Page<Rebate>{3, {deduct, offset, add}}));
  question.type = RebateType::kInterestOffset;
  EXPECT_EQ(expect_value(rebates(recording.store(), question)), (Page<Rebate>{1, {offset}}));
  question.type = RebateType::kAdd;
  EXPECT_EQ(expect_value(rebates(recording.store(), question)), (Page<Rebate>{1, {add}}));
  EXPECT_EQ(expect_value(rebates(recording.store(), {kCredit, {}, {}, {}})).total, 0);
}

book::LiquidationStarted started(std::int64_t id) {
  book::LiquidationStarted event;
  event.liquidation = id;
  event.unit = kUnit;
  event.ltv = risk::LtvFigure::from_raw(1'000);
  event.net_equity = "1000.5"_amount;
  event.liability = "1000"_amount;
  event.wallets = {
      {kCredit, MemberType::kCredit, WalletType::kPortfolioMargin, "1000.5"_amount, {}}};
  event.liabilities = {{kUsdt, "900"_amount, "100"_amount}};
  return event;
}

TEST(Queries, ALiquidationIsTheExampleOfTheSpecificationAndHasNoEndWhileItRuns) {
  Recording recording;
  const Timestamp start{1'748'381'716'906};
  const Timestamp end{1'748'525'848'742};
  recording.add(start, {started(6)});
  Liquidation expected{6,
                       kUnit,
                       start,
                       {},
                       risk::LtvFigure::from_raw(1'000),
                       {},
                       "1000.5"_amount,
                       {},
                       "1000"_amount,
                       {{kCredit,
                         "c@example.com",
                         MemberType::kCredit,
                         WalletType::kPortfolioMargin,
                         "1000.5"_amount,
                         {}}},
                       {{"USDT", "900"_amount, "100"_amount}}};
  EXPECT_EQ(expect_value(liquidations(recording.store(), {kUnit, {}, {}})),
            (Page<Liquidation>{1, {expected}}));
  recording.add(end, {book::LiquidationEnded{6, kUnit, risk::LtvFigure{}, {}}});
  expected.ended = end;
  expected.end_ltv = risk::LtvFigure{};
  EXPECT_EQ(expect_value(liquidations(recording.store(), {kUnit, {}, {}})),
            (Page<Liquidation>{1, {expected}}));
}

book::CollateralMoved moved(std::int64_t liquidation, Uid from, AssetId asset, Amount amount) {
  return {
      liquidation, kUnit, from, WalletType::kPortfolioMargin, kCredit, WalletType::kPortfolioMargin,
      asset,       amount};
}

TEST(Queries, TransfersOfLiquidationsAreGroupedAndThoseOfOneWayAndTimeJoined) {
  Recording recording;
  const Timestamp first{1'765'378'400'855};
  recording.add(first, {started(55), book::LiquidationEnded{55, kUnit, {}, {}}});
  recording.add(
      first, {started(56), moved(56, kCollateral, kUsdt, "17750.6316"_amount),
              moved(56, kCollateral, kBtc, "1"_amount), moved(56, kOtherCredit, kBtc, "2"_amount)});
  recording.add(first + 1, {moved(56, kOtherCredit, kBtc, "3"_amount),
                            book::LiquidationEnded{56, kUnit, {}, {}}});
  recording.add(first + 2, {started(57), moved(57, kCollateral, kBtc, "4"_amount)});

  const auto transfer = [](Timestamp time, Uid from, std::vector<MovedAsset> assets) {
    return LiquidationTransfer{time,
                               from,
                               WalletType::kPortfolioMargin,
                               kCredit,
                               WalletType::kPortfolioMargin,
                               std::move(assets)};
  };
  const LiquidationTransfers older{
      56,
      {transfer(first, kCollateral, {{"USDT", "17750.6316"_amount}, {"BTC", "1"_amount}}),
       transfer(first, kOtherCredit, {{"BTC", "2"_amount}}),
       transfer(first + 1, kOtherCredit, {{"BTC", "3"_amount}})}};
  const LiquidationTransfers newer{57, {transfer(first + 2, kCollateral, {{"BTC", "4"_amount}})}};
  LiquidationTransfersQuestion question{kCredit, {}, {}};
  EXPECT_EQ(expect_value(liquidation_transfers(recording.store(), question)),
            (Page<LiquidationTransfers>{2, {newer, older}}))
      << "liquidation 55 moved nothing";
  question.paging = {2, 1};
  EXPECT_EQ(expect_value(liquidation_transfers(recording.store(), question)),
            (Page<LiquidationTransfers>{2, {older}}));
  question.window = {first + 1, first + 2};
  question.paging = {};
  EXPECT_EQ(expect_value(liquidation_transfers(recording.store(), question)),
            (Page<LiquidationTransfers>{1, {newer}}));
  question.credit = kOtherCredit;
  EXPECT_EQ(expect_value(liquidation_transfers(recording.store(), question)).total, 0);
}

TEST(Queries, ClosedUnitsAreTheExampleOfTheSpecificationInTheOrderOfCreation) {
  Recording recording;
  const Timestamp created{1'753'410'654'608};
  const Timestamp closed{1'753'422'899'052};
  recording.add(created, {unit_created(GroupId{72}, kCredit, created)});
  EXPECT_EQ(expect_value(closed_units(recording.store(), {kCredit, {}})).total, 0);
  recording.add(closed, {book::UnitClosed{GroupId{72}, closed}});
  const ClosedUnit example{GroupId{72}, "p@example.com", "c@example.com", created, closed};
  EXPECT_EQ(expect_value(closed_units(recording.store(), {kCredit, {}})),
            (Page<ClosedUnit>{1, {example}}));

  // Imported as closed, later than the other though created before.
  recording.add(closed, {unit_created(GroupId{80}, kCredit, created + -2, created + -1),
                         unit_created(GroupId{81}, kOtherCredit, created, closed)});
  const ClosedUnit imported{GroupId{80}, "p@example.com", "c@example.com", created + -2,
                            created + -1};
  EXPECT_EQ(expect_value(closed_units(recording.store(), {kCredit, {}})),
            (Page<ClosedUnit>{2, {imported, example}}));
  EXPECT_EQ(expect_value(closed_units(recording.store(), {kCredit, {2, 1}})),
            (Page<ClosedUnit>{2, {example}}));
  EXPECT_EQ(expect_value(closed_units(recording.store(), {kCredit, {3, 1}})),
            (Page<ClosedUnit>{2, {}}));
}

TEST(Queries, TransfersAreAskedForByOneEndAndByTheClientsId) {
  Recording recording;
  using book::TransferWallet;
  const auto transferred = [](std::int64_t id, Uid from, Uid to, std::string client_id) {
    return book::Transferred{id,
                             kParent,
                             {from, TransferWallet::kMargin},
                             {to, TransferWallet::kSpot},
                             kBtc,
                             "0.01"_amount,
                             std::move(client_id)};
  };
  const Timestamp time{1'640'317'374'000};
  recording.add(time, {transferred(1, kCredit, kCollateral, "test")});
  recording.add(time + 1, {transferred(2, kCredit, kParent, "")});
  recording.add(time + 2, {transferred(3, kParent, kCollateral, "other"),
                           transferred(4, kCredit, kCollateral, "test")});

  const auto ids = [&](const TransfersQuestion& question, std::int64_t total) {
    const auto page = expect_value(transfers(recording.store(), question));
    EXPECT_EQ(page.total, total);
    std::vector<std::int64_t> result;
    for (const Transfer& row : page.rows) result.push_back(row.transaction);
    return result;
  };
  TransfersQuestion question{kParent, TransferSide::kFrom, kCredit, {}, {}, {}};
  EXPECT_THAT(ids(question, 3), ElementsAre(4, 2, 1));
  question.client_id = "test";
  EXPECT_THAT(ids(question, 2), ElementsAre(4, 1));
  question.paging = {2, 1};
  EXPECT_THAT(ids(question, 2), ElementsAre(1));
  question.paging = {};
  question.window = {time, time + 1};
  EXPECT_THAT(ids(question, 1), ElementsAre(1));
  question.client_id = "other";
  EXPECT_THAT(ids(question, 0), IsEmpty()) << "from another account";
  question = {kParent, TransferSide::kTo, kCollateral, {}, {}, {}};
  EXPECT_THAT(ids(question, 3), ElementsAre(4, 3, 1));
  question.parent = kOtherCredit;
  EXPECT_THAT(ids(question, 0), IsEmpty()) << "another parent's";

  question = {kParent, TransferSide::kFrom, kCredit, "test", {time, time}, {}};
  EXPECT_EQ(expect_value(transfers(recording.store(), question)).rows.front(),
            (Transfer{1, "c@example.com", TransferWallet::kMargin, "k@example.com",
                      TransferWallet::kSpot, "BTC", "0.01"_amount, "test", time}));
}

TEST(Queries, TransitionsTellTheWholeLifeOfAUnitsState) {
  Recording recording;
  const risk::LtvFigure ltv = risk::LtvFigure::from_raw(901);
  book::UnitStateChanged called{
      kUnit,      UnitState::kNormal, UnitState::kMarginCall, kStart + 99, ltv, "10"_amount,
      "1"_amount, "9"_amount};
  recording.add(kStart, {called});
  recording.add(kStart + 1, {started(1)});
  recording.add(kStart + 2, {book::LiquidationEnded{1, kUnit, ltv, {}}});
  recording.add(kStart + 3, {book::UnitClosed{kUnit, kStart + 3}});

  const Transition call{
      kStart,     UnitState::kNormal, UnitState::kMarginCall, kStart + 99, ltv, "10"_amount,
      "1"_amount, "9"_amount};
  const Transition liquidation{kStart + 1,
                               UnitState::kMarginCall,
                               UnitState::kLiquidating,
                               {},
                               risk::LtvFigure::from_raw(1'000),
                               "1000.5"_amount,
                               Amount{},
                               "1000"_amount};
  const Transition ended{kStart + 2, UnitState::kLiquidating, UnitState::kNormal, {}, ltv, {}, {},
                         {}};
  const Transition closed{kStart + 3, UnitState::kNormal, UnitState::kClosed, {}, {}, {}, {}, {}};
  EXPECT_EQ(expect_value(transitions(recording.store(), {kUnit, {}, {}})),
            (Page<Transition>{4, {closed, ended, liquidation, call}}));
  EXPECT_EQ(expect_value(transitions(recording.store(), {kOtherUnit, {}, {}})).total, 0);
}

TEST(Queries, OperatorActionsAreOneStreamOfTheWholeBook) {
  Recording recording;
  const auto acted = [](const char* who, const char* reason) {
    return book::OperatorActed{who, std::string("name of ") + who, "VIEWER", "FUND_POOL", reason};
  };
  recording.add(kStart, {acted("op1", "one")});
  recording.add(kStart + 5, {acted("op2", "two"), acted("", "it's; three")});
  recording.add(kStart + 9, {acted("op1", "four")});
  const auto rows = [&](Window window, Paging paging, std::int64_t total) {
    const auto page = expect_value(operator_actions(recording.store(), {window, paging}));
    EXPECT_EQ(page.total, total);
    std::vector<std::string> reasons;
    for (const OperatorAction& row : page.rows) reasons.push_back(row.reason);
    return reasons;
  };
  EXPECT_THAT(rows({}, {}, 4), ElementsAre("four", "it's; three", "two", "one"));
  EXPECT_THAT(rows({}, {2, 3}, 4), ElementsAre("one"));
  EXPECT_THAT(rows({kStart + 1, kStart + 5}, {}, 2), ElementsAre("it's; three", "two"));
  EXPECT_THAT(rows({kStart + 10, kStart + 20}, {}, 0), IsEmpty());
  // The world is the first record of the recording.
  EXPECT_EQ(expect_value(operator_actions(recording.store(), {{}, {4, 1}})).rows.front(),
            (OperatorAction{Sequence{2}, kStart, "op1", "name of op1", "VIEWER", "FUND_POOL", "one",
                            ""}));
}

TEST(Queries, AnOperatorActionTellsWhatItWasAbout) {
  Recording recording;
  const auto acted = [](const char* command) {
    return book::OperatorActed{"op1", "Ada", "ADMINISTRATOR", command, "why"};
  };
  const auto subject = [&] {
    return expect_value(operator_actions(recording.store(), {{}, {}})).rows.front().subject;
  };
  recording.add(kStart, {acted("FUND_POOL"), book::PoolFunded{kUsdt, "-12.5"_amount}});
  EXPECT_EQ(subject(), "-12.5 USDT");
  model::ApiKey key;
  key.key = "name";
  key.account = kParent;
  recording.add(kStart + 1, {acted("CREATE_API_KEY"), book::ApiKeyCreated{key}});
  EXPECT_THAT(subject(), testing::StartsWith("key name of "));
  recording.add(kStart + 2, {acted("REVOKE_API_KEY"), book::ApiKeyRevoked{"name"}});
  EXPECT_EQ(subject(), "key name");
  recording.add(kStart + 3, {acted("SET_UNIT_LINES"), book::UnitLinesSet{kUnit, {}}});
  EXPECT_EQ(subject(), "unit " + std::to_string(kUnit.value));
  // One without a subject in the same record, and then one who is not an operator.
  recording.add(kStart + 4, {acted("UPDATE_PRICES")});
  recording.add(kStart + 5, {book::PoolFunded{kUsdt, "1"_amount}});
  EXPECT_EQ(subject(), "");
  std::vector<book::Event> many = {acted("IMPORT")};
  for (int i = 0; i < 30; ++i) many.emplace_back(book::PoolFunded{kUsdt, "1"_amount});
  recording.add(kStart + 6, std::move(many));
  EXPECT_TRUE(subject().ends_with("1 USDT; ...")) << subject();
  EXPECT_LT(subject().size(), 100u);
}

TEST(Queries, AmountsComeBackToTheLastDigit) {
  Recording recording;
  Random random(3);
  std::vector<Amount> amounts{Amount::from_raw(Amount::kMaxRaw), Amount::from_raw(1)};
  while (amounts.size() < 50) amounts.push_back(random.amount(20));
  for (const Amount amount : amounts) recording.add(kStart, {borrowed(1, amount)});
  const auto page = expect_value(
      borrow_repay(recording.store(), {kUnit, BorrowRepayKind::kBorrow, {}, {}, {1, 100}}));
  ASSERT_EQ(page.rows.size(), amounts.size());
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    EXPECT_EQ(page.rows[amounts.size() - 1 - i].amount, amounts[i]);
  }
}

}  // namespace
}  // namespace plimsoll::history
