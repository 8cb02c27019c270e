// Processor: a Book and its Journal, one turn after the other. Single-threaded and without a clock;
// engine.h gives it a thread and an inbox, a command-line import uses it as it is.
//
// A turn first catches up with time: every full hour since the last record is charged, in order,
// one record each, kHoursPerTurn at most. While hours remain, and when the clock is further ahead
// than kMaxClockLeapMs, everything submitted is refused with kBusy. Then it decides and applies its
// submissions in order, reviews after each the units it touched, appends one record with every
// event, and only then hands out the answers. A submission is all or nothing. A turn that changes
// nothing leaves no record.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "book/cause.h"
#include "book/verbs.h"
#include "engine/journal.h"
#include "engine/published.h"
#include "engine/replay.h"

namespace plimsoll::engine {

// What one caller asks for, all or nothing, and how its request is known if it comes again.
struct Submission {
  std::vector<book::Command> commands;
  std::vector<book::RequestMark> marks;  // its bytes first
  // When the client says it made the request: refused once its bytes can no longer be good.
  std::optional<Timestamp> sent;
  std::string key;  // the API key that asks: refused once it is revoked; empty: nobody's
  // The record says so, before the commands' events. With an id it is an operator, who is refused
  // once revoked or expired.
  std::optional<book::OperatorActed> actor;
  bool reviewed = true;  // false: state is taken over as it is; units wait for their next review

  Submission() = default;
  Submission(std::initializer_list<book::Command> asked) : commands(asked) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a list of commands is a submission
  Submission(std::vector<book::Command> asked, std::vector<book::RequestMark> known_by = {})
      : commands(std::move(asked)), marks(std::move(known_by)) {}
};

// What a submission led to.
struct Receipt {
  Sequence sequence;  // of the record that holds its events; the newest record if it had none
  Timestamp time;
  std::vector<book::Event> events;  // of its commands; not of the reviews
  book::Outcome outcome;  // of its last command, or the first answer of a repeated request
  bool repeated = false;  // nothing happened this time
};

// A refused submission: which of its commands, and why.
struct Refusal {
  std::size_t command = 0;
  Error error;
};

using SubmissionResult = tl::expected<Receipt, Refusal>;

// Who wants to know of every record once it is durable. Called on the engine's thread, in order,
// before the answers are handed out; must be quick and not throw.
class Follower {
 public:
  virtual ~Follower() = default;
  virtual void follow(Sequence sequence, Timestamp time,
                      const std::vector<book::Event>& events) = 0;
};

class Processor {
 public:
  explicit Processor(Journal& journal) : journal_(journal) {}

  // Rebuilds the book from the journal, going on from `start`: a book of this journal, by default
  // the empty one before record 1. kJournal names the record that cannot be read.
  [[nodiscard]] Result<void> recover(const Progress& progress, Standing start = {});

  // One turn at `now` (never before the book's time: the later of both counts, so a clock that
  // steps back makes the book's time stand still, and prices count as old as they are by the
  // clock). An error means the journal failed: nothing of this turn may be answered, and the
  // processor must not be used again.
  [[nodiscard]] Result<std::vector<SubmissionResult>> turn(std::span<const Submission> submissions,
                                                           Timestamp now);

  // The next turn reviews every active unit, whether it is touched or not.
  void review_all() { review_all_ = true; }

  [[nodiscard]] ClockStanding clock_standing() const { return standing_; }

  // Whether more hours than one turn charges were missed by `now`: turns without submissions come
  // first.
  [[nodiscard]] bool is_behind(Timestamp now) const;

  // From now on; null: nobody.
  void set_follower(Follower* follower) { follower_ = follower; }

  // When a turn is due though nobody asks for one.
  [[nodiscard]] std::optional<Timestamp> next_due() const {
    if (review_all_ && !book_.units.empty()) return book_.time;
    return book::next_due(book_, std::max(seen_, book_.time));
  }

  [[nodiscard]] const book::Book& book() const { return book_; }
  [[nodiscard]] Sequence sequence() const { return sequence_; }
  // The book as it stands, which costs a pointer for each of its parts, and what binds it to the
  // journal.
  [[nodiscard]] Standing standing() const { return {book_, sequence_}; }
  [[nodiscard]] Result<std::string> chain_hash() const { return journal_.hash_at(sequence_); }

  // The picture after the last turn; shares with the one before what did not change.
  [[nodiscard]] std::shared_ptr<const Published> publish();

 private:
  using Units = std::set<GroupId>;

  [[nodiscard]] tl::expected<Receipt, Refusal> run(const Submission& submission);
  [[nodiscard]] std::optional<Error> is_revoked(const Submission& submission) const;
  // The marks, remembered for as long as their request's bytes can be good.
  [[nodiscard]] std::vector<book::RequestMark> lasting(std::vector<book::RequestMark> marks) const;
  // The first answer, when the request is known.
  [[nodiscard]] tl::expected<std::optional<Receipt>, Refusal> recall(
      const Submission& submission) const;
  // Whether the clock leads the newest record, and the moment a book was taken over, by more than
  // kMaxClockLeapMs.
  [[nodiscard]] bool is_too_far_ahead(Timestamp now) const;
  // The full hour up to which everything is charged; hours that cost nothing count while the clock
  // has not gone back behind them.
  [[nodiscard]] Timestamp charged_to(Timestamp now) const;
  // Charges hours up to `now`, or as many as one turn may; sets standing_. How many were charged.
  [[nodiscard]] Result<std::uint32_t> catch_up(Timestamp now, Units& touched);
  void review(const Units& units, std::vector<book::Event>& events);
  void note_touched(const std::vector<book::Event>& events, Units& touched) const;
  void apply(book::Event event, std::vector<book::Event>& events);
  [[nodiscard]] Result<void> append(const std::vector<book::Event>& events,
                                    const book::Causes& causes);
  // Runs one submission and the reviews it asks for; what was accepted joins events and causes.
  [[nodiscard]] SubmissionResult take(const Submission& submission,
                                      std::vector<book::Event>& events, book::Causes& causes);
  // A repeat is known by the id that its client gave it: its own bytes, signed anew, must not
  // become a request of their own, without the id or when that is over.
  void remember_bytes(const Submission& repeat, const book::Outcome& outcome,
                      std::vector<book::Event>& events, book::Causes& causes);
  void note_changed_parts(const book::Event& event);
  [[nodiscard]] std::vector<SubmissionResult> refuse_all(std::size_t count, bool touched);

  bool review_all_ = false;
  Journal& journal_;
  Follower* follower_ = nullptr;
  book::Book book_;
  Sequence sequence_{0};
  Timestamp clock_;  // of this turn, be it behind the book
  Timestamp seen_;   // of the last turn, which may have left no record
  ClockStanding standing_ = ClockStanding::kGood;
  // Hours that cost nothing leave no record: up to here nothing is charged again, unless the clock
  // goes back behind it.
  Timestamp charged_to_;
  std::shared_ptr<const Published> published_;
  bool parameters_changed_ = true;
  bool board_changed_ = true;
  bool directory_changed_ = true;
};

}  // namespace plimsoll::engine
