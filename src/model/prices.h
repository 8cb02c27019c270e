// Prices: the three kinds the valuation reads, one observation, and the board that holds them all
// at one moment.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::model {

enum class PriceKind : std::uint8_t {
  kMarginIndex,  // an asset against USDT: SPOT, CROSS_MARGIN and the loan (model, section 1)
  kAssetIndex,   // an asset in USD: PORTFOLIO_MARGIN
  kMark,         // a futures contract: positions
};
[[nodiscard]] constexpr int enum_size(PriceKind) { return 3; }

// One observed price by name, as a feed sees it. `name` is an asset, or a contract symbol for
// kMark.
struct PriceTick {
  PriceKind kind = PriceKind::kMarginIndex;
  std::string name;
  Price price;
  Timestamp time;

  static constexpr auto fields() {
    return std::tuple(&PriceTick::kind, &PriceTick::name, &PriceTick::price, &PriceTick::time);
  }
  friend bool operator==(const PriceTick&, const PriceTick&) = default;
};

// Prices of one kind by dense id. A zero price means: none yet.
struct PriceColumn {
  std::vector<Price> price;
  std::vector<Timestamp> time;

  [[nodiscard]] Price at(std::size_t index) const {
    return index < price.size() ? price[index] : Price{};
  }
  [[nodiscard]] Timestamp time_at(std::size_t index) const {
    return index < time.size() ? time[index] : Timestamp{};
  }
  void set(std::size_t index, Price value, Timestamp when) {
    if (index >= price.size()) {
      price.resize(index + 1);
      time.resize(index + 1);
    }
    price[index] = value;
    time[index] = when;
  }
};

// The picture of all prices at one moment. Once published it never changes.
struct PriceBoard {
  PriceColumn margin_index;  // by AssetId; USDT is 1 by definition
  PriceColumn asset_index;   // by AssetId
  PriceColumn mark;          // by ContractId

  [[nodiscard]] PriceColumn& column(PriceKind kind) {
    return kind == PriceKind::kMarginIndex  ? margin_index
           : kind == PriceKind::kAssetIndex ? asset_index
                                            : mark;
  }
  [[nodiscard]] const PriceColumn& column(PriceKind kind) const {
    return kind == PriceKind::kMarginIndex  ? margin_index
           : kind == PriceKind::kAssetIndex ? asset_index
                                            : mark;
  }
};

}  // namespace plimsoll::model
