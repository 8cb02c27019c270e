// World: where a scenario happens. The same scenario gives the same answers in every one of them.
#pragma once

#include <string>
#include <vector>

#include "engine/processor.h"
#include "scenario/scenario.h"

namespace plimsoll::scenario {

// What a request got. A world leaves out what its answers do not tell.
struct Answer {
  bool accepted = false;
  bool repeated = false;
  std::string error;                   // the name
  std::optional<int> number;           // the exchange's
  std::vector<std::string> arguments;  // of the error
  std::string message;                 // the error in words
  std::optional<Amount> amount;
  std::optional<Amount> principal;
  std::optional<Amount> interest;
  std::string body;  // as it came over the wire
};

class World {
 public:
  virtual ~World() = default;
  virtual Answer carry_out(const Request& request) = 0;
  // Nothing where there is no API.
  virtual std::optional<Answer> ask(const Ask& ask) = 0;
  // The last request once more, byte for byte.
  virtual Answer repeat() = 0;
  // One turn at this time.
  virtual void pass(Timestamp to) = 0;
  // The process ends and comes back.
  virtual void restart() = 0;

  [[nodiscard]] virtual std::string read(const Scenario& names, const Fact& fact) = 0;
  // Of the engine, which rests.
  [[nodiscard]] virtual const book::Book& book() = 0;
  // What the newest records hold; each event is handed out once.
  [[nodiscard]] virtual std::vector<book::Event> take_events() = 0;
  // Of the newest record.
  [[nodiscard]] virtual Sequence sequence() = 0;
};

}  // namespace plimsoll::scenario
