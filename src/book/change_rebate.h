// ChangeRebate: the lender grants a parent a rebate on interest, in USDT, or takes it back.
// Interest uses it up by itself.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct ChangeRebate {
  static constexpr std::uint16_t kTag = 16;
  Uid parent;
  Amount delta;  // positive: ADD; negative: DEDUCT

  static constexpr auto fields() { return std::tuple(&ChangeRebate::parent, &ChangeRebate::delta); }
};

struct RebateChanged {
  static constexpr std::uint16_t kTag = 16;
  Uid parent;
  Amount delta;
  static constexpr auto fields() {
    return std::tuple(&RebateChanged::parent, &RebateChanged::delta);
  }
};

// kUnknownAccount, kAccountIsSub, kUnknownAsset (the book has no USDT), kOutOfRange,
// kInsufficientBalance (argument: USDT) for a deduction beyond the balance.
[[nodiscard]] Result<RebateChanged> decide(const Book& book, const ChangeRebate& command);
void apply(Book& book, const RebateChanged& event);

}  // namespace plimsoll::book
