// TransferOut, SettleTransfer, Transfer: what may leave a unit, and what becomes of it on the way.
#include "book/transfer_out.h"

#include <gmock/gmock.h>

#include "book/test_life.h"
#include "book/transfer.h"

namespace plimsoll::book {
namespace {

using model::WalletType;

constexpr Amount kTick = Amount::from_raw(1);

TransferOut out(Amount amount, Uid account = kCollateral, AssetId asset = kUsdt) {
  return {kParent, account, asset, amount};
}
Amount margin(const Book& book, Uid account = kCollateral) {
  return free_in(book, account, WalletType::kCrossMargin, kUsdt);
}
Amount spot_of(const Book& book, Uid account = kCollateral) {
  return free_in(book, account, WalletType::kSpot, kUsdt);
}

// kCollateral holds 1000 USDT in its margin wallet and nothing in SPOT; the unit owes 400.
Book with_margin() {
  Book book = make_loan_book();
  accept(book, UpdateWallet{kCollateral, spot({})});
  accept(book, UpdateWallet{kCollateral, cross({{kUsdt, "1000"_amount, {}, {}, {}}})});
  accept(book, SetLiability{kLoan, {kUsdt, "400"_amount, {}}});
  return book;
}
Book with_external_settlement() {
  Book book = with_margin();
  accept(book, general_with(book, [](auto& general) { general.external_settlement = true; }));
  return book;
}

// --- TransferOut

TEST(TransferOut, MovesFromTheMarginWalletToSpotOfTheSameAccount) {
  Book book = with_margin();
  const auto event = accept<TransferredOut>(book, out("150"_amount));
  EXPECT_EQ(event.amount, "150"_amount);
  EXPECT_FALSE(event.pending);
  EXPECT_EQ(margin(book), "850"_amount);
  EXPECT_EQ(spot_of(book), "150"_amount);
  EXPECT_EQ(broken_promise(book), "");
}

TEST(TransferOut, ExactlyTheLineAndNotOneUnitMore) {
  // 400 / 0.5 must stay.
  Book book = with_margin();
  EXPECT_EQ(refusal(book, out("200"_amount)), "");
  EXPECT_EQ(refusal(book, out("200.00000001"_amount)), "TRANSFER_OUT_EXCEEDED");
  accept(book, general_with(book, [](auto& general) { general.clamp_transfer_out = true; }));
  Book coarse = book;
  accept(coarse, SetLiability{kLoan, {kUsdt, "400.01"_amount, {}}});
  accept(coarse, asset_with(coarse, kUsdt, [](auto& asset) { asset.precision = 1; }));
  EXPECT_EQ(accept<TransferredOut>(coarse, out("900"_amount)).amount, "199.9"_amount)
      << "199.98, in the decimals that it takes";
  EXPECT_EQ(accept<TransferredOut>(book, out("900"_amount)).amount, "200"_amount);
  accept(book, UpdateWallet{kCollateral, spot({})});
  EXPECT_EQ(refusal(book, out(kTick)), "TRANSFER_OUT_EXCEEDED") << "nothing to clamp to";
}

TEST(TransferOut, TheErrorsComeInTheirOrder) {
  Book book = with_margin();
  EXPECT_EQ(refusal(book, TransferOut{kStranger, kNobody, kNoAsset, {}}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(refusal(book, TransferOut{kStranger, kBare, kNoAsset, {}}), "NOT_SAME_PARENT");
  EXPECT_EQ(refusal(book, out({}, kBare, kNoAsset)), "RECEIVER_NOT_IN_UNIT");
  accept(book, EditMember{kLoan, kFree, true, false});
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kLiquidating;
    unit.liquidation = model::Liquidation{};
    unit.pending = model::PendingTransfer{7, kFree, kUsdt, "1"_amount};
  });
  EXPECT_EQ(refusal(book, out({}, kFree, kNoAsset)), "RECEIVER_MARGIN_DISABLED");
  const TransferOut nothing = out({}, kCollateral, kNoAsset);
  EXPECT_EQ(refusal_in_full(book, nothing), "UNIT_LIQUIDATING 6");
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kNormal;
    unit.liquidation.reset();
  });
  EXPECT_EQ(refusal(book, nothing), "PENDING_TRANSACTION");
  book.change_unit(kLoan, [](model::RiskUnit& unit) { unit.pending.reset(); });
  EXPECT_EQ(refusal(book, nothing), "QUIET_TIME");
  book.time = book.time + 120'000;
  EXPECT_EQ(refusal(book, nothing), "UNKNOWN_ASSET");
  EXPECT_EQ(refusal(book, out({})), "ILLEGAL_ARGUMENT");
  accept(book, asset_with(book, kUsdt, [](auto& asset) { asset.precision = 1; }));
  EXPECT_EQ(refusal_in_full(book, out("0.05"_amount)), "PRECISION USDT");
  EXPECT_EQ(refusal(book, out("200.1"_amount)), "TRANSFER_OUT_EXCEEDED");
  accept(book, asset_with(book, kUsdt, [](auto& asset) { asset.precision = 8; }));
  DefineAsset fresh = asset_with(book, kUsdt, [](auto& asset) { asset.name = "NEW"; });
  accept(book, fresh);
  accept(book,
         UpdateWallet{kCollateral, spot({{*book.parameters.find_asset("NEW"), "1"_amount, {}}})});
  EXPECT_EQ(refusal_in_full(book, out(kTick)), "PRICE_MISSING NEW");
}

// --- Settlement

TEST(SettleTransfer, TheAmountStandsLockedUntilItIsSettled) {
  Book book = with_external_settlement();
  const auto event = accept<TransferredOut>(book, out("200"_amount));
  EXPECT_TRUE(event.pending);
  EXPECT_EQ(margin(book), "800"_amount);
  EXPECT_TRUE(spot_of(book).is_zero());
  ASSERT_TRUE(book.find_unit(kLoan)->pending);
  EXPECT_EQ(refusal(book, out(kTick)), "PENDING_TRANSACTION");
  EXPECT_EQ(refusal(book, Borrow{kLoan, kCredit, kUsdt, kTick}), "PENDING_TRANSACTION");
  EXPECT_EQ(refusal(book, CloseUnit{kLoan}), "PENDING_TRANSACTION");
  EXPECT_EQ(broken_promise(book), "");

  Book back = book;
  accept(back, SettleTransfer{kLoan, event.transaction, false});
  EXPECT_EQ(margin(back), "1000"_amount);
  EXPECT_TRUE(spot_of(back).is_zero());
  EXPECT_FALSE(back.find_unit(kLoan)->pending);
  EXPECT_EQ(broken_promise(back), "");

  accept(book, SettleTransfer{kLoan, event.transaction, true});
  EXPECT_EQ(margin(book), "800"_amount);
  EXPECT_EQ(spot_of(book), "200"_amount);
  EXPECT_FALSE(book.find_unit(kLoan)->pending);
  EXPECT_EQ(broken_promise(book), "");
}

TEST(SettleTransfer, EverythingFreeMayBePending) {
  Book book = with_external_settlement();
  accept(book, SetLiability{kLoan, {kUsdt, {}, {}}});
  const auto event = accept<TransferredOut>(book, out("1000"_amount));
  EXPECT_EQ(broken_promise(book), "");
  accept(book, SettleTransfer{kLoan, event.transaction, true});
  EXPECT_TRUE(
      std::get<model::CrossMarginWallet>(book.find_account(kCollateral)->margin).balances.empty());
  EXPECT_EQ(spot_of(book), "1000"_amount);
}

TEST(SettleTransfer, TheErrorsComeInTheirOrder) {
  Book book = with_external_settlement();
  EXPECT_EQ(refusal(book, SettleTransfer{kNoUnit, 1}), "UNKNOWN_UNIT");
  EXPECT_EQ(refusal(book, SettleTransfer{kUnit, 1}), "UNIT_CLOSED");
  EXPECT_EQ(refusal(book, SettleTransfer{kLoan, 1}), "UNKNOWN_ORDER");
  const auto event = accept<TransferredOut>(book, out("200"_amount));
  EXPECT_EQ(refusal(book, SettleTransfer{kLoan, event.transaction + 1}), "UNKNOWN_ORDER");
  accept(book, SettleTransfer{kLoan, event.transaction});
  EXPECT_EQ(refusal(book, SettleTransfer{kLoan, event.transaction}), "UNKNOWN_ORDER");
}

TEST(SettleTransfer, NoUpdateOfTheWalletTakesWhatIsPending) {
  Book book = with_external_settlement();
  const auto event = accept<TransferredOut>(book, out("200"_amount));
  const auto wallet = [](Amount locked) {
    return UpdateWallet{kCollateral, cross({{kUsdt, "5"_amount, locked, {}, {}}})};
  };
  EXPECT_EQ(refusal(book, UpdateWallet{kCollateral, cross({})}), "PENDING_TRANSACTION");
  EXPECT_EQ(refusal(book, wallet("199.99999999"_amount)), "PENDING_TRANSACTION");
  EXPECT_EQ(refusal(book, UpdateWallet{kCollateral, spot({})}), "") << "SPOT is another wallet";
  EXPECT_EQ(refusal(book, UpdateWallet{kCredit, cross({})}), "") << "another account";
  const auto change = [](Amount locked) {
    return AdjustWallet{kCollateral, cross({{kUsdt, {}, locked, {}, {}}})};
  };
  EXPECT_EQ(refusal(book, change(-kTick)), "PENDING_TRANSACTION");
  EXPECT_EQ(refusal(book, change(kTick)), "");
  accept(book, wallet("200"_amount));
  accept(book, SettleTransfer{kLoan, event.transaction, true});
  EXPECT_EQ(broken_promise(book), "");
  EXPECT_EQ(margin(book), "5"_amount);
}

TEST(SettleTransfer, ALiquidationLeavesWhatIsPending) {
  Life life(with_external_settlement());
  life.must(out("200"_amount));
  const std::int64_t id = life.unit().pending->id;
  life.must(SetLiability{kLoan, {kUsdt, "1100"_amount, {}}});
  EXPECT_EQ(life.unit().owed(kUsdt).principal, "300"_amount) << "800 were there to take";
  EXPECT_EQ(broken_promise(life.book), "");
  life.must(SettleTransfer{kLoan, id, false});
  EXPECT_EQ(life.unit().owed(kUsdt).principal, "100"_amount) << "it came back and was taken";
  EXPECT_EQ(broken_promise(life.book), "");
}

// --- Transfer

using W = TransferWallet;
Transfer move(Uid from, W from_wallet, Uid to, W to_wallet, Amount amount = "1"_amount) {
  return {kParent, {from, from_wallet}, {to, to_wallet}, kUsdt, amount, "id"};
}

TEST(Transfer, MovesBetweenWalletsOfTheParentsAccounts) {
  Book book = with_margin();
  accept(book, UpdateWallet{kParent, spot({{kUsdt, "10"_amount, {}}})});
  const auto event =
      accept<Transferred>(book, move(kParent, W::kSpot, kCredit, W::kMargin, "4"_amount));
  EXPECT_EQ(event.client_id, "id");
  EXPECT_EQ(event.transaction, book.last_transaction);
  EXPECT_EQ(margin(book, kCredit), "4"_amount);
  accept(book, move(kParent, W::kSpot, kBare, W::kSpot, "6"_amount));
  EXPECT_TRUE(spot_of(book, kParent).is_zero());
  EXPECT_EQ(spot_of(book, kBare), "6"_amount);
  accept(book, move(kCollateral, W::kMargin, kCredit, W::kMargin, "900"_amount));
  EXPECT_EQ(margin(book, kCredit), "904"_amount) << "no line among members' margin wallets";
  EXPECT_EQ(broken_promise(book), "");
}

TEST(Transfer, OnlySomePairsOfWallets) {
  Book book = with_margin();
  for (const Uid uid : {kParent, kCredit, kCollateral, kBare, kFree}) {
    accept(book, UpdateWallet{uid, spot({{kUsdt, "10"_amount, {}}})});
  }
  accept(book, UpdateWallet{kFree, cross({{kUsdt, "10"_amount, {}, {}, {}}})});
  EXPECT_EQ(refusal(book, move(kFree, W::kMargin, kFree, W::kSpot)), "TRANSFER_FAILED");
  EXPECT_EQ(refusal(book, move(kFree, W::kSpot, kFree, W::kMargin)), "TRANSFER_FAILED");
  EXPECT_EQ(refusal(book, move(kFree, W::kMargin, kBare, W::kSpot)), "TRANSFER_FAILED");
  EXPECT_EQ(refusal(book, move(kParent, W::kMargin, kBare, W::kSpot)), "TRANSFER_FAILED");
  EXPECT_EQ(refusal(book, move(kFree, W::kMargin, kParent, W::kMargin)), "TRANSFER_FAILED");
  EXPECT_EQ(refusal(book, move(kFree, W::kMargin, kParent, W::kSpot)), "");
  EXPECT_EQ(refusal(book, move(kParent, W::kSpot, kFree, W::kMargin)), "");
  EXPECT_EQ(refusal(book, move(kFree, W::kMargin, kCredit, W::kMargin)), "");
  EXPECT_EQ(refusal(book, move(kFree, W::kSpot, kBare, W::kSpot)), "");
  EXPECT_EQ(refusal(book, move(kParent, W::kSpot, kBare, W::kMargin)), "WALLET_MISSING");
}

TEST(Transfer, TheErrorsComeInTheirOrder) {
  Book book = with_margin();
  const auto with = [&](TransferEnd from, TransferEnd to, AssetId asset, Amount amount) {
    return refusal(book, Transfer{kParent, from, to, asset, amount, {}});
  };
  const TransferEnd member{kCollateral, W::kMargin};
  EXPECT_EQ(with({kForeign, W::kSpot}, member, kNoAsset, {}), "NO_RELATION");
  EXPECT_EQ(with(member, {kNobody, W::kSpot}, kNoAsset, {}), "NO_RELATION");
  EXPECT_EQ(with(member, {kBare, W::kSpot}, kNoAsset, {}), "UNKNOWN_ASSET");
  EXPECT_EQ(with(member, {kBare, W::kSpot}, kUsdt, {}), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with(member, member, kUsdt, kTick), "ILLEGAL_ARGUMENT");
  EXPECT_EQ(with(member, {kBare, W::kSpot}, kUsdt, kTick), "TRANSFER_FAILED");
  EXPECT_EQ(with(member, {kBare, W::kMargin}, kUsdt, kTick), "WALLET_MISSING");
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kLiquidating;
    unit.liquidation = model::Liquidation{};
    unit.pending = model::PendingTransfer{7, kFree, kUsdt, "1"_amount};
    unit.quiet_until = kNow + 1;
  });
  const TransferEnd away{kFree, W::kMargin};
  EXPECT_EQ(with(member, away, kUsdt, "5000"_amount), "UNIT_LIQUIDATING");
  book.change_unit(kLoan, [](model::RiskUnit& unit) {
    unit.state = model::UnitState::kNormal;
    unit.liquidation.reset();
  });
  EXPECT_EQ(with(member, away, kUsdt, "5000"_amount), "PENDING_TRANSACTION");
  book.change_unit(kLoan, [](model::RiskUnit& unit) { unit.pending.reset(); });
  EXPECT_EQ(with(member, away, kUsdt, "5000"_amount), "QUIET_TIME");
  book.time = kNow + 1;
  EXPECT_EQ(with(member, away, kUsdt, "5000"_amount), "TRANSFER_LEAVES_UNIT");
  EXPECT_EQ(with(member, {kParent, W::kSpot}, kUsdt, kTick), "TRANSFER_LEAVES_UNIT");
  EXPECT_EQ(with(member, {kCredit, W::kMargin}, kUsdt, "1000.00000001"_amount),
            "ASSET_BALANCE_INSUFFICIENT");
  EXPECT_EQ(with(member, {kCredit, W::kMargin}, kUsdt, "1000"_amount), "");
}

TEST(Transfer, PledgedSpotThatLeavesObeysTheLineWhileTheUnitOwes) {
  Book book = make_loan_book();  // 1000 USDT in kCollateral's SPOT
  accept(book, SetLiability{kLoan, {kUsdt, "400"_amount, {}}});
  const auto leave = [](Amount amount) {
    return move(kCollateral, W::kSpot, kParent, W::kSpot, amount);
  };
  EXPECT_EQ(refusal(book, leave("200"_amount)), "");
  EXPECT_EQ(refusal(book, leave("200.00000001"_amount)), "TRANSFER_OUT_EXCEEDED");
  EXPECT_EQ(refusal(book, leave("1000.00000001"_amount)), "ASSET_BALANCE_INSUFFICIENT");
  accept(book, EditMember{kLoan, kFree, true, false});
  book.time = kNow + 120'000;
  EXPECT_EQ(refusal(book, move(kCollateral, W::kSpot, kFree, W::kSpot, "1000"_amount)), "")
      << "it stays in the unit";
  accept(book, general_with(book, [](auto& general) { general.check_spot_transfer = false; }));
  EXPECT_EQ(refusal(book, leave("1000"_amount)), "");
  accept(book, general_with(book, [](auto& general) { general.check_spot_transfer = true; }));
  accept(book, SetLiability{kLoan, {kUsdt, {}, {}}});
  EXPECT_EQ(refusal(book, leave("1000"_amount)), "") << "nothing is owed";
}

}  // namespace
}  // namespace plimsoll::book
