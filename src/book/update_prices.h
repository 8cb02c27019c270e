// UpdatePrices: the newest price of each asset and contract that moved, conflated by the engine
// into one event a turn.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct PriceUpdate {
  model::PriceKind kind = model::PriceKind::kMarginIndex;
  std::uint16_t index = 0;  // AssetId or ContractId, by kind
  Price price;
  Timestamp time;  // of the observation

  static constexpr auto fields() {
    return std::tuple(&PriceUpdate::kind, &PriceUpdate::index, &PriceUpdate::price,
                      &PriceUpdate::time);
  }
};

struct UpdatePrices {
  static constexpr std::uint16_t kTag = 4;
  std::vector<PriceUpdate> prices;

  static constexpr auto fields() { return std::tuple(&UpdatePrices::prices); }
};

struct PricesUpdated {
  static constexpr std::uint16_t kTag = 4;
  std::vector<PriceUpdate> prices;
  static constexpr auto fields() { return std::tuple(&PricesUpdated::prices); }
};

// kUnknownAsset / kUnknownContract; kPriceRefused: not positive, beyond 10^9, or a margin index of
// USDT, which is 1 by definition. An observation in the future counts as made now.
[[nodiscard]] Result<PricesUpdated> decide(const Book& book, const UpdatePrices& command);
void apply(Book& book, const PricesUpdated& event);

}  // namespace plimsoll::book
