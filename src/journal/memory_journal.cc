#include "journal/memory_journal.h"

#include <algorithm>

#include "base/check.h"

namespace plimsoll::journal {

Result<void> MemoryJournal::append(const engine::Record& record) {
  CHECK_MSG(record.sequence.value == last().value + 1, "a record out of sequence");
  records_.push_back(record);
  hashes_.push_back(chain_.extend(record));
  return {};
}

Sequence MemoryJournal::last() const { return Sequence{records_.size()}; }

Result<void> MemoryJournal::read(Sequence from, const Visitor& visit) const {
  const std::size_t first = std::max<std::uint64_t>(from.value, 1) - 1;
  for (std::size_t i = first; i < records_.size(); ++i) RETURN_IF_ERROR(visit(records_[i]));
  return {};
}

Result<std::string> MemoryJournal::hash_at(Sequence sequence) const {
  if (sequence > last())
    return fail(ErrorCode::kJournal, "no record " + std::to_string(sequence.value));
  if (sequence.value == 0) return std::string(bytes_of(ChainHash{}));
  return std::string(bytes_of(hashes_[sequence.value - 1]));
}

}  // namespace plimsoll::journal
