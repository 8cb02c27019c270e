// An exclusive lock on a file name: who holds it is the only one, in this process or any other on
// this machine. The system releases it when its holder dies, however it dies.
#pragma once

#include <string>

#include "base/error.h"
#include "file/file.h"

namespace plimsoll::journal {

class FileLock {
 public:
  // Locks `path`, which is made when absent and stays when the lock goes. Errors are kFile when the
  // file cannot be made, kJournal when somebody else holds it.
  [[nodiscard]] static Result<FileLock> take(const std::string& path);

 private:
  explicit FileLock(file::Descriptor file) : file_(std::move(file)) {}
  file::Descriptor file_;
};

}  // namespace plimsoll::journal
