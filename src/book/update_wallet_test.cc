// UpdateWallet: the absolute content of a wallet, sorted and without empty entries.
#include "book/update_wallet.h"

#include <gmock/gmock.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

using model::PositionSide;
using testing::ElementsAre;

constexpr Amount kOne = Amount::whole(1);

model::Position position(ContractId contract, PositionSide side, Amount quantity,
                         Price entry = "100"_price) {
  return {contract, side, quantity, entry};
}

TEST(UpdateWallet, ReplacesOneWalletAndNothingElse) {
  Book book = make_book();
  const model::MarginWallet margin = book.find_account(kCollateral)->margin;
  EXPECT_THAT(changed_by(book, UpdateWallet{kCollateral, spot({{kUsdt, kOne, {}}})}),
              ElementsAre("account 12"));
  const model::Account& account = *book.find_account(kCollateral);
  EXPECT_EQ(account.spot, spot({{kUsdt, kOne, {}}})) << "nothing of the old content stays";
  EXPECT_EQ(account.margin, margin);
  EXPECT_EQ(account.unit, kUnit);
}

TEST(UpdateWallet, GivingAMarginWalletOpensIt) {
  Book book = make_book();
  ASSERT_FALSE(book.find_account(kBare)->has_margin_wallet());
  EXPECT_THAT(changed_by(book, UpdateWallet{kBare, cross({})}), ElementsAre("account 13"));
  EXPECT_EQ(book.find_account(kBare)->margin, model::MarginWallet(cross({})));
}

TEST(UpdateWallet, EntriesAreSortedAndEmptyOnesDropped) {
  Book book = make_book();
  accept(book, UpdateWallet{kLoose, portfolio({{kUsdt, kOne, {}, {}, {}, {}, {}},
                                               {kEth, {}, {}, {}, {}, {}, {}},
                                               {kBtc, {}, {}, {}, {}, -kOne, {}}},
                                              {position(kBtcPerp, PositionSide::kBoth, kOne),
                                               position(kBtcUsdt, PositionSide::kShort, -kOne),
                                               position(kBtcPerp, PositionSide::kLong, {}, {}),
                                               position(kBtcUsdt, PositionSide::kLong, kOne)})});
  EXPECT_EQ(book.find_account(kLoose)->margin,
            model::MarginWallet(
                portfolio({{kBtc, {}, {}, {}, {}, -kOne, {}}, {kUsdt, kOne, {}, {}, {}, {}, {}}},
                          {position(kBtcUsdt, PositionSide::kLong, kOne),
                           position(kBtcUsdt, PositionSide::kShort, -kOne),
                           position(kBtcPerp, PositionSide::kBoth, kOne)})));
}

TEST(UpdateWallet, AnAccountThatIsNotThereComesFirst) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, UpdateWallet{kNobody, spot({{kNoAsset, -kOne, {}}})}), "UNKNOWN_ACCOUNT");
}

// --- Another kind of margin wallet

TEST(UpdateWallet, AMarginWalletThatCountsKeepsItsKind) {
  Book book = make_book();
  EXPECT_EQ(refusal(book, UpdateWallet{kCredit, cross({{kNoAsset, -kOne, {}, {}, {}}})}),
            "WALLET_IN_USE")
      << "before the entries are looked at";
  EXPECT_EQ(refusal(book, UpdateWallet{kCredit, portfolio({})}), "") << "the same kind";
  EXPECT_EQ(refusal(book, UpdateWallet{kCredit, spot({})}), "");
  accept(book, EditMember{kUnit, kCollateral, true, true});
  EXPECT_EQ(refusal(book, UpdateWallet{kCollateral, portfolio({})}), "WALLET_IN_USE");
}

TEST(UpdateWallet, AMarginWalletThatDoesNotCountMayChangeItsKind) {
  Book book = make_book();
  for (const Uid uid : {kCollateral, kFree}) {  // a member whose margin is off; no member
    accept(book, UpdateWallet{uid, portfolio({})});
    EXPECT_EQ(book.find_account(uid)->margin, model::MarginWallet(portfolio({})));
  }
  accept(book, CloseUnit{kUnit});
  EXPECT_EQ(refusal(book, UpdateWallet{kCredit, cross({})}), "") << "the unit is closed";
}

TEST(UpdateWallet, TheModeMayChange) {
  Book book = make_book();
  accept(book, EditMember{kUnit, kCollateral, true, true});
  EXPECT_EQ(refusal(book, UpdateWallet{kCollateral,
                                       model::CrossMarginWallet{model::MarginMode::kPro, {}}}),
            "");
}

// --- Entries

TEST(UpdateWallet, BalancesThatMayNotBeNegativeAreNot) {
  const Book book = make_book();
  const Amount less = Amount::from_raw(-1);
  const std::vector<AnyWallet> bad{
      spot({{kBtc, less, {}}}),          spot({{kBtc, {}, less}}),
      cross({{kBtc, less, {}, {}, {}}}), cross({{kBtc, {}, less, {}, {}}}),
      cross({{kBtc, {}, {}, less, {}}}), cross({{kBtc, {}, {}, {}, less}}),
  };
  for (const AnyWallet& wallet : bad) {
    EXPECT_EQ(refusal(book, UpdateWallet{kFree, wallet}), "OUT_OF_RANGE");
  }
  for (const model::PortfolioMarginBalance& balance :
       std::vector<model::PortfolioMarginBalance>{{kBtc, less, {}, {}, {}, {}, {}},
                                                  {kBtc, {}, less, {}, {}, {}, {}},
                                                  {kBtc, {}, {}, less, {}, {}, {}},
                                                  {kBtc, {}, {}, {}, less, {}, {}}}) {
    EXPECT_EQ(refusal(book, UpdateWallet{kLoose, portfolio({balance})}), "OUT_OF_RANGE");
  }
  EXPECT_EQ(refusal(book, UpdateWallet{kLoose, portfolio({{kBtc, {}, {}, {}, {}, less, less}})}),
            "")
      << "the futures wallets may be";
}

TEST(UpdateWallet, AnAmountThatIsNoNumberIsRefused) {
  const Book book = make_book();
  const Amount mark = Amount::overflowed();
  EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kBtc, mark, {}}})}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, UpdateWallet{kLoose, portfolio({{kBtc, {}, {}, {}, {}, mark, {}}})}),
            "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, UpdateWallet{kLoose, portfolio({{kBtc, {}, {}, {}, {}, {}, mark}})}),
            "OUT_OF_RANGE");
  EXPECT_EQ(
      refusal(book,
              UpdateWallet{kLoose, portfolio({}, {position(kBtcUsdt, PositionSide::kBoth, mark)})}),
      "OUT_OF_RANGE");
}

TEST(UpdateWallet, EntryByEntryTheAssetThenTwiceThenNegative) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kNoAsset, -kOne, {}}})}), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kNoAsset, {}, {}}})}), "UNKNOWN_ASSET")
      << "an empty entry is looked at too";
  EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kBtc, kOne, {}}, {kBtc, -kOne, {}}})}),
            "DUPLICATE");
  EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kBtc, -kOne, {}}, {kBtc, kOne, {}}})}),
            "OUT_OF_RANGE")
      << "the first of the two is wrong by itself";
  EXPECT_EQ(refusal(book, UpdateWallet{kFree, spot({{kNoAsset, {}, {}}, {kBtc, -kOne, {}}})}),
            "OUT_OF_RANGE")
      << "in the order of the assets, not of the command";
}

TEST(UpdateWallet, PositionsComeAfterBalances) {
  const Book book = make_book();
  const auto with = [&](AssetId asset, ContractId contract) {
    return refusal(
        book, UpdateWallet{kLoose, portfolio({{asset, kOne, {}, {}, {}, {}, {}}},
                                             {position(contract, PositionSide::kBoth, kOne, {})})});
  };
  EXPECT_EQ(with(kNoAsset, kNoContract), "UNKNOWN_ASSET");
  EXPECT_EQ(with(kBtc, kNoContract), "UNKNOWN_CONTRACT");
  EXPECT_EQ(with(kBtc, kBtcUsdt), "OUT_OF_RANGE") << "no entry price";
}

TEST(UpdateWallet, APositionFollowsItsSide) {
  const Book book = make_book();
  const auto with = [&](PositionSide side, Amount quantity) {
    return refusal(book, UpdateWallet{kLoose, portfolio({}, {position(kBtcUsdt, side, quantity)})});
  };
  EXPECT_EQ(with(PositionSide::kBoth, kOne), "");
  EXPECT_EQ(with(PositionSide::kBoth, -kOne), "");
  EXPECT_EQ(with(PositionSide::kLong, kOne), "");
  EXPECT_EQ(with(PositionSide::kLong, -kOne), "OUT_OF_RANGE");
  EXPECT_EQ(with(PositionSide::kShort, -kOne), "");
  EXPECT_EQ(with(PositionSide::kShort, kOne), "OUT_OF_RANGE");
}

TEST(UpdateWallet, CoinMarginedPositionsCountWholeContracts) {
  const Book book = make_book();
  const auto with = [&](ContractId contract, Amount quantity) {
    return refusal(
        book,
        UpdateWallet{kLoose, portfolio({}, {position(contract, PositionSide::kBoth, quantity)})});
  };
  EXPECT_EQ(with(kBtcPerp, "-3"_amount), "");
  EXPECT_EQ(with(kBtcPerp, "0.5"_amount), "OUT_OF_RANGE");
  EXPECT_EQ(with(kBtcUsdt, "0.5"_amount), "");
}

TEST(UpdateWallet, AContractStandsOnceASide) {
  const Book book = make_book();
  const auto with = [&](PositionSide first, PositionSide second) {
    return refusal(book, UpdateWallet{kLoose, portfolio({}, {position(kBtcPerp, first, -kOne),
                                                             position(kBtcPerp, second, -kOne)})});
  };
  EXPECT_EQ(with(PositionSide::kBoth, PositionSide::kBoth), "DUPLICATE");
  EXPECT_EQ(with(PositionSide::kBoth, PositionSide::kShort), "");
}

}  // namespace
}  // namespace plimsoll::book
