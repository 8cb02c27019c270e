#include "book/define_asset.h"

#include "base/limits.h"
#include "model/names.h"

namespace plimsoll::book {

Result<AssetDefined> decide(const Book& book, const DefineAsset& command) {
  const model::Asset& asset = command.asset;
  if (!model::is_asset_name(asset.name)) {
    return fail(ErrorCode::kMalformed, "an asset name has 1 to 20 characters A-Z 0-9");
  }
  if (!is_share(asset.spot_ratio.value_or(Ratio{})) || !is_share(asset.cross_borrow_ratio) ||
      !is_share(asset.cross_transfer_out_ratio) ||
      !is_share(asset.portfolio_loan_maintenance_rate.value_or(Ratio{}))) {
    return fail(ErrorCode::kOutOfRange, "a ratio of " + asset.name + " lies between 0 and 1");
  }
  const Rate daily = asset.daily_rate.value_or(Rate{});
  if (daily.is_negative() || daily > Rate::whole(kMaxDailyRate)) {
    return fail(ErrorCode::kOutOfRange,
                "the daily rate of " + asset.name + " lies between 0 and 1");
  }
  if (asset.precision < 0 || asset.precision > Amount::kDecimals) {
    return fail(ErrorCode::kOutOfRange, "the precision of " + asset.name + " lies between 0 and 8");
  }
  const auto known = book.parameters.find_asset(asset.name);
  const std::size_t count = book.parameters.assets.size();
  if (!known && count >= kMaxAssets) return fail(ErrorCode::kOutOfRange, "too many assets");
  return AssetDefined{known.value_or(AssetId{static_cast<std::uint16_t>(count)}), asset};
}

void apply(Book& book, const AssetDefined& event) {
  model::Parameters& parameters = book.parameters;
  if (event.id.value == parameters.assets.size()) {
    parameters.assets.push_back(event.asset);
    parameters.asset_ids.emplace(event.asset.name, event.id);
    if (event.asset.name == "USDT") parameters.usdt = event.id;
    return;
  }
  parameters.assets.at(event.id.value) = event.asset;
}

}  // namespace plimsoll::book
