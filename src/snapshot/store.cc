#include "snapshot/store.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "file/file.h"

namespace plimsoll::snapshot {
namespace {

constexpr std::string_view kSuffix = ".snapshot";
constexpr std::string_view kUnfinished = ".snapshot.new";  // while file::replace writes it

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
  ASSIGN_OR_RETURN(const std::string bytes, file::read(path));
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

std::vector<Sequence> Store::list(std::string_view suffix) const {
  std::vector<Sequence> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(suffix)) continue;
    std::uint64_t number = 0;
    const char* end = name.data() + name.size() - suffix.size();
    const auto read = std::from_chars(name.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end) found.push_back(Sequence{number});
  }
  std::sort(found.begin(), found.end());
  return found;
}

void Store::prune(Sequence newest) const {
  const std::vector<Sequence> all = list(kSuffix);
  const auto above = std::upper_bound(all.begin(), all.end(), newest);
  const auto count = static_cast<std::size_t>(above - all.begin());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool kept = i < count && i + kKept >= count;
    if (!kept) ::unlink(path_of(all[i]).c_str());
  }
}

void Store::remove_cut_off() const {
  for (const Sequence sequence : list(kUnfinished)) ::unlink((path_of(sequence) + ".new").c_str());
}

Result<void> Store::write(const Snapshot& snapshot) const {
  RETURN_IF_ERROR(file::make_folder(folder_));
  remove_cut_off();  // first: they may be what fills the disk
  ASSIGN_OR_RETURN(const std::string bytes, encode(snapshot));
  RETURN_IF_ERROR(file::replace(path_of(snapshot.standing.sequence), bytes));
  prune(snapshot.standing.sequence);
  return {};
}

std::optional<engine::Standing> Store::newest(const engine::Records& records,
                                              const std::optional<engine::Moment>& until,
                                              const Rejected& rejected) const {
  std::vector<Sequence> newest_first = list(kSuffix);
  std::reverse(newest_first.begin(), newest_first.end());
  for (const Sequence sequence : newest_first) {
    const std::string path = path_of(sequence);
    auto standing = use(path, records, until);
    if (!standing) {
      if (rejected) rejected(path, standing.error().detail);
    } else if (*standing) {
      return std::move(*standing);
    }
  }
  return std::nullopt;
}

Result<void> Store::check_nothing_lost(const engine::Records& records) const {
  for (const Sequence named : list(kSuffix)) {
    if (named <= records.last()) continue;
    const auto bytes = file::read(path_of(named));
    if (!bytes) continue;
    const auto snapshot = decode(*bytes);
    if (!snapshot || snapshot->standing.sequence <= records.last()) continue;
    const std::string last = std::to_string(records.last().value);
    return fail(ErrorCode::kJournal,
                "the journal ends at record " + last + ", but " + path_of(named) +
                    " was made of record " + std::to_string(snapshot->standing.sequence.value) +
                    ": what was answered since is lost. Restore the journal; or, to go on without "
                    "it, delete the snapshots above record " +
                    last);
  }
  return {};
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
