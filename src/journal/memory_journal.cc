#include "journal/memory_journal.h"

#include <algorithm>

#include "base/check.h"

namespace plimsoll::journal {

Result<void> MemoryJournal::append(const engine::Record& record) {
  CHECK_MSG(record.sequence.value == last().value + 1, "a record out of sequence");
  records_.push_back(record);
  return {};
}

Sequence MemoryJournal::last() const { return Sequence{records_.size()}; }

Result<void> MemoryJournal::read(Sequence from, const Visitor& visit) const {
  const std::size_t first = std::max<std::uint64_t>(from.value, 1) - 1;
  for (std::size_t i = first; i < records_.size(); ++i) RETURN_IF_ERROR(visit(records_[i]));
  return {};
}

}  // namespace plimsoll::journal
