// The journal port: the ordered durable list of records, the only truth.
//
// A record is what one turn of the engine decided: opaque bytes here (book/event_codec knows them),
// numbered without gaps from 1. Implementations: src/journal (memory, SQLite); one conformance
// suite tests them all.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"

namespace plimsoll::engine {

struct Record {
  Sequence sequence;
  Timestamp time;       // the engine's clock at the turn
  std::string payload;  // encoded events, with the outcome of the commands that caused them
};

// Used by one thread at a time. Errors are kJournal. After a failed append the journal must not be
// used again: the process stops, and starting is recovering.
class Journal {
 public:
  virtual ~Journal() = default;

  // When this returns success the record survives the loss of the process and of power. Its
  // sequence must be last() + 1 (checked).
  [[nodiscard]] virtual Result<void> append(const Record& record) = 0;

  // The sequence of the newest record; 0 when empty.
  [[nodiscard]] virtual Sequence last() const = 0;

  // Calls `visit` with every record from `from` on, in order, and stops at the first error, which
  // it returns. A gap or a damaged record is an error that names the sequence.
  using Visitor = std::function<Result<void>(const Record&)>;
  [[nodiscard]] virtual Result<void> read(Sequence from, const Visitor& visit) const = 0;
};

}  // namespace plimsoll::engine
