// What a source of prices says: one price of one symbol, in the source's own words. What it means
// for the book is decided by mapping.h, whether it can be true by guard.h.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::feed {

enum class Form : std::uint8_t {
  kBarClose,         // closing price of a bar
  kTrade,            // price of one trade
  kBookMid,          // middle of best bid and best ask
  kMiniTickerClose,  // last price of a 24 h ticker
  kMarkPrice,        // mark price of a contract
  kIndexPrice,       // index price under a contract
  kAssetIndex,       // USD index of an asset
};

enum class Venue : std::uint8_t {
  kUnknown,
  kSpot,
  kUm,  // USD-M futures
  kCm,  // COIN-M futures
};

struct Observation {
  std::string symbol;
  Form form = Form::kTrade;
  Price price;     // as said: may be zero or negative; overflowed() when it does not fit
  Timestamp time;  // the source's clock
  Venue venue = Venue::kUnknown;
  friend bool operator==(const Observation&, const Observation&) = default;
};

// The time a source means by `value`: milliseconds since 1970, or microseconds when it has 16
// digits or more. Negative times and times after the year 9999 are kOutOfRange.
[[nodiscard]] Result<Timestamp> source_time(std::int64_t value);

// The price that `text` says. What has the form of a decimal but does not fit becomes
// Price::overflowed(), for the guard to refuse and count; other text is kMalformed or kTooPrecise.
[[nodiscard]] Result<Price> source_price(std::string_view text);

}  // namespace plimsoll::feed
