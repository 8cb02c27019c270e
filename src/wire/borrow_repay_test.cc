// Borrowings and repayments: the specified example, byte for byte, and its choices.
#include "wire/borrow_repay.h"

#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

const BorrowRepayRecord kRepayment = {.transaction_id = 1648963682,
                                      .asset = "USDT",
                                      .amount = "300"_amount,
                                      .principal = "298"_amount,
                                      .interest = "2"_amount,
                                      .status = RecordStatus::kConfirmed,
                                      .type = BorrowRepayType::kNormalRepay,
                                      .time = Timestamp{1750420899036}};
const BorrowRepayRecord kBorrowing = {.transaction_id = 1648963681,
                                      .asset = "USDT",
                                      .amount = "300"_amount,
                                      .principal = {},
                                      .interest = {},
                                      .status = RecordStatus::kConfirmed,
                                      .type = BorrowRepayType::kBorrow,
                                      .time = Timestamp{1750420890000}};

std::string one(const BorrowRepayRecord& record, const NumericStyle& style = {}) {
  return written(write_borrow_repay, 1, std::span(&record, 1), style);
}

TEST(BorrowRepay, TheExampleIsReproducedByteForByte) {
  const std::array<BorrowRepayRecord, 2> rows = {kRepayment, kBorrowing};
  EXPECT_EQ(written(write_borrow_repay, 2, rows, NumericStyle{}),
            R"({"total":2,"rows":[{"tranId":1648963682,"assetName":"USDT","amount":300,)"
            R"("principal":298,"interest":2,"status":"CONFIRM","type":"NORMAL_REPAY",)"
            R"("timestamp":1750420899036},)"
            R"({"tranId":1648963681,"assetName":"USDT","amount":300,"status":"CONFIRM",)"
            R"("type":"BORROW","timestamp":1750420890000}]})");
}

TEST(BorrowRepay, ARepaymentWithoutInterestStillShowsIt) {
  BorrowRepayRecord record = kRepayment;
  record.principal = record.amount;
  record.interest = {};
  record.type = BorrowRepayType::kForceRepay;
  record.status = RecordStatus::kFailed;
  EXPECT_EQ(one(record),
            R"({"total":1,"rows":[{"tranId":1648963682,"assetName":"USDT","amount":300,)"
            R"("principal":300,"interest":0,"status":"FAILED","type":"FORCE_REPAY",)"
            R"("timestamp":1750420899036}]})");
}

TEST(BorrowRepay, RepaymentsCanHaveOneType) {
  const NumericStyle style = styled("repay_types", "one");
  BorrowRepayRecord forced = kRepayment;
  forced.type = BorrowRepayType::kForceRepay;
  for (const auto& record : {kRepayment, forced}) {
    EXPECT_NE(one(record, style).find(R"("type":"REPAY",)"), std::string::npos);
  }
  EXPECT_NE(one(kBorrowing, style).find(R"("type":"BORROW",)"), std::string::npos);
}

TEST(BorrowRepay, FiguresCanBeTexts) {
  const NumericStyle style = styled("record_figures", "text");
  EXPECT_NE(one(kRepayment, style).find(R"("amount":"300","principal":"298","interest":"2",)"),
            std::string::npos);
  EXPECT_NE(one(kBorrowing, style)
                .find(R"("tranId":1648963681,"assetName":"USDT","amount":"300",)"
                      R"("status":)"),
            std::string::npos);
}

TEST(BorrowRepay, NobodyElsesRows) {
  EXPECT_EQ(written(write_borrow_repay, 0, std::span<const BorrowRepayRecord>{}, NumericStyle{}),
            R"({"total":0,"rows":[]})");
}

}  // namespace
}  // namespace plimsoll::wire
