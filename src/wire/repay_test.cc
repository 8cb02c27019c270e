// repay: the specified example, byte for byte, and its choices.
#include "wire/repay.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

const Repayment kRepayment = {12317283617, "123.45"_amount, RepaySource::kMargin};

TEST(Repay, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_repay, kRepayment, NumericStyle{}),
            R"({"transactionId":12317283617,"amount":123.45,"repayFrom":"MARGIN"})");
}

TEST(Repay, TheSpotWalletHasItsWord) {
  const Repayment from_spot = {1, "2"_amount, RepaySource::kSpot};
  EXPECT_EQ(written(write_repay, from_spot, NumericStyle{}),
            R"({"transactionId":1,"amount":2,"repayFrom":"SPOT"})");
}

TEST(Repay, EachFieldHasItsChoice) {
  EXPECT_EQ(written(write_repay, kRepayment, styled("transaction_id", "text")),
            R"({"transactionId":"12317283617","amount":123.45,"repayFrom":"MARGIN"})");
  EXPECT_EQ(written(write_repay, kRepayment, styled("amount", "text")),
            R"({"transactionId":12317283617,"amount":"123.45","repayFrom":"MARGIN"})");
}

}  // namespace
}  // namespace plimsoll::wire
