// A journal in memory that fails when it is told to, and that can be told to lie.
//
// Faults are what the world does: an append that fails before, in the middle of or after writing.
// Lies are bugs a journal could have; a simulation that does not notice one is worth nothing.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/journal.h"
#include "simulation/tally.h"

namespace plimsoll::simulation {

enum class Lie : std::uint8_t {
  kNone,
  kLosesAnswered,     // a crash takes the newest record, which was answered
  kDuplicates,        // a crash leaves the newest record twice
  kAnswersTooEarly,   // an append that failed is reported as done
  kSwaps,             // a crash leaves the two newest records in the wrong order
  kChangesATime,      // a crash leaves the newest record a millisecond later
  kKeepsAFailedHalf,  // what was torn is completed with the record before
};

inline constexpr std::array kLies = {Lie::kLosesAnswered,   Lie::kDuplicates,
                                     Lie::kAnswersTooEarly, Lie::kSwaps,
                                     Lie::kChangesATime,    Lie::kKeepsAFailedHalf};
// "a crash takes the newest record, which was answered".
[[nodiscard]] std::string_view lie_name(Lie lie);

class FaultJournal final : public engine::Journal {
 public:
  explicit FaultJournal(Lie lie = Lie::kNone) : lie_(lie) {}

  // The next append but `skip` fails at `point`; `cut` in [0, 1000) is how much of it is written.
  void fail_next(CrashPoint point, std::int64_t skip, std::int64_t cut);
  // Whether that has happened.
  [[nodiscard]] bool has_failed() const { return failed_; }

  // As after the restart of the machine: whole records stay. The lies happen here.
  void restart();
  // Whether an unfinished record stands at the end, as a file without a log of its own would have.
  [[nodiscard]] bool is_torn() const { return torn_; }
  void drop_torn();

  [[nodiscard]] Result<void> append(const engine::Record& record) override;
  [[nodiscard]] Sequence last() const override { return Sequence{records_.size()}; }
  [[nodiscard]] Result<void> read(Sequence from, const Visitor& visit) const override;
  [[nodiscard]] Result<std::string> hash_at(Sequence sequence) const override;

  [[nodiscard]] const std::vector<engine::Record>& records() const { return records_; }

 private:
  void tell_lie();

  Lie lie_;
  std::vector<engine::Record> records_;
  std::optional<CrashPoint> point_;
  std::int64_t skip_ = 0;
  std::int64_t cut_ = 0;
  bool failed_ = false;
  bool torn_ = false;
};

}  // namespace plimsoll::simulation
