// Transfers of liquidations: the specified example, byte for byte.
#include "wire/liquidation_transfers.h"

#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

const std::array<TransferredAsset, 2> kAssets = {
    {{"USDT", "17750.63160000"_amount}, {"BTC", "0.5"_amount}}};
const std::array<LiquidationTransfer, 1> kTransfers = {
    {{Timestamp{1765378400855}, Uid{1000277033525}, WalletType::kPortfolioMargin,
      Uid{1000277033505}, WalletType::kPortfolioMargin, RecordStatus::kConfirmed,
      std::span(kAssets).first(1)}}};
const std::array<LiquidationTransfers, 1> kRows = {{{56, kTransfers}}};

TEST(LiquidationTransfers, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_liquidation_transfers, 1, kRows, NumericStyle{}),
            R"({"total":1,"rows":[{"liquidationId":56,"liquidationTransferRecord":[)"
            R"({"transferTime":1765378400855,"fromUid":"1000277033525",)"
            R"("fromAccountType":"PORTFOLIO_MARGIN","toUid":"1000277033505",)"
            R"("toAccountType":"PORTFOLIO_MARGIN","status":"CONFIRM",)"
            R"("assets":[{"assetName":"USDT","amount":"17750.6316"}]}]}]})");
}

TEST(LiquidationTransfers, AccountsCanBeNumbers) {
  const std::string text =
      written(write_liquidation_transfers, 1, kRows, styled("transfer_uids", "number"));
  EXPECT_NE(text.find(R"("fromUid":1000277033525,"fromAccountType")"), std::string::npos);
  EXPECT_NE(text.find(R"("toUid":1000277033505,"toAccountType")"), std::string::npos);
}

TEST(LiquidationTransfers, ListsHoldSeveralTransfersAndAssets) {
  LiquidationTransfer spot = kTransfers[0];
  spot.from_wallet = WalletType::kSpot;
  spot.to_wallet = WalletType::kCrossMargin;
  spot.status = RecordStatus::kFailed;
  spot.assets = kAssets;
  const std::array<LiquidationTransfer, 2> transfers = {spot, spot};
  const std::array<LiquidationTransfers, 1> rows = {{{57, transfers}}};
  const std::string transfer =
      R"({"transferTime":1765378400855,"fromUid":"1000277033525","fromAccountType":"SPOT",)"
      R"("toUid":"1000277033505","toAccountType":"CROSS_MARGIN","status":"FAILED",)"
      R"("assets":[{"assetName":"USDT","amount":"17750.6316"},)"
      R"({"assetName":"BTC","amount":"0.5"}]})";
  EXPECT_EQ(written(write_liquidation_transfers, 8, rows, NumericStyle{}),
            R"({"total":8,"rows":[{"liquidationId":57,"liquidationTransferRecord":[)" + transfer +
                "," + transfer + "]}]}");
}

}  // namespace
}  // namespace plimsoll::wire
