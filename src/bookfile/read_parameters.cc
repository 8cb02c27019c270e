#include "bookfile/read_parameters.h"

#include <algorithm>

#include "base/decimal.h"
#include "base/limits.h"
#include "bookfile/schema.h"
#include "model/names.h"

namespace plimsoll::bookfile {
namespace {

// An element of a list that is sorted by name.
struct NamedEntry {
  std::string name;
  std::size_t position;
  Value value;
};

model::LtvLines read_lines(const Value& value) {
  model::LtvLines lines;
  Object members(value);
  for (const LineField& line : kLines) {
    lines.*line.general = members[line.name].decimal<Ratio>(Bound::kShare);
  }
  lines.cure_ms = members[kCureTime].span();
  members.close();
  return lines;
}

model::OutputRounding read_rounding(const Value& value) {
  model::OutputRounding rounding;
  Object members(value);
  for (const auto& field : kRoundings) {
    rounding.*field.member = members[field.name].choice<Rounding>();
  }
  members.close();
  return rounding;
}

// What a transfer out must leave: equity as a multiple of the debt or of the maintenance margin.
Ratio read_level(const Value& value) {
  const auto level = value.decimal<Ratio>(Bound::kPositive);
  if (level < Ratio::whole(1)) value.refuse("a level of at least 1");
  return level;
}

// One of TIERS; the table's last slice has no edge.
model::TierSlice read_slice(const Value& value, bool last, Amount previous_edge) {
  model::TierSlice slice;
  Object members(value);
  const Value edge = members["upTo"];
  if (!last) {
    slice.up_to = edge.decimal<Amount>(Bound::kPositive);
    if (slice.up_to <= previous_edge) {
      edge.refuse("an amount above the edge before, " + trimmed(previous_edge));
    }
  } else if (edge.present()) {
    edge.refuse("no upTo in the last tier");
  }
  slice.rate = members["rate"].decimal<Ratio>(Bound::kShare);
  members.close();
  return slice;
}

enum class Tiers { kRequired, kMayBeEmpty };

model::TierTable read_tiers(const Value& value, Tiers rule) {
  std::vector<Value> entries;
  value.for_each([&](const Value& entry) { entries.push_back(entry); });
  if (value.reading().failed() || (entries.empty() && rule == Tiers::kMayBeEmpty)) return {};
  if (entries.empty()) value.refuse("at least one tier");
  if (entries.size() > kMaxTiers) {
    value.refuse("at most " + std::to_string(kMaxTiers) + " tiers", std::to_string(entries.size()));
  }
  std::vector<model::TierSlice> slices;
  Amount edge;
  for (const Value& entry : entries) {
    slices.push_back(read_slice(entry, slices.size() + 1 == entries.size(), edge));
    if (value.reading().failed()) return {};
    edge = slices.back().up_to;
  }
  auto table = model::TierTable::make(slices);
  if (!table) value.refuse("edges that can be valued: " + table.error().detail, "larger ones");
  return table ? std::move(*table) : model::TierTable{};
}

class ParameterReader {
 public:
  NamedParameters read(const Value& value) {
    result_.path = value.path();
    Object members(value);
    read_assets(members["assets"]);
    general().lines = read_lines(members["lines"]);
    read_loan(members["loan"]);
    general().rounding = read_rounding(members["rounding"]);
    for_each_asset(members["spot"], [](model::Asset& asset, Object& entry) {
      asset.spot_ratio = entry["collateralRatio"].decimal<Ratio>(Bound::kShare);
    });
    read_cross_margin(members["crossMargin"]);
    read_portfolio_margin(members["portfolioMargin"]);
    read_contracts(members["contracts"]);
    for_each_asset(members["interestRates"], [](model::Asset& asset, Object& entry) {
      asset.daily_rate = entry["dailyRate"].decimal<Rate>(Bound::kNotNegative);
    });
    members.close();
    return std::move(result_);
  }

 private:
  model::Parameters& parameters() { return result_.parameters; }
  model::GeneralParameters& general() { return result_.parameters.general; }

  void read_assets(const Value& list) {
    std::vector<NamedEntry> entries;
    Once<std::string> once;
    list.for_each([&](const Value& entry) {
      const Value name = Object(entry)["asset"];
      if (!model::is_asset_name(name.string(kAssetName))) name.refuse(kAssetName);
      once.add(name, std::string(name.text()));
      entries.push_back({std::string(name.text()), entries.size(), entry});
    });
    sort(list, entries);
    const std::string path = list.path();
    for (const NamedEntry& entry : entries) {
      const AssetId id{static_cast<std::uint16_t>(parameters().assets.size())};
      parameters().assets.push_back(read_asset(entry.value));
      parameters().asset_ids.emplace(entry.name, id);
      if (entry.name == "USDT") parameters().usdt = id;
      result_.asset_paths.push_back(element_path(path, entry.position));
    }
  }

  static model::Asset read_asset(const Value& value) {
    model::Asset asset;
    Object members(value);
    asset.name = members["asset"].text();
    const Value precision = members["precision"];
    if (precision.present()) asset.precision = precision.integer(0, Amount::kDecimals);
    members.close();
    return asset;
  }

  void read_loan(const Value& value) {
    Object members(value);
    general().preset_limit = members["presetLimit"].decimal<Amount>(Bound::kNotNegative);
    general().ltv_cap = members["ltvCap"].decimal<Amount>(Bound::kPositive);
    general().max_collateral_accounts = members["maxCollateralAccounts"].integer(1, 1000);
    Once<AssetId> once;
    members["loanableAssets"].for_each([&](const Value& name) {
      const AssetId id = known_asset(name, parameters());
      once.add(name, id);
      if (!name.reading().failed()) parameters().assets[id.value].loanable = true;
    });
    general().liquidation_fee_rate = members["liquidationFeeRate"].decimal<Ratio>(Bound::kShare);
    general().slippage = members["slippage"].decimal<Ratio>(Bound::kShare);
    for (const auto& span : kLoanSpans) general().*span.member = members[span.name].span();
    for (const auto& choice : kLoanSwitches) {
      general().*choice.member = members[choice.name].boolean();
    }
    members.close();
  }

  void read_cross_margin(const Value& value) {
    Object members(value);
    general().classic_maintenance_rate =
        members["classicMaintenanceRate"].decimal<Ratio>(Bound::kShare);
    general().classic_transfer_out_level = read_level(members["transferOutLevel"]);
    for_each_asset(members["collateral"], [](model::Asset& asset, Object& entry) {
      asset.cross_collateral = read_tiers(entry["liquidation"], Tiers::kMayBeEmpty);
      asset.cross_borrow_ratio = entry["borrow"].decimal<Ratio>(Bound::kShare);
      asset.cross_transfer_out_ratio = entry["transferOut"].decimal<Ratio>(Bound::kShare);
    });
    for_each_asset(members["proBrackets"], [](model::Asset& asset, Object& entry) {
      asset.cross_pro_brackets = read_tiers(entry["brackets"], Tiers::kRequired);
    });
    members.close();
  }

  void read_portfolio_margin(const Value& value) {
    Object members(value);
    for_each_asset(members["collateral"], [](model::Asset& asset, Object& entry) {
      asset.portfolio_collateral = read_tiers(entry["tiers"], Tiers::kRequired);
    });
    general().portfolio_loan_maintenance_rate =
        members["loanMaintenanceRate"].decimal<Ratio>(Bound::kShare);
    for_each_asset(members["loanMaintenanceRates"], [](model::Asset& asset, Object& entry) {
      asset.portfolio_loan_maintenance_rate = entry["rate"].decimal<Ratio>(Bound::kShare);
    });
    general().portfolio_transfer_out_uni_mmr = read_level(members["transferOutUniMmr"]);
    members.close();
  }

  void read_contracts(const Value& list) {
    std::vector<NamedEntry> entries;
    Once<std::string> once;
    list.for_each([&](const Value& entry) {
      const Value symbol = Object(entry)["symbol"];
      if (!model::is_contract_symbol(symbol.string(kSymbol))) symbol.refuse(kSymbol);
      once.add(symbol, std::string(symbol.text()));
      entries.push_back({std::string(symbol.text()), entries.size(), entry});
    });
    sort(list, entries);
    const std::string path = list.path();
    for (const NamedEntry& entry : entries) {
      const ContractId id{static_cast<std::uint16_t>(parameters().contracts.size())};
      parameters().contracts.push_back(read_contract(entry.value));
      parameters().contract_ids.emplace(entry.name, id);
      result_.contract_paths.push_back(element_path(path, entry.position));
    }
  }

  model::Contract read_contract(const Value& value) {
    model::Contract contract;
    Object members(value);
    contract.symbol = members["symbol"].text();
    contract.type = members["type"].choice<model::ContractType>();
    contract.base_asset = known_asset(members["baseAsset"], parameters());
    const Value margin = members["marginAsset"];
    contract.margin_asset = known_asset(margin, parameters());
    const Value size = members["contractSize"];
    if (contract.type == model::ContractType::kCoinMargined) {
      contract.contract_size = size.decimal<Amount>(Bound::kPositive);
      if (contract.margin_asset != contract.base_asset) {
        margin.refuse("the base asset of a COIN_M contract");
      }
    } else if (size.present()) {
      size.refuse("no contractSize of a USD_M contract");
    }
    contract.brackets = read_tiers(members["brackets"], Tiers::kMayBeEmpty);
    members.close();
    return contract;
  }

  // Entries of a list that says something about assets, each asset once.
  template <class Read>
  void for_each_asset(const Value& list, Read read) {
    Once<AssetId> once;
    list.for_each([&](const Value& entry) {
      Object members(entry);
      const Value name = members["asset"];
      const AssetId id = known_asset(name, parameters());
      once.add(name, id);
      if (list.reading().failed()) return;
      read(parameters().assets[id.value], members);
      members.close();
    });
  }

  static void sort(const Value& list, std::vector<NamedEntry>& entries) {
    if (entries.size() > kMaxAssets) {
      list.refuse("at most " + std::to_string(kMaxAssets), std::to_string(entries.size()));
      entries.clear();
    }
    std::sort(entries.begin(), entries.end(),
              [](const NamedEntry& a, const NamedEntry& b) { return a.name < b.name; });
  }

  static constexpr std::string_view kAssetName = "an asset name: 1 to 20 characters A-Z 0-9";
  static constexpr std::string_view kSymbol = "a contract symbol: 1 to 40 characters A-Z 0-9 _";

  NamedParameters result_;
};

}  // namespace

NamedParameters read_parameters_object(const Value& value) { return ParameterReader().read(value); }

model::LtvLineOverrides read_own_lines(const Value& value) {
  model::LtvLineOverrides lines;
  Object members(value);
  for (const LineField& line : kLines) {
    const Value own = members[line.name];
    if (own.present()) lines.*line.own = own.decimal<Ratio>(Bound::kShare);
  }
  if (const Value cure = members[kCureTime]; cure.present()) lines.cure_ms = cure.span();
  members.close();
  return lines;
}

AssetId known_asset(const Value& value, const model::Parameters& parameters) {
  constexpr std::string_view kExpected = "the name of an asset in parameters.assets";
  const auto id = parameters.find_asset(value.string(kExpected));
  if (!id) value.refuse(kExpected);
  return id.value_or(AssetId{});
}

ContractId known_contract(const Value& value, const model::Parameters& parameters) {
  constexpr std::string_view kExpected = "the symbol of a contract in parameters.contracts";
  const auto id = parameters.find_contract(value.string(kExpected));
  if (!id) value.refuse(kExpected);
  return id.value_or(ContractId{});
}

}  // namespace plimsoll::bookfile
