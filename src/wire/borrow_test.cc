// borrow: the specified example, byte for byte, and its choices.
#include "wire/borrow.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

const Borrowed kBorrowed = {12317283617, "123.45"_amount};

TEST(Borrow, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_borrow, kBorrowed, NumericStyle{}),
            R"({"transactionId":12317283617,"amount":123.45,"status":"success"})");
}

TEST(Borrow, AmountsArePlainNumbers) {
  const std::string small = written(write_borrow, Borrowed{1, "0.00000001"_amount}, NumericStyle{});
  EXPECT_EQ(small, R"({"transactionId":1,"amount":0.00000001,"status":"success"})");
  const std::string large =
      written(write_borrow, Borrowed{1, "123000000000000000000000"_amount}, NumericStyle{});
  EXPECT_EQ(large, R"({"transactionId":1,"amount":123000000000000000000000,"status":"success"})");
}

TEST(Borrow, EachFieldHasItsChoice) {
  EXPECT_EQ(written(write_borrow, kBorrowed, styled("transaction_id", "text")),
            R"({"transactionId":"12317283617","amount":123.45,"status":"success"})");
  EXPECT_EQ(written(write_borrow, kBorrowed, styled("amount", "text")),
            R"({"transactionId":12317283617,"amount":"123.45","status":"success"})");
  EXPECT_EQ(written(write_borrow, kBorrowed, styled("borrow_status", "bare-word")),
            R"({"transactionId":12317283617,"amount":123.45,"status":success})");
}

}  // namespace
}  // namespace plimsoll::wire
