// A journal in memory, for tests and for serving without a file: as long-lived as the object.
#pragma once

#include <vector>

#include "journal/chain.h"

namespace plimsoll::journal {

// Records live as long as the journal; nothing fails.
class MemoryJournal final : public engine::Journal {
 public:
  [[nodiscard]] Result<void> append(const engine::Record& record) override;
  [[nodiscard]] Sequence last() const override;
  [[nodiscard]] Result<void> read(Sequence from, const Visitor& visit) const override;
  [[nodiscard]] Result<std::string> hash_at(Sequence sequence) const override;

 private:
  Chain chain_;
  std::vector<engine::Record> records_;
  std::vector<ChainHash> hashes_;
};

}  // namespace plimsoll::journal
