// The life of every unit as its events tell it, against the table of what may follow what.
#pragma once

#include <map>

#include "simulation/invariants.h"
#include "simulation/tally.h"

namespace plimsoll::simulation {

class Chronicle {
 public:
  // The events of one record, in order. What is illegal of them, for people; nothing when all is
  // well.
  [[nodiscard]] Finding follow(Timestamp time, const std::vector<book::Event>& events);

 private:
  [[nodiscard]] Finding witness(const book::Event& event);
  [[nodiscard]] Finding change(GroupId unit, model::UnitState from, model::UnitState to);

  Timestamp time_;
  std::map<GroupId, model::UnitState> states_;
  std::int64_t last_liquidation_ = 0;
  std::int64_t last_transaction_ = 0;
};

}  // namespace plimsoll::simulation
