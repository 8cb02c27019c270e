#include "app/backup_commands.h"

#include <fmt/format.h>

#include <filesystem>
#include <forward_list>

#include "app/journal_commands.h"
#include "app/master_key.h"
#include "app/state.h"
#include "engine/replay.h"
#include "file/file.h"

namespace plimsoll::app {
namespace {

// Files that are not complete yet: gone again unless they are kept.
class Unfinished {
 public:
  ~Unfinished() {
    std::error_code ignored;
    if (kept_) return;
    for (const std::string& file : files_) std::filesystem::remove(file, ignored);
  }
  const std::string& add(std::string file) { return files_.emplace_front(std::move(file)); }
  void keep() { kept_ = true; }

 private:
  std::forward_list<std::string> files_;  // newest first: a folder goes after what is in it
  bool kept_ = false;
};

// A folder that is there already stays, whatever becomes of the files.
Result<void> make_empty(const std::string& folder, const char* what, Unfinished& files) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) files.add(folder);
  RETURN_IF_ERROR(file::make_folder(folder));
  const bool empty = std::filesystem::is_empty(folder, error);
  if (error) return fail(ErrorCode::kFile, "cannot read " + folder + ": " + error.message());
  if (!empty) {
    return fail(ErrorCode::kFile,
                folder + " is not empty: nothing is written over, give " + what + " of its own");
  }
  return {};
}

Result<void> check_key_file(const std::string& path, const book::Book& book) {
  ASSIGN_OR_RETURN(const auth::MasterKey key, auth::load_or_create_master_key(path));
  return check_master_key(key, book);
}

// The key that opens what the copied journal holds: master.key, or the one that a rotation has not
// put in its place yet. Only the copies are opened, since what is opened must be there.
Result<void> copy_master_key(const std::string& from, const std::string& to,
                             const std::string& journal, Unfinished& files) {
  ASSIGN_OR_RETURN(const auto records, journal::JournalFile::open(journal));
  engine::Standing standing;
  RETURN_IF_ERROR(engine::replay(*records, standing, std::nullopt, {}));
  const std::string copy = files.add(master_key_path(to));
  RETURN_IF_ERROR(file::copy(master_key_path(from), copy));
  if (check_key_file(copy, standing.book)) return {};
  std::error_code ignored;
  const std::string next = next_master_key_path(from);
  if (std::filesystem::exists(next, ignored)) {
    std::filesystem::remove(copy, ignored);
    RETURN_IF_ERROR(file::copy(next, copy));
    if (check_key_file(copy, standing.book)) return {};
  }
  return fail(ErrorCode::kCrypto,
              master_key_path(from) +
                  " does not open the secrets of the journal that was copied: if the key was being "
                  "replaced, do it again; if the right one is kept elsewhere, leave this one out");
}

// Gives a journal that was copied and verified its name: what bears it is complete.
Result<void> finish(const std::string& folder, const std::string& copy) {
  RETURN_IF_ERROR(file::sync(copy));
  std::error_code error;
  std::filesystem::rename(copy, journal_path(folder), error);
  if (error) return fail(ErrorCode::kFile, "cannot rename " + copy + ": " + error.message());
  return file::sync(folder);
}

// The journal with what is in its write-ahead log.
Result<void> copy_journal(const journal::JournalFile& source, const std::string& copy) {
  RETURN_IF_ERROR(file::make(copy));
  return source.copy_to(copy);
}

// The source goes on growing, but must have come by where the copy ends.
Result<void> check_same_history(journal::JournalFile& source, const std::string& copy) {
  ASSIGN_OR_RETURN(const auto copied, journal::JournalFile::open(copy));
  ASSIGN_OR_RETURN(const journal::ChainPlace head, journal::head_of(*copied));
  RETURN_IF_ERROR(source.refresh());
  ASSIGN_OR_RETURN(const std::string hash, source.hash_at(head.sequence));
  if (hash != journal::bytes_of(head.hash))
    return fail(ErrorCode::kJournal, "the copy of " + source.path() + " is not its like");
  return {};
}

}  // namespace

Result<std::string> back_up(const BackupRequest& request) {
  ASSIGN_OR_RETURN(const auto source, journal::JournalFile::open(journal_path(request.state_dir)));
  Unfinished files;
  RETURN_IF_ERROR(make_empty(request.folder, "each backup a folder", files));
  const std::string copy = files.add(journal_path(request.folder) + ".new");
  RETURN_IF_ERROR(copy_journal(*source, copy));
  RETURN_IF_ERROR(check_same_history(*source, copy));
  const auto verified = verify_file(copy, std::nullopt);
  if (!verified) {
    // The copy goes; what somebody has to look at is the source, or the place of the copy.
    RETURN_IF_ERROR(verify_file(source->path(), std::nullopt));
    return tl::unexpected<Error>(verified.error());
  }
  if (request.with_master_key)
    RETURN_IF_ERROR(copy_master_key(request.state_dir, request.folder, copy, files));
  RETURN_IF_ERROR(finish(request.folder, copy));
  files.keep();
  return fmt::format("{} records in {}, verified\nhead  {}\n{}", verified->head.sequence.value,
                     request.folder, journal::to_text(verified->head),
                     request.with_master_key ? "The master key is beside them.\n"
                                             : "The master key is not in it: keep it elsewhere.\n");
}

Result<std::string> restore(const BackupRequest& request) {
  const std::string from = journal_path(request.folder);
  std::error_code ignored;
  if (!std::filesystem::exists(from, ignored))
    return fail(ErrorCode::kFile, "there is no complete backup in " + request.folder);
  Unfinished files;
  RETURN_IF_ERROR(make_empty(request.state_dir, "the state a folder", files));
  // Before the copy: SQLite may pass over what is damaged, or not say that it is.
  ASSIGN_OR_RETURN(const journal::Verified whole, verify_file(from, std::nullopt));
  ASSIGN_OR_RETURN(const auto source, journal::JournalFile::open(from));
  const std::string copy = files.add(journal_path(request.state_dir) + ".new");
  RETURN_IF_ERROR(copy_journal(*source, copy));
  ASSIGN_OR_RETURN(const journal::Verified verified, verify_file(copy, whole.head));
  const bool with_key = std::filesystem::exists(master_key_path(request.folder), ignored);
  if (with_key) RETURN_IF_ERROR(copy_master_key(request.folder, request.state_dir, copy, files));
  RETURN_IF_ERROR(finish(request.state_dir, copy));
  files.keep();
  return fmt::format(
      "{} records in {}, verified\nhead  {}\n{}", verified.head.sequence.value, request.state_dir,
      journal::to_text(verified.head),
      with_key ? ""
               : fmt::format("The backup holds no master key: put yours at {} before the start, or"
                             " set {}.\n",
                             master_key_path(request.state_dir), kMasterKeyVariable));
}

}  // namespace plimsoll::app
