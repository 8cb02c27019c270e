#include "feed/fixed_prices.h"

namespace plimsoll::feed {

FixedPrices::FixedPrices(std::vector<model::PriceTick> ticks, std::int64_t interval_ms)
    : ticks_(std::move(ticks)), interval_ms_(interval_ms) {}

Result<std::unique_ptr<FixedPrices>> FixedPrices::create(std::vector<model::PriceTick> ticks,
                                                         std::int64_t interval_ms) {
  if (ticks.empty()) return fail(ErrorCode::kSetting, "fixed prices: the list is empty");
  if (interval_ms < 1) return fail(ErrorCode::kSetting, "fixed prices: interval below 1 ms");
  for (const model::PriceTick& tick : ticks) {
    if (!tick.price.is_positive())
      return fail(ErrorCode::kPriceRefused, "fixed price of " + tick.name + " is not positive");
  }
  return std::unique_ptr<FixedPrices>(new FixedPrices(std::move(ticks), interval_ms));
}

Result<std::optional<model::PriceTick>> FixedPrices::next() {
  if (taken_ == ticks_.size()) {
    taken_ = 0;
    now_ = now_ + interval_ms_;
  }
  model::PriceTick tick = ticks_[taken_++];
  tick.time = now_;
  return tick;
}

Result<void> FixedPrices::rewind() {
  taken_ = 0;
  now_ = Timestamp{};
  return {};
}

}  // namespace plimsoll::feed
