// The answer of POST /sapi/v1/margin/loan-group/borrow.
#pragma once

#include <cstdint>
#include <string>

#include "base/numbers.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

struct Borrowed {
  std::int64_t transaction_id = 0;
  Amount amount;
};

// Appends {"transactionId":12317283617,"amount":123.45,"status":"success"}.
void write_borrow(std::string& out, const Borrowed& borrowed, const NumericStyle& style);

}  // namespace plimsoll::wire
