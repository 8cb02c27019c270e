// The two ports of a feed: where observations come from, and where finished ticks come from.
#pragma once

#include <optional>

#include "base/error.h"
#include "feed/observation.h"
#include "model/prices.h"

namespace plimsoll::feed {

// Observations in the order they were made. Used by one thread at a time.
class Source {
 public:
  virtual ~Source() = default;
  // The next observation, nothing at the end. After an error the source must be rewound.
  [[nodiscard]] virtual Result<std::optional<Observation>> next() = 0;
  // Back to the first observation.
  [[nodiscard]] virtual Result<void> rewind() = 0;
};

// Ticks ready for the engine, with times that the player moves to where they are played. Used by
// one thread at a time.
class TickSource {
 public:
  virtual ~TickSource() = default;
  [[nodiscard]] virtual Result<std::optional<model::PriceTick>> next() = 0;
  [[nodiscard]] virtual Result<void> rewind() = 0;
};

}  // namespace plimsoll::feed
