// The answer of GET /sapi/v1/margin/loan-group/borrow-repay.
//
// The rows are views: texts belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/numbers.h"
#include "base/time.h"
#include "wire/numeric_style.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

enum class BorrowRepayType : std::uint8_t { kBorrow, kNormalRepay, kForceRepay };

struct BorrowRepayRecord {
  std::int64_t transaction_id = 0;
  std::string_view asset;
  Amount amount;
  Amount principal;  // of a repayment: amount = principal + interest; not printed otherwise
  Amount interest;
  RecordStatus status{};
  BorrowRepayType type{};
  Timestamp time;  // of creation
};

// Appends the page; `total` counts the rows of all pages.
void write_borrow_repay(std::string& out, std::int64_t total,
                        std::span<const BorrowRepayRecord> rows, const NumericStyle& style);

}  // namespace plimsoll::wire
