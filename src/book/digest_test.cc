// The digest of a book: every change shows, and how the book came about does not.
#include <gtest/gtest.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

using model::MemberType;
using model::PriceKind;

TEST(Digest, EveryKindOfChangeShows) {
  const Book base = make_book();
  model::Asset asset = base.parameters.asset(kEth);
  asset.loanable = true;
  model::Contract contract = base.parameters.contract(kBtcUsdt);
  contract.brackets = {};
  model::GeneralParameters general;
  general.slippage = "0.01"_ratio;
  const auto price = [](PriceKind kind, Price value, Timestamp time) {
    return UpdatePrices{{{kind, 0, value, time}}};
  };
  const std::vector<Command> commands{
      DefineAsset{asset},
      DefineContract{contract},
      SetParameters{general},
      price(PriceKind::kMarginIndex, "101"_price, kNow),
      price(PriceKind::kAssetIndex, "101"_price, kNow),
      price(PriceKind::kMark, "101"_price, kNow),
      price(PriceKind::kMark, "100"_price, kNow + -1),
      CreateAccount{Uid{7}, "new@example.com", {}},
      CreateAccount{Uid{7}, "new@example.com", kParent},
      CreateAccount{Uid{7}, "newer@example.com", {}},
      SetFrozenAmount{kParent, "1"_amount},
      CreateApiKey{api_key("another", kParent)},
      CreateApiKey{api_key("another", kCredit)},
      CreateApiKey{api_key("another", kParent, kNow + 1)},
      RevokeApiKey{"key"},
      ResealSecrets{{{"key", "sealed anew"}}},
      CreateOperator{operator_named("op1", "Ada")},
      CreateOperator{operator_named("op1", "Bo")},
      UpdateWallet{kFree, spot({{kBtc, "1"_amount, {}}})},
      UpdateWallet{kFree, spot({{kBtc, {}, "1"_amount}})},
      UpdateWallet{kFree, cross({})},
      UpdateWallet{kFree, portfolio({})},
      AdjustWallet{kFree, cross({{kUsdt, "1"_amount, {}, {}, {}}})},
      CreateUnit{GroupId{6},
                 kParent,
                 {{kLoose, MemberType::kCredit, false, true},
                  {kFree, MemberType::kCollateral, true, false}},
                 {},
                 {},
                 {}},
      EditMember{kUnit, kCollateral, true, true},
      EditMember{kUnit, kFree, true, true},
      CloseUnit{kUnit},
      SetLiability{kUnit, {kUsdt, "1"_amount, {}}},
      SetLiability{kUnit, {kUsdt, {}, "1"_amount}},
  };
  std::vector<Digest> digests{digest_of(base)};
  for (const Command& command : commands) {
    Book book = base;
    accept(book, command);
    digests.push_back(digest_of(book));
  }
  Book later = base;
  later.time = later.time + 1;
  digests.push_back(digest_of(later));
  for (std::size_t i = 0; i < digests.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(digests[i].value, digests[j].value) << "changes " << j << " and " << i;
    }
  }
}

TEST(Digest, TheWayToABookDoesNotShow) {
  Book direct = make_book();
  accept(direct, SetLiability{kUnit, {kUsdt, "5"_amount, {}}});
  Book detour = make_book();
  accept(detour, SetLiability{kUnit, {kBtc, "1"_amount, {}}});
  accept(detour, SetLiability{kUnit, {kUsdt, "4"_amount, "1"_amount}});
  accept(detour, AdjustWallet{kCollateral, spot({{kEth, "1"_amount, {}}})});
  accept(detour, CreateApiKey{api_key("another", kParent)});
  EXPECT_NE(digest_of(detour), digest_of(direct));
  accept(detour, RevokeApiKey{"another"});
  accept(detour, AdjustWallet{kCollateral, spot({{kEth, "-1"_amount, {}}})});
  accept(detour, SetLiability{kUnit, {kUsdt, "5"_amount, {}}});
  accept(detour, SetLiability{kUnit, {kBtc, {}, {}}});
  EXPECT_EQ(digest_of(detour), digest_of(direct));
}

TEST(Digest, ACopyIsEqualAndIndependent) {
  Book book = make_book();
  const Book copy = book;
  EXPECT_EQ(digest_of(copy), digest_of(book));
  const Digest before = digest_of(copy);
  accept(book, CloseUnit{kUnit});
  accept(book, SetFrozenAmount{kParent, "1"_amount});
  EXPECT_EQ(digest_of(copy), before) << "what the copy shares never changes";
}

TEST(Book, IsEmptyUntilSomethingIsInIt) {
  Book book;
  EXPECT_TRUE(book.is_empty());
  model::Asset asset;
  asset.name = "USDT";
  accept(book, DefineAsset{asset});
  EXPECT_FALSE(book.is_empty());
  Book other;
  accept(other, CreateAccount{Uid{1}, "a@b", {}});
  EXPECT_FALSE(other.is_empty());
  Book with_operator;
  accept(with_operator, CreateOperator{operator_named("op1", "Ada")});
  EXPECT_TRUE(with_operator.is_empty()) << "somebody is there before the book is";
}

TEST(Book, FindsOrSaysWhatItLacks) {
  const Book book = make_book();
  EXPECT_EQ(book.find_account(kNobody), nullptr);
  EXPECT_EQ(book.find_unit(kNoUnit), nullptr);
  EXPECT_EQ(describe(need_account(book, kNobody).error()),
            "UNKNOWN_ACCOUNT: no account with uid 99");
  EXPECT_EQ(describe(need_unit(book, kNoUnit).error()),
            "UNKNOWN_UNIT: no risk unit with groupId 99");
  EXPECT_EQ((*need_account(book, kFree))->uid, kFree);
  EXPECT_TRUE(need_asset(book, kUsdt));
  EXPECT_FALSE(need_asset(book, AssetId{4}));
  EXPECT_TRUE(need_contract(book, kBtcPerp));
  EXPECT_FALSE(need_contract(book, ContractId{2}));
}

}  // namespace
}  // namespace plimsoll::book
