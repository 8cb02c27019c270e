// The answer of POST /sapi/v1/margin/loan-group/repay.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

// The wallet of the credit account that pays.
enum class RepaySource : std::uint8_t { kMargin, kSpot };
[[nodiscard]] std::string_view repay_source_name(RepaySource source);  // "MARGIN"

struct Repayment {
  std::int64_t transaction_id = 0;
  Amount amount;  // what was really repaid
  RepaySource repay_from{};
};

// Appends {"transactionId":12317283617,"amount":123.45,"repayFrom":"MARGIN"}.
void write_repay(std::string& out, const Repayment& repayment, const NumericStyle& style);

}  // namespace plimsoll::wire
