// Which prices of the book an observation sets.
//
//   what was seen                                     sets
//   spot price of BASEUSDT                            margin index of BASE, and asset index of BASE
//                                                     = price x USDT's asset index (HALF_UP, 8), if
//                                                     that is known
//   futures price or mark price of a contract         mark of the contract
//   index price of a USD-M contract in USDT           margin and asset index of its base, as spot
//   index price of another contract                   nothing: it is not in USDT
//   asset index of ASSETUSD                           asset index of ASSET
//
// "Price" is a bar's close, a trade, a book mid or a ticker's close. It is a futures price when the
// venue says so, or, the venue unknown, when the symbol has an underscore.
//
// With `single_source` one tape is the whole market and stands in for what it lacks:
//
//   spot price of BASEUSDT                            also the marks of BASEUSDT, BASEUSDC and
//                                                     BASEUSD_PERP
//   futures price of a USD-M contract in USDT         also margin and asset index of its base
//
// Of these, what the universe does not know is left out; when nothing is left the observation is
// refused.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "feed/observation.h"
#include "model/prices.h"

namespace plimsoll::feed {

// The names that the book knows.
struct Universe {
  struct Contract {
    std::string symbol;
    std::string base_asset;
    std::string margin_asset;
  };
  std::vector<std::string> assets;
  std::vector<Contract> contracts;
};

// Immutable: any thread.
class Mapping {
 public:
  Mapping(const Universe& universe, bool single_source);

  // Appends the ticks, with the observation's time and prices that may yet be refused.
  // `usdt_index` is USDT's asset index now. kUnknownAsset and kUnknownContract say why nothing
  // came of it.
  [[nodiscard]] Result<void> map(const Observation& seen, std::optional<Price> usdt_index,
                                 std::vector<model::PriceTick>& out) const;

 private:
  struct Contract {
    std::string base_asset;
    std::string margin_asset;
  };
  class Step;

  std::set<std::string, std::less<>> assets_;
  std::map<std::string, Contract, std::less<>> contracts_;
  bool single_source_;
};

}  // namespace plimsoll::feed
