// Parses messages of the exchange's market streams.
//
// A message is an event, an array of events, the combined form {"stream":..,"data":..} or a
// recorder's line {"recv":"seconds","msg":..} around any of these. Read are
//
//   markPriceUpdate    p -> mark price, i -> index price (absent or empty on some contracts)
//   assetIndexUpdate   i -> asset index
//   bookTicker         (b + a) / 2, rounded HALF_UP to 8 decimals -> book mid; zero unless both
//                      sides are positive. The spot form has neither "e" nor a time
//   24hrMiniTicker     c -> mini ticker close
//   trade, aggTrade    p -> trade
//
// Every other event is ignored and counted. Time is "E", the moment of the event. Prices are exact
// decimals from the text, never floating point.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "feed/observation.h"

namespace plimsoll::feed {

// An array of all symbols of a venue is about 100 KB.
inline constexpr std::size_t kMaxStreamMessage = 1024 * 1024;

struct StreamCounters {
  std::uint64_t messages = 0;
  std::uint64_t observations = 0;
  std::uint64_t ignored = 0;    // events of other kinds
  std::uint64_t malformed = 0;  // messages
};

// Keeps its buffers from message to message. Used by one thread at a time.
class StreamParser {
 public:
  // `venue` is where the connection leads; kUnknown takes it from the message where it shows.
  explicit StreamParser(Venue venue);
  ~StreamParser();

  // Appends what the message says to `out`. Observations without an own time get the recorder's, or
  // else `received`. On an error - kMalformed with the byte where the JSON breaks, or with the
  // field; kTooPrecise; kOutOfRange - `out` is as before.
  [[nodiscard]] Result<void> parse(std::string_view message, Timestamp received,
                                   std::vector<Observation>& out);

  [[nodiscard]] const StreamCounters& counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plimsoll::feed
