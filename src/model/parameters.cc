#include "model/parameters.h"

namespace plimsoll::model {

std::optional<AssetId> Parameters::find_asset(std::string_view name) const {
  const auto found = asset_ids.find(name);
  return found == asset_ids.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ContractId> Parameters::find_contract(std::string_view symbol) const {
  const auto found = contract_ids.find(symbol);
  return found == contract_ids.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace plimsoll::model
