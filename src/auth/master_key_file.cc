// The file of the master key: there whole or not at all, and closed to everybody but its owner.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>

#include "auth/secret_box.h"
#include "base/check.h"

namespace plimsoll::auth {
namespace {

using KeyBytes = std::array<std::uint8_t, MasterKey::kBytes>;

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

// Unlinks on every way out, so that only a crash leaves the file.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const char* path() const { return path_.c_str(); }

 private:
  std::string path_;
};

tl::unexpected<Error> file_error(std::string_view doing, const std::filesystem::path& path) {
  const std::string reason = std::error_code(errno, std::generic_category()).message();
  return fail(ErrorCode::kFile, std::string(doing) + " " + path.string() + ": " + reason);
}

bool write_all(int file, const KeyBytes& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return true;
}

// Nothing when the file does not exist.
Result<std::optional<MasterKey>> load(const std::filesystem::path& path) {
  // O_NONBLOCK: a pipe under this name must not stop the start.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    return file_error("cannot open the master key file", path);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_error("cannot examine", path);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kFile, path.string() + " is not a regular file");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kCrypto, "the master key file " + path.string() +
                                        " is open to its group or to others; close it with "
                                        "`chmod 600`, and make a new key if anybody could read it");
  }
  if (status.st_uid != ::geteuid()) {
    return fail(ErrorCode::kCrypto, "the master key file " + path.string() +
                                        " belongs to another user, who may change it; run as that "
                                        "user, or take it over with `chown`");
  }
  if (status.st_size != static_cast<off_t>(MasterKey::kBytes)) {
    return fail(ErrorCode::kCrypto, "the master key file " + path.string() + " has " +
                                        std::to_string(status.st_size) +
                                        " bytes instead of 32; restore it from a backup");
  }
  KeyBytes bytes{};
  ssize_t size = 0;
  do {
    size = ::read(file.get(), bytes.data(), bytes.size());
  } while (size < 0 && errno == EINTR);
  if (size < 0) return file_error("cannot read the master key file", path);
  auto key = MasterKey::from_bytes(std::span(bytes).first(static_cast<std::size_t>(size)));
  sodium_memzero(bytes.data(), bytes.size());
  if (!key) return tl::unexpected<Error>(std::move(key.error()));
  return std::optional<MasterKey>(std::move(*key));
}

std::string temporary_name(const std::filesystem::path& path) {
  std::array<unsigned char, 8> random{};
  randombytes_buf(random.data(), random.size());
  char hex[2 * random.size() + 1];
  sodium_bin2hex(hex, sizeof(hex), random.data(), random.size());
  return path.string() + "." + hex + ".new";
}

Result<void> sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const FileDescriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || ::fsync(directory.get()) != 0) {
    return file_error("cannot sync the folder of the master key file", path);
  }
  return {};
}

// A new key under `path`, unless somebody else was first; either way the file is there afterwards.
Result<void> create(const std::filesystem::path& path) {
  const TemporaryFile temporary(temporary_name(path));
  {
    const FileDescriptor file(
        ::open(temporary.path(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file.is_open()) return file_error("cannot create the master key file", path);
    KeyBytes bytes;
    randombytes_buf(bytes.data(), bytes.size());
    // fchmod, since the process may run with a mask that takes the owner's own access.
    const bool written = ::fchmod(file.get(), S_IRUSR | S_IWUSR) == 0 &&
                         write_all(file.get(), bytes) && ::fsync(file.get()) == 0;
    const int reason = errno;
    sodium_memzero(bytes.data(), bytes.size());
    errno = reason;
    if (!written) return file_error("cannot write the master key file", path);
  }
  if (::link(temporary.path(), path.c_str()) != 0 && errno != EEXIST) {
    return file_error("cannot link the master key file", path);
  }
  // The name must be durable before the first secret is sealed with the key.
  return sync_folder_of(path);
}

}  // namespace

Result<void> replace_master_key_file(const std::filesystem::path& replacement,
                                     const std::filesystem::path& path) {
  if (::rename(replacement.c_str(), path.c_str()) != 0) {
    return file_error("cannot put the new key in the place of", path);
  }
  return sync_folder_of(path);
}

Result<MasterKey> load_or_create_master_key(const std::filesystem::path& path) {
  CHECK(sodium_init() >= 0);
  ASSIGN_OR_RETURN(std::optional<MasterKey> key, load(path));
  if (!key) {
    RETURN_IF_ERROR(create(path));
    ASSIGN_OR_RETURN(key, load(path));
  }
  if (!key) {
    return fail(ErrorCode::kFile, "the master key file " + path.string() +
                                      " is not there although its name is taken; is it a link to "
                                      "nowhere?");
  }
  return std::move(*key);
}

}  // namespace plimsoll::auth
