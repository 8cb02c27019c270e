#include "journal/file_place.h"

#include <sys/stat.h>

#include "file/file.h"

namespace plimsoll::journal {

Result<FilePlace> FilePlace::of(std::string path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return file::failed("look at", path);
  FilePlace place;
  place.path_ = std::move(path);
  place.device_ = found.st_dev;
  place.number_ = found.st_ino;
  return place;
}

Result<void> FilePlace::check() const {
  if (path_.empty()) return {};
  struct stat found {};
  const bool there = ::stat(path_.c_str(), &found) == 0;
  if (there && found.st_dev == device_ && found.st_ino == number_) return {};
  return fail(ErrorCode::kFile, path_ + " was " + (there ? "replaced" : "removed or moved away") +
                                    " while it was in use");
}

}  // namespace plimsoll::journal
