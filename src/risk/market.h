// What a valuation reads: prices of one board under one set of parameters, and the first price it
// needed in vain.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "model/parameters.h"
#include "model/prices.h"

namespace plimsoll::risk {

class Market {
 public:
  Market(const model::PriceBoard& board, const model::Parameters& parameters)
      : board_(board), parameters_(parameters) {}

  [[nodiscard]] const model::Parameters& parameters() const { return parameters_; }

  // Against USDT; USDT itself is 1 (model, section 1). A missing price is noted and reads as zero.
  [[nodiscard]] Price margin_index(AssetId asset) {
    const Price price = find_margin_index(asset);
    if (price.is_zero()) note_missing(model::PriceKind::kMarginIndex, asset.value);
    return price;
  }
  [[nodiscard]] Price asset_index(AssetId asset) {
    const Price price = find_asset_index(asset);
    if (price.is_zero()) note_missing(model::PriceKind::kAssetIndex, asset.value);
    return price;
  }
  [[nodiscard]] Price mark(ContractId contract) {
    const Price price = board_.mark.at(contract.value);
    if (price.is_zero()) note_missing(model::PriceKind::kMark, contract.value);
    return price;
  }

  // The same without noting: for answers that can do without.
  [[nodiscard]] Price find_margin_index(AssetId asset) const {
    if (parameters_.usdt == asset) return Price::whole(1);
    return board_.margin_index.at(asset.value);
  }
  [[nodiscard]] Price find_asset_index(AssetId asset) const {
    return board_.asset_index.at(asset.value);
  }

  // kPriceMissing with the name of the first asset or contract whose price was needed and absent.
  [[nodiscard]] std::optional<Error> missing() const;

 private:
  struct Missing {
    model::PriceKind kind;
    std::size_t index;
  };
  void note_missing(model::PriceKind kind, std::size_t index) {
    if (!missing_) missing_ = Missing{kind, index};
  }

  const model::PriceBoard& board_;
  const model::Parameters& parameters_;
  std::optional<Missing> missing_;
};

}  // namespace plimsoll::risk
