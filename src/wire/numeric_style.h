// The choices where documentation and clients disagree on how a field looks.
//
// One member per field (or group of fields) in dispute. The defaults satisfy every client that
// validates its answers; each can be turned when an answer of the real service shows otherwise.
// A plain value: whoever answers has a copy.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.h"

namespace plimsoll::wire {

enum class Notation : std::uint8_t { kNumber, kText };       // 12.5 or "12.5"
enum class FlagNotation : std::uint8_t { kBoolean, kText };  // true or "true"
// "success" or success; the second is what an old example shows, and no JSON.
enum class StatusNotation : std::uint8_t { kText, kBareWord };
enum class RepayTypes : std::uint8_t { kByCause, kOne };       // NORMAL_REPAY, FORCE_REPAY or REPAY
enum class LtvNotation : std::uint8_t { kInteger, kDecimal };  // 1 (half up) or 0.999, as numbers
enum class Nesting : std::uint8_t { kObject, kArray };         // {..} or [{..}]
enum class EditStatus : std::uint8_t { kNumber, kObject };     // 0 or {}

struct NumericStyle {
  Notation transaction_id = Notation::kNumber;           // borrow, repay
  Notation amount = Notation::kNumber;                   // borrow, repay
  StatusNotation borrow_status = StatusNotation::kText;  // borrow
  Notation interest_figures = Notation::kNumber;  // interest-history: principal, rate, interest
  Notation interest_ids = Notation::kNumber;      // interest-history: total, groupId
  Notation record_figures = Notation::kNumber;    // borrow-repay: amount, principal, interest
  RepayTypes repay_types = RepayTypes::kByCause;  // borrow-repay: type of a repayment
  LtvNotation liquidation_ltv = LtvNotation::kInteger;  // force-liquidation: startLtv, endLtv
  Notation liquidation_totals = Notation::kText;        // force-liquidation: the three totals
  Nesting liquidation_snapshot = Nesting::kObject;      // force-liquidation
  // force-liquidation; as an object only when there is exactly one, lest any be lost.
  Nesting snapshot_liabilities = Nesting::kArray;
  Notation transfer_uids = Notation::kText;      // liquidation transfers: fromUid, toUid
  FlagNotation flags = FlagNotation::kBoolean;   // enableMargin, enableSpot, enabled
  Notation max_borrowable = Notation::kText;     // maxBorrowableAmount
  EditStatus edit_status = EditStatus::kNumber;  // edit-member: status
  bool emit_0e8 = false;                         // "0E-8" for the zeros of a liquidation's snapshot

  // `name` is a member's, `value` one of its words. kSetting, with what there is to choose from.
  [[nodiscard]] Result<void> set(std::string_view name, std::string_view value);

  friend bool operator==(const NumericStyle&, const NumericStyle&) = default;
};

// What can be set, for help texts.
struct StyleChoice {
  std::string_view name;
  std::span<const std::string_view> values;
  std::string_view default_value;
};
// In the order of the members.
[[nodiscard]] std::span<const StyleChoice> style_choices();

}  // namespace plimsoll::wire
