// The answer of GET /sapi/v1/margin/loan-group/interest-rebate-balance/records.
//
// The rows are views: texts belong to whoever fills them and outlive the writing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::wire {

// As the parameter `type` counts them.
enum class RebateType : std::uint8_t { kAdd = 0, kDeduct = 1, kInterestOffset = 2 };

struct RebateRecord {
  RebateType type{};
  std::string_view rebate_asset;
  Amount delta;  // below zero for kDeduct and kInterestOffset
  Timestamp create_time;
  // Of kInterestOffset, not printed otherwise.
  GroupId group_id;
  std::string_view liability_asset;
  Amount deducted_interest;
  Amount exchange_rate;  // liability asset per rebate asset
};

// Appends the page; `total` counts the rows of all pages. All figures are texts with 8 decimals.
void write_rebate_records(std::string& out, std::int64_t total, std::span<const RebateRecord> rows);

}  // namespace plimsoll::wire
