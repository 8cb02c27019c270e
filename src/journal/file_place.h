// FilePlace: whether a path still names the file that was opened. SQLite goes on writing into a
// file that somebody removed or moved away, and everything it was told would be gone with the
// process.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/error.h"

namespace plimsoll::journal {

class FilePlace {
 public:
  FilePlace() = default;  // of no file: never lost
  // kFile: there is none.
  [[nodiscard]] static Result<FilePlace> of(std::string path);

  // kFile when the path names nothing, or another file. One call to the system.
  [[nodiscard]] Result<void> check() const;

 private:
  std::string path_;
  ::dev_t device_ = 0;
  ::ino_t number_ = 0;
};

}  // namespace plimsoll::journal
