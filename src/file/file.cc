#include "file/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace plimsoll::file {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr std::size_t kChunkBytes = 65536;

using Chunk = std::array<char, kChunkBytes>;

// The bytes read; 0 at the end, -1 with errno.
ssize_t read_some(int file, Chunk& chunk) {
  ssize_t size = 0;
  do {
    size = ::read(file, chunk.data(), chunk.size());
  } while (size < 0 && errno == EINTR);
  return size;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// A file that is being made: removed again unless it was finished.
class Unfinished {
 public:
  // `if_there` is O_EXCL to refuse a file of this name, O_TRUNC to empty it.
  Unfinished(const std::string& path, int if_there)
      : path_(path),
        file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | if_there, kOwnerOnly)) {}
  ~Unfinished() {
    if (file_.is_open() && !finished_) ::unlink(path_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  // Opened, and with the mode even if the process's mask takes the owner's own access.
  [[nodiscard]] bool begin() { return file_.is_open() && ::fchmod(file_.get(), kOwnerOnly) == 0; }
  [[nodiscard]] bool append(std::string_view bytes) { return write_all(file_.get(), bytes); }
  [[nodiscard]] bool finish() { return finished_ = ::fsync(file_.get()) == 0; }

 private:
  const std::string& path_;
  Descriptor file_;
  bool finished_ = false;
};

Result<void> write(const std::string& path, int if_there, std::string_view bytes) {
  Unfinished file(path, if_there);
  if (!file.begin()) return failed("make", path);
  if (!file.append(bytes) || !file.finish()) return failed("write", path);
  return {};
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

tl::unexpected<Error> failed(std::string_view doing, const std::string& path) {
  return fail(ErrorCode::kFile,
              "cannot " + std::string(doing) + " " + path + ": " + std::strerror(errno));
}

Result<std::string> read(const std::string& path, std::size_t most_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return failed("read", path);
  std::string content;
  Chunk chunk{};
  ssize_t size = 0;
  while ((size = read_some(file.get(), chunk)) > 0) {
    content.append(chunk.data(), static_cast<std::size_t>(size));
    if (content.size() > most_bytes) {
      return fail(ErrorCode::kFile,
                  path + " is larger than " + std::to_string(most_bytes) + " bytes");
    }
  }
  if (size < 0) return failed("read", path);
  return content;
}

Result<void> make(const std::string& path, std::string_view bytes) {
  return write(path, O_EXCL, bytes);
}

Result<void> copy(const std::string& from, const std::string& to) {
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) return failed("read", from);
  Unfinished file(to, O_EXCL);
  if (!file.begin()) return failed("make", to);
  Chunk chunk{};
  ssize_t size = 0;
  while ((size = read_some(source.get(), chunk)) > 0) {
    if (!file.append({chunk.data(), static_cast<std::size_t>(size)})) return failed("write", to);
  }
  if (size < 0) return failed("read", from);
  if (!file.finish()) return failed("write", to);
  return {};
}

Result<void> replace(const std::string& path, std::string_view bytes) {
  const std::string unfinished = path + ".new";
  RETURN_IF_ERROR(write(unfinished, O_TRUNC, bytes));
  if (::rename(unfinished.c_str(), path.c_str()) != 0) {
    auto error = failed("rename", unfinished);  // before errno is another call's
    ::unlink(unfinished.c_str());
    return error;
  }
  return sync_folder_of(path);
}

Result<Descriptor> open_or_make(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
  if (!file.is_open()) return failed("make", path);
  return file;
}

Result<void> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), S_IRWXU) == 0) return {};
  const int reason = errno;
  std::error_code ignored;
  if (reason == EEXIST && std::filesystem::is_directory(path, ignored)) return {};
  errno = reason;
  return failed("make the folder", path);
}

Result<void> sync(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() || ::fsync(file.get()) != 0) return failed("sync", path);
  return {};
}

Result<void> sync_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return sync(folder.empty() ? "." : folder.string());
}

}  // namespace plimsoll::file
