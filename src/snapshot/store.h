// The snapshots of a state folder: <folder>/<sequence>.snapshot, mode 0600, the newest three.
//
// A file appears under its name complete and durable, or not at all. Reading changes nothing: what
// cannot be used is reported and passed over.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/file_format.h"

namespace plimsoll::snapshot {

inline constexpr std::size_t kKept = 3;

// Told of each file that cannot be used, and why.
using Rejected = std::function<void(const std::string& path, const std::string& reason)>;

// Holds nothing but the folder's name: any thread, several objects of one folder for reading, one
// for writing.
class Store {
 public:
  explicit Store(std::string folder) : folder_(std::move(folder)) {}

  // Removes what writes that were cut off left, writes a snapshot, then removes all but the newest
  // three up to it. What is numbered above it belongs to another journal, since the newest record
  // is the last that can have one, and goes too. Makes the folder (mode 0700). kFile, kOutOfRange.
  [[nodiscard]] Result<void> write(const Snapshot& snapshot) const;

  // Where to start: the newest snapshot that is whole, of a known format, of these records, and
  // not after `until`. None: start before record 1.
  [[nodiscard]] std::optional<engine::Standing> newest(const engine::Records& records,
                                                       const std::optional<engine::Moment>& until,
                                                       const Rejected& rejected) const;

  // For who is going to append. kJournal when a whole snapshot was made of a record after the
  // newest: a snapshot is made of durable records, so those up to there were lost. Files that are
  // not whole say nothing.
  [[nodiscard]] Result<void> check_nothing_lost(const engine::Records& records) const;

 private:
  // Of the files that end so, ascending; other names are not ours.
  [[nodiscard]] std::vector<Sequence> list(std::string_view suffix) const;
  [[nodiscard]] std::string path_of(Sequence sequence) const;
  void prune(Sequence newest) const;
  void remove_cut_off() const;

  std::string folder_;
};

// The book at a moment: from the newest snapshot at or before it, if a store is given, then by the
// records. kOutOfRange when the moment is a record that is not there yet, kJournal.
[[nodiscard]] Result<engine::Standing> stand_at(const engine::Records& records, const Store* store,
                                                const engine::Moment& moment,
                                                const Rejected& rejected,
                                                const engine::Progress& progress);

}  // namespace plimsoll::snapshot
