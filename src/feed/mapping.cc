#include "feed/mapping.h"

#include "base/rounding.h"

namespace plimsoll::feed {
namespace {

using model::PriceKind;
using model::PriceTick;

// What stands before `suffix`; empty when the symbol does not end with it.
std::string_view before(std::string_view symbol, std::string_view suffix) {
  if (!symbol.ends_with(suffix)) return {};
  return symbol.substr(0, symbol.size() - suffix.size());
}

Price times(Price price, Price factor) {
  if (!price.fits() || !factor.fits()) return Price::overflowed();
  return Price::narrowed(divide_rounded<Int128>(Int128{price.raw()} * factor.raw(),
                                                Int128{Price::kOne}, Rounding::kHalfUp));
}

bool is_futures(const Observation& seen) {
  if (seen.venue == Venue::kUnknown) return seen.symbol.find('_') != std::string::npos;
  return seen.venue != Venue::kSpot;
}

}  // namespace

Mapping::Mapping(const Universe& universe, bool single_source)
    : assets_(universe.assets.begin(), universe.assets.end()), single_source_(single_source) {
  for (const Universe::Contract& contract : universe.contracts)
    contracts_[contract.symbol] = Contract{contract.base_asset, contract.margin_asset};
}

// The mapping of one observation.
class Mapping::Step {
 public:
  Step(const Mapping& mapping, const Observation& seen, std::optional<Price> usdt_index,
       std::vector<PriceTick>& out)
      : mapping_(mapping), seen_(seen), usdt_index_(usdt_index), out_(out) {}

  Result<void> take() {
    switch (seen_.form) {
      case Form::kAssetIndex: return asset_index();
      case Form::kMarkPrice: return mark();
      case Form::kIndexPrice: return index_price();
      case Form::kBarClose:
      case Form::kTrade:
      case Form::kBookMid:
      case Form::kMiniTickerClose: break;
    }
    return is_futures(seen_) ? futures_price() : spot_price();
  }

 private:
  Result<void> asset_index() {
    const std::string_view asset = before(seen_.symbol, "USD");
    if (!mapping_.assets_.contains(asset)) return unknown_asset("USD");
    set(PriceKind::kAssetIndex, asset, seen_.price);
    return {};
  }

  Result<void> mark() { return set_mark(seen_.symbol) ? Result<void>() : unknown_contract(); }

  Result<void> index_price() {
    if (set_indexes(base_in_usdt()) || mapping_.contracts_.contains(seen_.symbol)) return {};
    return unknown_contract();
  }

  Result<void> futures_price() {
    bool any = set_mark(seen_.symbol);
    if (mapping_.single_source_) any |= set_indexes(base_in_usdt());
    return any ? Result<void>() : unknown_contract();
  }

  Result<void> spot_price() {
    const std::string_view base = before(seen_.symbol, "USDT");
    bool any = set_indexes(base);
    if (mapping_.single_source_ && !base.empty()) {
      for (const char* quote : {"USDT", "USDC", "USD_PERP"})
        any |= set_mark(std::string(base) + quote);
    }
    return any ? Result<void>() : unknown_asset("USDT");
  }

  // The base of a USD-M contract quoted in USDT. A contract that is not listed may still have an
  // asset that is.
  [[nodiscard]] std::string_view base_in_usdt() const {
    const auto contract = mapping_.contracts_.find(seen_.symbol);
    if (contract == mapping_.contracts_.end()) return before(seen_.symbol, "USDT");
    if (contract->second.margin_asset != "USDT") return {};
    return contract->second.base_asset;
  }

  bool set_indexes(std::string_view base) {
    if (!mapping_.assets_.contains(base)) return false;
    set(PriceKind::kMarginIndex, base, seen_.price);
    if (usdt_index_.has_value())
      set(PriceKind::kAssetIndex, base, times(seen_.price, *usdt_index_));
    return true;
  }

  bool set_mark(std::string_view symbol) {
    if (!mapping_.contracts_.contains(symbol)) return false;
    set(PriceKind::kMark, symbol, seen_.price);
    return true;
  }

  void set(PriceKind kind, std::string_view name, Price price) {
    out_.push_back(PriceTick{kind, std::string(name), price, seen_.time});
  }

  [[nodiscard]] tl::unexpected<Error> unknown_asset(const std::string& quote) const {
    const std::string_view base = before(seen_.symbol, quote);
    return fail(ErrorCode::kUnknownAsset,
                base.empty() ? seen_.symbol + " is not quoted in " + quote
                             : seen_.symbol + ": " + std::string(base) + " is not a known asset");
  }

  [[nodiscard]] tl::unexpected<Error> unknown_contract() const {
    return fail(ErrorCode::kUnknownContract, seen_.symbol + " is not a known contract");
  }

  const Mapping& mapping_;
  const Observation& seen_;
  std::optional<Price> usdt_index_;
  std::vector<PriceTick>& out_;
};

Result<void> Mapping::map(const Observation& seen, std::optional<Price> usdt_index,
                          std::vector<PriceTick>& out) const {
  return Step(*this, seen, usdt_index, out).take();
}

}  // namespace plimsoll::feed
