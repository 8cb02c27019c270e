// The rebate's balance: the specified example, byte for byte.
#include "wire/rebate_balance.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

TEST(RebateBalance, TheExampleIsReproducedByteForByte) {
  const RebateBalance balance = {"USDT", "3949.87654322"_amount, "5000"_amount,
                                 "1050.12345678"_amount};
  EXPECT_EQ(written(write_rebate_balance, balance),
            R"({"asset":"USDT","balance":"3949.87654322","totalGranted":"5000.00000000",)"
            R"("totalConsumed":"1050.12345678"})");
}

}  // namespace
}  // namespace plimsoll::wire
