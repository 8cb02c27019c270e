// A few threads for work that would hold up an I/O thread: RSA and Ed25519 checks.
//
// The queue has a limit; a full one says so at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace plimsoll::server {

class WorkerPool {
 public:
  WorkerPool(int threads, std::size_t queue_limit);
  // Finishes what is queued.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Any thread. False when the queue is full; then `work` is left as it was.
  [[nodiscard]] bool post(std::function<void()>& work);

 private:
  void run();

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace plimsoll::server
