#include "simulation/fault_journal.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "journal/chain.h"

namespace plimsoll::simulation {

std::string_view lie_name(Lie lie) {
  switch (lie) {
    case Lie::kNone: return "the truth";
    case Lie::kLosesAnswered: return "a crash takes the newest record, which was answered";
    case Lie::kDuplicates: return "a crash leaves the newest record twice";
    case Lie::kAnswersTooEarly: return "an append that failed is reported as done";
    case Lie::kSwaps: return "a crash leaves the two newest records in the wrong order";
    case Lie::kChangesATime: return "a crash leaves the newest record a millisecond later";
    case Lie::kKeepsAFailedHalf: return "what was torn is completed with the record before";
  }
  CHECK_MSG(false, "a lie without a name");
}

void FaultJournal::fail_next(CrashPoint point, std::int64_t skip, std::int64_t cut) {
  point_ = point;
  skip_ = skip;
  cut_ = cut;
}

Result<void> FaultJournal::append(const engine::Record& record) {
  if (failed_ && lie_ == Lie::kAnswersTooEarly) return {};
  CHECK_MSG(record.sequence.value == records_.size() + 1, "a record out of sequence");
  CHECK_MSG(!failed_, "an append after one that failed");
  if (!point_ || skip_-- > 0) {
    records_.push_back(record);
    return {};
  }
  failed_ = true;
  if (*point_ != CrashPoint::kBeforeAppend) records_.push_back(record);
  if (*point_ == CrashPoint::kTorn) {
    std::string& payload = records_.back().payload;
    payload.resize(payload.size() * static_cast<std::size_t>(cut_) / 1000);
    torn_ = true;
  }
  if (lie_ == Lie::kAnswersTooEarly) return {};
  return fail(ErrorCode::kJournal, "the machine stops here");
}

void FaultJournal::restart() {
  point_.reset();
  failed_ = false;
  if (!torn_) tell_lie();
}

void FaultJournal::tell_lie() {
  const std::size_t size = records_.size();
  if (size < 3) return;
  if (lie_ == Lie::kLosesAnswered) records_.pop_back();
  if (lie_ == Lie::kDuplicates) {
    records_.push_back(records_.back());
    ++records_.back().sequence.value;
  }
  if (lie_ == Lie::kSwaps) std::swap(records_[size - 1].payload, records_[size - 2].payload);
  if (lie_ == Lie::kChangesATime) records_.back().time = records_.back().time + 1;
}

void FaultJournal::drop_torn() {
  if (!torn_) return;
  torn_ = false;
  if (lie_ == Lie::kKeepsAFailedHalf && records_.size() > 1) {
    records_.back().payload = records_[records_.size() - 2].payload;
    return;
  }
  records_.pop_back();
}

Result<void> FaultJournal::read(Sequence from, const Visitor& visit) const {
  for (std::size_t i = std::max<std::uint64_t>(from.value, 1) - 1; i < records_.size(); ++i) {
    RETURN_IF_ERROR(visit(records_[i]));
  }
  return {};
}

Result<std::string> FaultJournal::hash_at(Sequence sequence) const {
  if (sequence > last()) return fail(ErrorCode::kJournal, "no such record");
  journal::Chain chain;
  for (std::size_t i = 0; i < sequence.value; ++i) chain.extend(records_[i]);
  return std::string(journal::bytes_of(chain.head()));
}

}  // namespace plimsoll::simulation
