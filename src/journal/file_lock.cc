#include "journal/file_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace plimsoll::journal {

Result<FileLock> FileLock::take(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0)
    return fail(ErrorCode::kFile, "cannot create " + path + ": " + std::strerror(errno));
  FileLock lock(file);
  // A lock of the open file, not of the process: a second object in this process is refused too,
  // and closing another descriptor of the file does not lose the lock.
  struct flock whole_file {};
  whole_file.l_type = F_WRLCK;
  whole_file.l_whence = SEEK_SET;
  if (::fcntl(file, F_OFD_SETLK, &whole_file) == 0) return lock;
  if (errno == EAGAIN || errno == EACCES) return fail(ErrorCode::kJournal, path + " is locked");
  return fail(ErrorCode::kFile, "cannot lock " + path + ": " + std::strerror(errno));
}

FileLock::~FileLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace plimsoll::journal
