#include "engine/replay.h"

#include "book/event_codec.h"

namespace plimsoll::engine {

Result<void> walk(const Records& records, Sequence after, const std::optional<Moment>& until,
                  const std::function<Result<void>(const Record&)>& visit) {
  bool reached = false;
  auto read = records.read(Sequence{after.value + 1}, [&](const Record& record) -> Result<void> {
    reached = until && !includes(*until, record.sequence, record.time);
    if (reached) return fail(ErrorCode::kJournal);  // the way to end a reading early
    if (auto visited = visit(record); !visited) {
      visited.error().detail =
          "record " + std::to_string(record.sequence.value) + ": " + visited.error().detail;
      return visited;
    }
    return {};
  });
  if (reached) return {};
  return read;
}

Result<void> replay(const Records& records, Standing& standing, const std::optional<Moment>& until,
                    const Progress& progress) {
  const Sequence last = records.last();
  return walk(records, standing.sequence, until, [&](const Record& record) -> Result<void> {
    ASSIGN_OR_RETURN(const std::vector<book::Event> events, book::decode(record.payload));
    standing.book.time = record.time;
    for (const book::Event& event : events) book::apply(standing.book, event);
    standing.sequence = record.sequence;
    if (progress) progress(record.sequence, last);
    return {};
  });
}

}  // namespace plimsoll::engine
