// Rebate records: the specified example, byte for byte.
#include "wire/rebate_records.h"

#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

RebateRecord granted(RebateType type, Amount delta) {
  RebateRecord record;
  record.type = type;
  record.rebate_asset = "USDT";
  record.delta = delta;
  record.create_time = Timestamp{1711843200000};
  return record;
}

TEST(RebateRecords, TheExampleIsReproducedByteForByte) {
  RebateRecord offset = granted(RebateType::kInterestOffset, "-50.12345678"_amount);
  offset.create_time = Timestamp{1712102400000};
  offset.group_id = GroupId{10005};
  offset.liability_asset = "BTC";
  offset.deducted_interest = "0.00050123"_amount;
  offset.exchange_rate = "0.00001"_amount;
  const std::array<RebateRecord, 2> rows = {granted(RebateType::kAdd, "5000"_amount), offset};
  EXPECT_EQ(written(write_rebate_records, 2, rows),
            R"({"total":2,"rows":[{"type":"ADD","rebateAsset":"USDT","delta":"5000.00000000",)"
            R"("createTime":1711843200000},)"
            R"({"type":"INTEREST_OFFSET","groupId":10005,"rebateAsset":"USDT",)"
            R"("delta":"-50.12345678","liabilityAsset":"BTC","deductedInterest":"0.00050123",)"
            R"("exchangeRate":"0.00001000","createTime":1712102400000}]})");
}

TEST(RebateRecords, ADeductionNamesNoLoan) {
  const RebateRecord deduction = granted(RebateType::kDeduct, "-0.5"_amount);
  EXPECT_EQ(written(write_rebate_records, 9, std::span(&deduction, 1)),
            R"({"total":9,"rows":[{"type":"DEDUCT","rebateAsset":"USDT","delta":"-0.50000000",)"
            R"("createTime":1711843200000}]})");
}

TEST(RebateRecords, TypesAreNumberedAsTheParameterIs) {
  EXPECT_EQ(static_cast<int>(RebateType::kAdd), 0);
  EXPECT_EQ(static_cast<int>(RebateType::kDeduct), 1);
  EXPECT_EQ(static_cast<int>(RebateType::kInterestOffset), 2);
}

}  // namespace
}  // namespace plimsoll::wire
