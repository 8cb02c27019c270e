// Universal transfers: the specified examples, byte for byte.
#include "wire/universal_transfer.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

const UniversalTransfer kTransfer = {.transaction_id = 92275823339,
                                     .from_email = "a@example.com",
                                     .to_email = "b@example.com",
                                     .asset = "BNB",
                                     .amount = "0.01"_amount,
                                     .create_time = Timestamp{1640317374000},
                                     .from_type = TransferAccountType::kUsdtFuture,
                                     .to_type = TransferAccountType::kSpot,
                                     .client_id = "test"};

TEST(UniversalTransfer, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_universal_transfer, 11945860693, "test"),
            R"({"tranId":11945860693,"clientTranId":"test"})");
}

TEST(UniversalTransfer, TheHistorysExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_universal_transfers, 1, std::span(&kTransfer, 1)),
            R"({"result":[{"tranId":92275823339,"fromEmail":"a@example.com",)"
            R"("toEmail":"b@example.com","asset":"BNB","amount":"0.01",)"
            R"("createTimeStamp":1640317374000,"fromAccountType":"USDT_FUTURE",)"
            R"("toAccountType":"SPOT","status":"SUCCESS","clientTranId":"test"}],)"
            R"("totalCount":1})");
}

TEST(UniversalTransfer, AnAbsentIdIsLeftOut) {
  EXPECT_EQ(written(write_universal_transfer, 5, std::nullopt), R"({"tranId":5})");
  UniversalTransfer transfer = kTransfer;
  transfer.client_id.reset();
  const std::string text = written(write_universal_transfers, 1, std::span(&transfer, 1));
  EXPECT_EQ(text.find("clientTranId"), std::string::npos);
  EXPECT_TRUE(text.ends_with(R"("status":"SUCCESS"}],"totalCount":1})"));
}

TEST(UniversalTransfer, APagePastTheEndKeepsTheTotal) {
  EXPECT_EQ(written(write_universal_transfers, 3, std::span<const UniversalTransfer>{}),
            R"({"result":[],"totalCount":3})");
}

TEST(UniversalTransfer, AccountTypesHaveTheDocumentedWords) {
  EXPECT_EQ(transfer_account_type_name(TransferAccountType::kSpot), "SPOT");
  EXPECT_EQ(transfer_account_type_name(TransferAccountType::kUsdtFuture), "USDT_FUTURE");
  EXPECT_EQ(transfer_account_type_name(TransferAccountType::kCoinFuture), "COIN_FUTURE");
  EXPECT_EQ(transfer_account_type_name(TransferAccountType::kMargin), "MARGIN");
  EXPECT_EQ(transfer_account_type_name(TransferAccountType::kIsolatedMargin), "ISOLATED_MARGIN");
}

}  // namespace
}  // namespace plimsoll::wire
