// An exclusive lock on a file name: who holds it is the only one, in this process or any other on
// this machine. The system releases it when its holder dies, however it dies.
#pragma once

#include <string>
#include <utility>

#include "base/error.h"

namespace plimsoll::journal {

class FileLock {
 public:
  // Locks `path`, which is made when absent and stays when the lock goes. Errors are kFile when the
  // file cannot be made, kJournal when somebody else holds it.
  [[nodiscard]] static Result<FileLock> take(const std::string& path);

  ~FileLock();
  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace plimsoll::journal
