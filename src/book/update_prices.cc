#include "book/update_prices.h"

#include <algorithm>

#include "book/bounds.h"

namespace plimsoll::book {

Result<PricesUpdated> decide(const Book& book, const UpdatePrices& command) {
  for (const PriceUpdate& update : command.prices) {
    if (update.kind == model::PriceKind::kMark) {
      RETURN_IF_ERROR(need_contract(book, ContractId{update.index}));
    } else {
      RETURN_IF_ERROR(need_asset(book, AssetId{update.index}));
    }
    if (!is_enterable(update.price)) {
      return fail(ErrorCode::kPriceRefused, "a price is greater than zero and at most 10^9");
    }
    if (update.kind == model::PriceKind::kMarginIndex &&
        book.parameters.usdt == AssetId{update.index}) {
      return fail(ErrorCode::kPriceRefused, "the margin index of USDT is 1 by definition");
    }
  }
  PricesUpdated event{command.prices};
  // Nothing is observed in the future: a price that says so would be fresh for ever.
  for (PriceUpdate& update : event.prices) update.time = std::min(update.time, book.time);
  return event;
}

void apply(Book& book, const PricesUpdated& event) {
  for (const PriceUpdate& update : event.prices) {
    book.prices.column(update.kind).set(update.index, update.price, update.time);
  }
}

}  // namespace plimsoll::book
