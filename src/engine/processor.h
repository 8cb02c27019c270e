// Processor: a Book and its Journal, one turn after the other. Single-threaded and without a clock;
// engine.h gives it a thread and an inbox, a command-line import uses it as it is.
//
// A turn decides and applies its submissions in order, appends one record with every event, and
// only then hands out the answers. A submission is all or nothing. A turn that changes nothing
// leaves no record.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "book/verbs.h"
#include "engine/journal.h"
#include "engine/published.h"

namespace plimsoll::engine {

// What a submission led to.
struct Receipt {
  Sequence sequence;  // of the record that holds its events; the newest record if it had none
  Timestamp time;
  std::vector<book::Event> events;
};

// A refused submission: which of its commands, and why.
struct Refusal {
  std::size_t command = 0;
  Error error;
};

using SubmissionResult = tl::expected<Receipt, Refusal>;

class Processor {
 public:
  // Called during recovery with the number of records read and the last one's number.
  using Progress = std::function<void(Sequence done, Sequence last)>;

  explicit Processor(Journal& journal) : journal_(journal) {}

  // Rebuilds the book from the journal. kJournal names the record that cannot be read.
  [[nodiscard]] Result<void> recover(const Progress& progress);

  // One turn at `now` (never before the book's time: the later of both counts). An error means the
  // journal failed: nothing of this turn may be answered, and the processor must not be used again.
  [[nodiscard]] Result<std::vector<SubmissionResult>> turn(
      std::span<const std::vector<book::Command>> submissions, Timestamp now);

  [[nodiscard]] const book::Book& book() const { return book_; }
  [[nodiscard]] Sequence sequence() const { return sequence_; }

  // The picture after the last turn; shares with the one before what did not change.
  [[nodiscard]] std::shared_ptr<const Published> publish();

 private:
  [[nodiscard]] tl::expected<std::vector<book::Event>, Refusal> run(
      const std::vector<book::Command>& commands);
  void note_changed_parts(const book::Event& event);

  Journal& journal_;
  book::Book book_;
  Sequence sequence_{0};
  std::shared_ptr<const Published> published_;
  bool parameters_changed_ = true;
  bool board_changed_ = true;
  bool directory_changed_ = true;
};

}  // namespace plimsoll::engine
