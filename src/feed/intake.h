// From what was seen to ticks: mapping, then guard. Every source of observations ends here, tapes
// and live streams alike.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "feed/guard.h"
#include "feed/mapping.h"
#include "feed/source.h"

namespace plimsoll::feed {

// Any thread.
class Intake {
 public:
  Intake(Mapping mapping, GuardSettings settings);

  // Appends the ticks that may be believed; counts the rest. An observation that cannot be a price
  // or has an unknown symbol is counted once, whatever number of ticks it would have become.
  void take(const Observation& seen, std::vector<model::PriceTick>& out);

  // Counts a line of a source that does not read.
  void refuse_line(const Error& error);

  // Prices known beforehand, such as those of a recovered book: see Guard::expect. USDT's asset
  // index among them is what spot prices are multiplied with until a source says otherwise.
  void expect(const std::vector<model::PriceTick>& ticks);
  // See Guard::new_lap.
  void new_lap();
  // The book knows other names from now on.
  void replace_mapping(Mapping mapping);

  [[nodiscard]] GuardCounters snapshot() const { return guard_.snapshot(); }

 private:
  std::mutex mutex_;
  Mapping mapping_;                       // under mutex_
  Guard guard_;                           // under mutex_, but for its snapshot
  std::vector<model::PriceTick> mapped_;  // under mutex_
};

// The ticks that an intake makes of a source's observations.
class GuardedSource final : public TickSource {
 public:
  GuardedSource(std::unique_ptr<Source> source, std::shared_ptr<Intake> intake);
  [[nodiscard]] Result<std::optional<model::PriceTick>> next() override;
  // Tells the intake that a new lap starts.
  [[nodiscard]] Result<void> rewind() override;

 private:
  std::unique_ptr<Source> source_;
  std::shared_ptr<Intake> intake_;
  std::vector<model::PriceTick> waiting_;
  std::size_t taken_ = 0;  // of `waiting_`
};

}  // namespace plimsoll::feed
