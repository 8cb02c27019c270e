#include "journal/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace plimsoll::journal {
namespace {

tl::unexpected<Error> file_error(const std::string& doing, const std::string& path) {
  return fail(ErrorCode::kFile, "cannot " + doing + " " + path + ": " + std::strerror(errno));
}

}  // namespace

Result<void> sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return file_error("sync", path);
  const bool synced = ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  if (!synced) return file_error("sync", path);
  return {};
}

Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return file_error("make", path);
  ::close(file);
  return {};
}

Result<void> copy_private_file(const std::string& from, const std::string& to) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return file_error("read", from);
  RETURN_IF_ERROR(make_private_file(to));
  std::ofstream out(to, std::ios::binary);
  char chunk[65536];
  while (out && (in.read(chunk, sizeof(chunk)) || in.gcount() > 0)) out.write(chunk, in.gcount());
  if (in.bad()) return file_error("read", from);
  out.close();
  if (!out) return file_error("write", to);
  return sync_path(to);
}

}  // namespace plimsoll::journal
