#include "snapshot/keeper.h"

#include <utility>

namespace plimsoll::snapshot {

Keeper::Keeper(Store store, Told told) : store_(std::move(store)), told_(std::move(told)) {
  thread_ = std::thread([this] { run(); });
}

Keeper::~Keeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Keeper::keep(Snapshot snapshot) {
  std::optional<Snapshot> replaced(std::move(snapshot));
  {
    const std::lock_guard lock(mutex_);
    waiting_.swap(replaced);
  }
  wake_.notify_one();
}

void Keeper::run() {
  for (;;) {
    std::optional<Snapshot> next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || waiting_; });
      if (!waiting_) return;
      next.swap(waiting_);
    }
    const Result<void> written = store_.write(*next);
    if (told_) told_(next->standing.sequence, written);
  }
}

}  // namespace plimsoll::snapshot
