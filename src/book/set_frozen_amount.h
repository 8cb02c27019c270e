// SetFrozenAmount: what is frozen on a parent account. Reported as parentAccountFrozenAmount,
// counted nowhere.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct SetFrozenAmount {
  static constexpr std::uint16_t kTag = 6;
  Uid parent;
  Amount amount;

  static constexpr auto fields() {
    return std::tuple(&SetFrozenAmount::parent, &SetFrozenAmount::amount);
  }
};

struct FrozenAmountSet {
  static constexpr std::uint16_t kTag = 6;
  Uid parent;
  Amount amount;
  static constexpr auto fields() {
    return std::tuple(&FrozenAmountSet::parent, &FrozenAmountSet::amount);
  }
};

// kUnknownAccount, kAccountIsSub, kOutOfRange (negative, or beyond 10^15).
[[nodiscard]] Result<FrozenAmountSet> decide(const Book& book, const SetFrozenAmount& command);
void apply(Book& book, const FrozenAmountSet& event);

}  // namespace plimsoll::book
