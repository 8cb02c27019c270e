#include "app/backup_commands.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/journal_commands.h"
#include "app/state.h"
#include "file/file.h"

namespace plimsoll::app {
namespace {

// Files that are not complete yet: gone again unless they are kept.
class Unfinished {
 public:
  ~Unfinished() {
    std::error_code ignored;
    if (!kept_)
      for (const std::string& file : files_) std::filesystem::remove(file, ignored);
  }
  const std::string& add(std::string file) { return files_.emplace_back(std::move(file)); }
  void keep() { kept_ = true; }

 private:
  std::vector<std::string> files_;
  bool kept_ = false;
};

Result<void> require_empty(const std::string& folder, const char* what) {
  std::error_code error;
  const bool empty = std::filesystem::is_empty(folder, error);
  if (error) return fail(ErrorCode::kFile, "cannot read " + folder + ": " + error.message());
  if (!empty) {
    return fail(ErrorCode::kFile,
                folder + " is not empty: nothing is written over, give " + what + " of its own");
  }
  return {};
}

// Verifies the journal that was copied and gives it its name: what bears it is complete.
Result<journal::Verified> finish(const std::string& folder, const std::string& copy) {
  ASSIGN_OR_RETURN(journal::Verified verified, verify_file(copy, std::nullopt));
  RETURN_IF_ERROR(file::sync(copy));
  std::error_code error;
  std::filesystem::rename(copy, journal_path(folder), error);
  if (error) return fail(ErrorCode::kFile, "cannot rename " + copy + ": " + error.message());
  RETURN_IF_ERROR(file::sync(folder));
  return verified;
}

std::string master_key_path(const std::string& folder) { return folder + "/master.key"; }

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
  RETURN_IF_ERROR(file::make_folder(request.folder));
  RETURN_IF_ERROR(require_empty(request.folder, "each backup a folder"));
  Unfinished files;
  if (request.with_master_key) {
    RETURN_IF_ERROR(
        file::copy(master_key_path(request.state_dir), files.add(master_key_path(request.folder))));
  }
  const std::string copy = files.add(journal_path(request.folder) + ".new");
  RETURN_IF_ERROR(file::make(copy));
  RETURN_IF_ERROR(source->copy_to(copy));
  RETURN_IF_ERROR(check_same_history(*source, copy));
  ASSIGN_OR_RETURN(const journal::Verified verified, finish(request.folder, copy));
  files.keep();
  return fmt::format("{} records in {}, verified\nhead  {}\n{}", verified.head.sequence.value,
                     request.folder, journal::to_text(verified.head),
                     request.with_master_key ? "The master key is beside them.\n"
                                             : "The master key is not in it: keep it elsewhere.\n");
}

Result<std::string> restore(const BackupRequest& request) {
  const std::string from = journal_path(request.folder);
  std::error_code ignored;
  if (!std::filesystem::exists(from, ignored))
    return fail(ErrorCode::kFile, "there is no complete backup in " + request.folder);
  RETURN_IF_ERROR(file::make_folder(request.state_dir));
  RETURN_IF_ERROR(require_empty(request.state_dir, "the state a folder"));
  Unfinished files;
  const bool with_key = std::filesystem::exists(master_key_path(request.folder), ignored);
  if (with_key) {
    RETURN_IF_ERROR(
        file::copy(master_key_path(request.folder), files.add(master_key_path(request.state_dir))));
  }
  const std::string copy = files.add(journal_path(request.state_dir) + ".new");
  RETURN_IF_ERROR(file::copy(from, copy));
  ASSIGN_OR_RETURN(const journal::Verified verified, finish(request.state_dir, copy));
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
