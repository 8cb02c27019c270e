#include "feed/intake.h"

namespace plimsoll::feed {

Intake::Intake(Mapping mapping, GuardSettings settings)
    : mapping_(std::move(mapping)), guard_(settings) {}

void Intake::take(const Observation& seen, std::vector<model::PriceTick>& out) {
  const std::lock_guard lock(mutex_);
  if (!guard_.is_price(seen.symbol, seen.price, seen.time)) return;
  mapped_.clear();
  const std::optional<Price> usdt_index = guard_.last(model::PriceKind::kAssetIndex, "USDT");
  if (const Result<void> mapped = mapping_.map(seen, usdt_index, mapped_); !mapped) {
    guard_.refuse(Refusal::kUnknownSymbol, seen.symbol, mapped.error().detail, seen.time);
    return;
  }
  for (model::PriceTick& tick : mapped_) {
    if (guard_.admit(tick)) out.push_back(std::move(tick));
  }
}

void Intake::refuse_line(const Error& error) {
  const std::lock_guard lock(mutex_);
  guard_.refuse(Refusal::kMalformed, {}, error.detail, Timestamp{});
}

void Intake::expect(const std::vector<model::PriceTick>& ticks) {
  const std::lock_guard lock(mutex_);
  for (const model::PriceTick& tick : ticks) guard_.expect(tick);
}

void Intake::new_lap() {
  const std::lock_guard lock(mutex_);
  guard_.new_lap();
}

void Intake::replace_mapping(Mapping mapping) {
  const std::lock_guard lock(mutex_);
  mapping_ = std::move(mapping);
}

GuardedSource::GuardedSource(std::unique_ptr<Source> source, std::shared_ptr<Intake> intake)
    : source_(std::move(source)), intake_(std::move(intake)) {}

Result<std::optional<model::PriceTick>> GuardedSource::next() {
  while (taken_ == waiting_.size()) {
    waiting_.clear();
    taken_ = 0;
    ASSIGN_OR_RETURN(const std::optional<Observation> seen, source_->next());
    if (!seen) return std::nullopt;
    intake_->take(*seen, waiting_);
  }
  return std::move(waiting_[taken_++]);
}

Result<void> GuardedSource::rewind() {
  waiting_.clear();
  taken_ = 0;
  intake_->new_lap();
  return source_->rewind();
}

}  // namespace plimsoll::feed
