// One seed, one world: a processor on a journal that fails, a market, customers and a lender who do
// anything, a clock that jumps - and a model of what was answered, against which every recovery is
// held.
//
// After each crash a fresh processor recovers, and then
//   - everything that was answered is there, in the record whose number the answer named, and asked
//     again it gets the same answer and has no second effect
//   - what was not answered is there as a whole or not at all, and only if its record was written
//   - half a record is never taken for a whole one
//   - the state has the digest of the live run at that record; so has the state of any earlier one,
//     from the first record on or from a state that was kept on the way
//   - every invariant holds, and no unit went from one state to another that it may not
// At the end every record is decided anew, and all of them come out as they stand.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/processor.h"
#include "simulation/chronicle.h"
#include "simulation/commands.h"
#include "simulation/fault_journal.h"

namespace plimsoll::simulation {

struct WorldOptions {
  std::uint64_t steps = 600;  // turns
  Lie lie = Lie::kNone;
  std::atomic<std::uint64_t>* step = nullptr;  // told where the world is, for who dies in it
};

class World final : private engine::Follower {
 public:
  World(std::uint64_t seed, const WorldOptions& options);

  // What went wrong, with the step; nothing if nothing did. Runs once.
  [[nodiscard]] Finding run();

  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] const FaultJournal& journal() const { return journal_; }
  [[nodiscard]] const book::Book& book() const { return processor_->book(); }

 private:
  // A submission and what must come of it.
  struct Asked {
    engine::Submission submission;
    std::optional<std::size_t> again;  // the answer that it must get once more
    bool twisted = false;              // ... but with other content
  };
  struct Answer {
    Sequence sequence;
    book::Outcome outcome;
    engine::Submission submission;
    std::vector<book::Event> events;  // until they were found after a crash
  };

  void follow(Sequence sequence, Timestamp time, const std::vector<book::Event>& events) override;

  void advance_clock();
  [[nodiscard]] std::vector<Asked> ask();
  [[nodiscard]] Asked ask_again();
  [[nodiscard]] engine::Submission mark(engine::Submission submission);
  void arm();
  [[nodiscard]] Finding take_turn(const std::vector<Asked>& asked);
  [[nodiscard]] Finding judge(const Asked& asked, const engine::SubmissionResult& result);
  void count(const Asked& asked, const engine::SubmissionResult& result);
  [[nodiscard]] Finding check_all();

  // --- After a crash
  enum class Told : std::uint8_t { kNo, kYes };  // whether the newest record was answered
  [[nodiscard]] Finding restart(const std::vector<Asked>& unanswered, Told told);
  [[nodiscard]] Finding recover();
  [[nodiscard]] Finding check_recovered(bool kept, Digest live);
  [[nodiscard]] Finding check_unanswered(const std::vector<Asked>& unanswered, bool kept);
  [[nodiscard]] Finding check_answers();
  [[nodiscard]] Finding check_earlier();
  [[nodiscard]] Finding check_decisions();
  [[nodiscard]] Finding ask_everything_again();

  Random random_;
  WorldOptions options_;
  bool wild_;
  Timestamp clock_;
  FaultJournal journal_;
  std::unique_ptr<engine::Processor> processor_;
  Market market_;
  Chronicle chronicle_;
  Finding illegal_;  // what the chronicle found
  Sequence followed_;
  Digest followed_digest_;  // while a crash is armed
  bool armed_ = false;
  CrashPoint point_ = CrashPoint::kBetweenTurns;
  std::vector<engine::Standing> kept_;  // after some records
  std::vector<Answer> answers_;
  std::size_t found_ = 0;  // answers whose events were found after a crash
  std::int64_t requests_ = 0;
  Tally tally_;
};

}  // namespace plimsoll::simulation
