// The file of the master key: there whole or not at all, and closed to everybody but its owner.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "auth/secret_box.h"
#include "base/check.h"
#include "file/file.h"

namespace plimsoll::auth {
namespace {

using KeyBytes = std::array<std::uint8_t, MasterKey::kBytes>;

// Unlinks on every way out, so that only a crash leaves the file.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Nothing when the file does not exist.
Result<std::optional<MasterKey>> load(const std::filesystem::path& path) {
  // O_NONBLOCK: a pipe under this name must not stop the start.
  const file::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    return file::failed("open the master key file", path);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file::failed("examine", path);
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
  if (size < 0) return file::failed("read the master key file", path);
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

// A new key under `path`, unless somebody else was first; either way the file is there afterwards.
Result<void> create(const std::filesystem::path& path) {
  const TemporaryFile temporary(temporary_name(path));
  std::array<char, MasterKey::kBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  auto made = file::make(temporary.path(), {bytes.data(), bytes.size()});
  sodium_memzero(bytes.data(), bytes.size());
  RETURN_IF_ERROR(made);
  if (::link(temporary.path().c_str(), path.c_str()) != 0 && errno != EEXIST) {
    return file::failed("link the master key file", path);
  }
  // The name must be durable before the first secret is sealed with the key.
  return file::sync_folder_of(path);
}

}  // namespace

Result<void> replace_master_key_file(const std::filesystem::path& replacement,
                                     const std::filesystem::path& path) {
  if (::rename(replacement.c_str(), path.c_str()) != 0) {
    return file::failed("put the new key in the place of", path);
  }
  return file::sync_folder_of(path);
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
