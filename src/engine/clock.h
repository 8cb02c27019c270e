// The clock port: the engine asks for the time once a turn; the core below it never does.
#pragma once

#include "base/time.h"

namespace plimsoll::engine {

class Clock {
 public:
  virtual ~Clock() = default;
  // Unix time. May be called from any thread.
  [[nodiscard]] virtual Timestamp now() const = 0;
};

}  // namespace plimsoll::engine
