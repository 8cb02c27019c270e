#include "snapshot/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace plimsoll::snapshot {
namespace {

constexpr std::string_view kSuffix = ".snapshot";

tl::unexpected<Error> file_error(const char* doing, const std::string& path) {
  return fail(ErrorCode::kFile,
              "cannot " + std::string(doing) + " " + path + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> sync_folder(const std::string& folder) {
  const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return file_error("sync", folder);
  return {};
}

Result<void> write_whole(const std::string& path, std::string_view bytes) {
  const std::string unfinished = path + ".new";
  {
    const Descriptor file(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0 || !write_all(file.get(), bytes) || ::fsync(file.get()) != 0) {
      auto error = file_error("write", unfinished);
      ::unlink(unfinished.c_str());
      return error;
    }
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return file_error("rename", unfinished);
  return {};
}

Result<std::string> read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return file_error("read", path);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return file_error("read", path);
  return bytes;
}

// kMalformed when the records are not those the snapshot was made of.
Result<void> check_origin(const engine::Records& records, const Snapshot& snapshot) {
  const Sequence sequence = snapshot.standing.sequence;
  if (sequence > records.last()) {
    return fail(ErrorCode::kMalformed,
                "the journal ends at record " + std::to_string(records.last().value));
  }
  ASSIGN_OR_RETURN(const std::string hash, records.hash_at(sequence));
  if (hash != snapshot.chain_hash) {
    return fail(ErrorCode::kMalformed, "made of another journal: the hash of its record differs");
  }
  return {};
}

// None when it lies after `until`.
Result<std::optional<engine::Standing>> use(const std::string& path, const engine::Records& records,
                                            const std::optional<engine::Moment>& until) {
  ASSIGN_OR_RETURN(const std::string bytes, read_whole(path));
  ASSIGN_OR_RETURN(const Label label, read_label(bytes));
  if (until && !engine::includes(*until, label.sequence, label.time)) return std::nullopt;
  ASSIGN_OR_RETURN(Snapshot snapshot, decode(bytes));
  RETURN_IF_ERROR(check_origin(records, snapshot));
  return std::optional(std::move(snapshot.standing));
}

}  // namespace

std::string Store::path_of(Sequence sequence) const {
  return folder_ + "/" + std::to_string(sequence.value) + std::string(kSuffix);
}

std::vector<Sequence> Store::list() const {
  std::vector<Sequence> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kSuffix)) continue;
    std::uint64_t number = 0;
    const char* end = name.data() + name.size() - kSuffix.size();
    const auto read = std::from_chars(name.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end) found.push_back(Sequence{number});
  }
  std::sort(found.begin(), found.end());
  return found;
}

void Store::prune(Sequence newest) const {
  const std::vector<Sequence> all = list();
  const auto above = std::upper_bound(all.begin(), all.end(), newest);
  const auto count = static_cast<std::size_t>(above - all.begin());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool kept = i < count && i + kKept >= count;
    if (!kept) ::unlink(path_of(all[i]).c_str());
  }
}

Result<void> Store::write(const Snapshot& snapshot) const {
  if (::mkdir(folder_.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    return file_error("make the folder", folder_);
  }
  ASSIGN_OR_RETURN(const std::string bytes, encode(snapshot));
  RETURN_IF_ERROR(write_whole(path_of(snapshot.standing.sequence), bytes));
  RETURN_IF_ERROR(sync_folder(folder_));
  prune(snapshot.standing.sequence);
  return {};
}

std::optional<engine::Standing> Store::newest(const engine::Records& records,
                                              const std::optional<engine::Moment>& until,
                                              const Rejected& rejected) const {
  std::vector<Sequence> all = list();
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    auto standing = use(path_of(*it), records, until);
    if (!standing) {
      if (rejected) rejected(path_of(*it), standing.error().detail);
    } else if (*standing) {
      return std::move(*standing);
    }
  }
  return std::nullopt;
}

Result<engine::Standing> stand_at(const engine::Records& records, const Store* store,
                                  const engine::Moment& moment, const Rejected& rejected,
                                  const engine::Progress& progress) {
  const auto* sequence = std::get_if<Sequence>(&moment);
  if (sequence != nullptr && *sequence > records.last()) {
    return fail(ErrorCode::kOutOfRange,
                "the journal ends at record " + std::to_string(records.last().value));
  }
  std::optional<engine::Standing> start;
  if (store != nullptr) start = store->newest(records, moment, rejected);
  engine::Standing standing = start ? std::move(*start) : engine::Standing();
  RETURN_IF_ERROR(engine::replay(records, standing, moment, progress));
  return standing;
}

}  // namespace plimsoll::snapshot
