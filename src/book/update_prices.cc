#include "book/update_prices.h"

namespace plimsoll::book {

Result<PricesUpdated> decide(const Book& book, const UpdatePrices& command) {
  for (const PriceUpdate& update : command.prices) {
    if (update.kind == model::PriceKind::kMark) {
      RETURN_IF_ERROR(need_contract(book, ContractId{update.index}));
    } else {
      RETURN_IF_ERROR(need_asset(book, AssetId{update.index}));
    }
    if (!update.price.is_positive()) {
      return fail(ErrorCode::kPriceRefused, "a price is greater than zero");
    }
    if (update.kind == model::PriceKind::kMarginIndex &&
        book.parameters.usdt == AssetId{update.index}) {
      return fail(ErrorCode::kPriceRefused, "the margin index of USDT is 1 by definition");
    }
  }
  return PricesUpdated{command.prices};
}

void apply(Book& book, const PricesUpdated& event) {
  for (const PriceUpdate& update : event.prices) {
    book.prices.column(update.kind).set(update.index, update.price, update.time);
  }
}

}  // namespace plimsoll::book
