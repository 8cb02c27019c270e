// The journal port: the ordered durable list of records, the only truth.
//
// A record is what one turn of the engine decided: opaque bytes here (book/event_codec knows them),
// numbered without gaps from 1, its time never before that of the record before it.
// Implementations: src/journal (memory, SQLite); one conformance suite tests them all.
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

// The reading side. Used by one thread at a time. Errors are kJournal.
class Records {
 public:
  virtual ~Records() = default;

  // The sequence of the newest record; 0 when empty.
  [[nodiscard]] virtual Sequence last() const = 0;

  // Calls `visit` with every record from `from` on, in order, and stops at the first error, which
  // it returns. A gap or a damaged record is an error that names the sequence.
  using Visitor = std::function<Result<void>(const Record&)>;
  [[nodiscard]] virtual Result<void> read(Sequence from, const Visitor& visit) const = 0;

  // The hash chain after a record that is there, 32 bytes (journal/chain.h); 32 zero bytes for
  // sequence 0. What is derived from the records up to there binds itself to them by it.
  [[nodiscard]] virtual Result<std::string> hash_at(Sequence sequence) const = 0;
};

// After a failed append the journal must not be used again: the process stops, and starting is
// recovering.
class Journal : public Records {
 public:
  // When this returns success the record survives the loss of the process and of power. Its
  // sequence must be last() + 1 (checked), its time not before the last one's.
  [[nodiscard]] virtual Result<void> append(const Record& record) = 0;
};

}  // namespace plimsoll::engine
