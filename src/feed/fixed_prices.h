// Prices that do not move: the same list again and again, so that it does not go stale.
#pragma once

#include <memory>
#include <vector>

#include "feed/source.h"

namespace plimsoll::feed {

class FixedPrices final : public TickSource {
 public:
  // `ticks` in any order; their times are replaced by 0, interval, 2 x interval ... without end.
  // An empty list or an interval below 1 is kSetting, a price that is not positive kPriceRefused.
  [[nodiscard]] static Result<std::unique_ptr<FixedPrices>> create(
      std::vector<model::PriceTick> ticks, std::int64_t interval_ms);

  [[nodiscard]] Result<std::optional<model::PriceTick>> next() override;
  [[nodiscard]] Result<void> rewind() override;

 private:
  FixedPrices(std::vector<model::PriceTick> ticks, std::int64_t interval_ms);
  std::vector<model::PriceTick> ticks_;
  std::int64_t interval_ms_;
  Timestamp now_;
  std::size_t taken_ = 0;
};

}  // namespace plimsoll::feed
