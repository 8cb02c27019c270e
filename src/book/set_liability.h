// SetLiability: the absolute principal and interest a unit owes in one asset.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct SetLiability {
  static constexpr std::uint16_t kTag = 14;
  GroupId unit;
  model::Liability liability;  // both amounts zero: the liability goes away

  static constexpr auto fields() {
    return std::tuple(&SetLiability::unit, &SetLiability::liability);
  }
};

struct LiabilitySet {
  static constexpr std::uint16_t kTag = 14;
  GroupId unit;
  model::Liability liability;
  static constexpr auto fields() {
    return std::tuple(&LiabilitySet::unit, &LiabilitySet::liability);
  }
};

// kUnknownUnit, kUnitClosed, kUnknownAsset, kOutOfRange (negative, or beyond
// 10^15).
[[nodiscard]] Result<LiabilitySet> decide(const Book& book, const SetLiability& command);
void apply(Book& book, const LiabilitySet& event);

}  // namespace plimsoll::book
