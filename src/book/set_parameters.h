// SetParameters: the parameters that belong to no single asset or contract, all at once.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct SetParameters {
  static constexpr std::uint16_t kTag = 3;
  model::GeneralParameters general;

  static constexpr auto fields() { return std::tuple(&SetParameters::general); }
};

struct ParametersSet {
  static constexpr std::uint16_t kTag = 3;
  model::GeneralParameters general;
  static constexpr auto fields() { return std::tuple(&ParametersSet::general); }
};

// kOutOfRange: lines out of order, by themselves or with the own lines of an active unit (the
// detail names it), a span outside ten years, a ratio outside 0..1, a preset limit that is negative
// or no Value, an LTV cap that is not positive or has more than 3 decimals, a member limit outside
// 1..1000.
[[nodiscard]] Result<ParametersSet> decide(const Book& book, const SetParameters& command);
void apply(Book& book, const ParametersSet& event);

}  // namespace plimsoll::book
