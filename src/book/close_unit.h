// CloseUnit: a unit without liabilities ends; its members are free for another unit.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct CloseUnit {
  static constexpr std::uint16_t kTag = 13;
  GroupId unit;
  std::optional<Uid> account = std::nullopt;  // who asks; absent: the lender

  static constexpr auto fields() { return std::tuple(&CloseUnit::unit, &CloseUnit::account); }
};

struct UnitClosed {
  static constexpr std::uint16_t kTag = 13;
  GroupId unit;
  Timestamp closed;
  static constexpr auto fields() { return std::tuple(&UnitClosed::unit, &UnitClosed::closed); }
};

// In this order: kUnknownUnit, kUnitClosed, kCreditAccountNotFound, kUnitLiquidating,
// kPendingTransaction, kLiabilityOutstanding (arguments: asset, remaining amount).
[[nodiscard]] Result<UnitClosed> decide(const Book& book, const CloseUnit& command);
void apply(Book& book, const UnitClosed& event);

}  // namespace plimsoll::book
