// Keeper: writes snapshots on a thread of its own, so that the engine only hands over a book, whose
// parts it shares.
//
// One waits at most: a newer one takes the place of the one that has not been begun. A snapshot
// that cannot be written is reported, and the next one tried: nothing depends on it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "snapshot/store.h"

namespace plimsoll::snapshot {

class Keeper {
 public:
  // Called on the keeper's thread: with what was written, or why it was not.
  using Told = std::function<void(Sequence sequence, const Result<void>& written)>;

  Keeper(Store store, Told told);
  // Writes what waits.
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Any thread; quick.
  void keep(Snapshot snapshot);

 private:
  void run();

  const Store store_;
  const Told told_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Snapshot> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace plimsoll::snapshot
