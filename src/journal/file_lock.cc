#include "journal/file_lock.h"

#include <fcntl.h>

#include <cerrno>

namespace plimsoll::journal {

Result<FileLock> FileLock::take(const std::string& path) {
  ASSIGN_OR_RETURN(file::Descriptor file, file::open_or_make(path));
  // A lock of the open file, not of the process: a second object in this process is refused too,
  // and closing another descriptor of the file does not lose the lock.
  struct flock whole_file {};
  whole_file.l_type = F_WRLCK;
  whole_file.l_whence = SEEK_SET;
  if (::fcntl(file.get(), F_OFD_SETLK, &whole_file) == 0) return FileLock(std::move(file));
  if (errno == EAGAIN || errno == EACCES) return fail(ErrorCode::kJournal, path + " is locked");
  return file::failed("lock", path);
}

}  // namespace plimsoll::journal
