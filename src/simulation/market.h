// The simulated market and the feed that tells of it: random walks, crashes, silence, garbage,
// observations that are late or early.
#pragma once

#include <optional>
#include <vector>

#include "book/book.h"
#include "book/update_prices.h"
#include "simulation/random.h"

namespace plimsoll::simulation {

class Market {
 public:
  // `scale`: every price times 10^scale, for worlds at the edge of what a book takes.
  explicit Market(int scale) : scale_(scale) {}

  // What the feed says at `now`; nothing while it is silent. Now and then what no book takes.
  [[nodiscard]] std::optional<book::UpdatePrices> tick(const book::Book& book, Random& random,
                                                       Timestamp now);
  // Every price the book may ask for, as it is now.
  [[nodiscard]] book::UpdatePrices all(const book::Book& book, Timestamp now) const;

  // USD.
  [[nodiscard]] Price price_of(const model::Parameters& parameters, AssetId asset) const;

 private:
  void move(const book::Book& book, Random& random);

  int scale_;
  // By asset id, in parts of a million of where it began.
  std::vector<std::int64_t> level_;
  int silent_ = 0;  // ticks that the feed stays silent
};

}  // namespace plimsoll::simulation
