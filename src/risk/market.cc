#include "risk/market.h"

namespace plimsoll::risk {

std::optional<Error> Market::missing() const {
  if (!missing_) return std::nullopt;
  const auto id = static_cast<std::uint16_t>(missing_->index);
  switch (missing_->kind) {
    case model::PriceKind::kMarginIndex: {
      const std::string& name = parameters_.asset(AssetId{id}).name;
      return Error{ErrorCode::kPriceMissing, "no margin index price for " + name, {name}};
    }
    case model::PriceKind::kAssetIndex: {
      const std::string& name = parameters_.asset(AssetId{id}).name;
      return Error{ErrorCode::kPriceMissing, "no asset index price for " + name, {name}};
    }
    case model::PriceKind::kMark: {
      const std::string& name = parameters_.contract(ContractId{id}).symbol;
      return Error{ErrorCode::kPriceMissing, "no mark price for " + name, {name}};
    }
  }
  CHECK_MSG(false, "a price kind without a name");
}

}  // namespace plimsoll::risk
