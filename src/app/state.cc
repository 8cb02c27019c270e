#include "app/state.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "app/master_key.h"
#include "app/point_in_time.h"
#include "file/file.h"
#include "journal/memory_journal.h"
#include "journal/sqlite_journal.h"

namespace plimsoll::app {
namespace {

// A journal in memory needs no key that outlives it.
Result<auth::MasterKey> passing_master_key() {
  std::random_device random;
  std::array<std::uint8_t, auth::MasterKey::kBytes> bytes{};
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return auth::MasterKey::from_bytes(bytes);
}

Result<auth::MasterKey> find_master_key(const StateRequest& request, const book::Book& book) {
  if (const char* text = std::getenv(kMasterKeyVariable)) return auth::master_key_from_text(text);
  if (request.in_memory) return passing_master_key();
  return master_key_of_folder(request.state_dir, book);
}

}  // namespace

std::int64_t SystemClock::now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string journal_path(const std::string& state_dir) { return state_dir + "/journal.sqlite"; }

Result<State> open_state(const StateRequest& request, const engine::Progress& progress) {
  std::unique_ptr<engine::Journal> journal;
  if (request.in_memory) {
    journal = std::make_unique<journal::MemoryJournal>();
  } else {
    const std::string path = journal_path(request.state_dir);
    if (request.create) {
      RETURN_IF_ERROR(file::make_folder(request.state_dir));
    } else if (!std::filesystem::exists(path)) {
      return fail(ErrorCode::kFile, "there is no journal at " + path);
    }
    ASSIGN_OR_RETURN(journal, journal::SqliteJournal::open(path));
  }
  auto processor = std::make_unique<engine::Processor>(*journal);
  std::optional<engine::Standing> start;
  if (!request.in_memory) {
    const snapshot::Store snapshots = snapshots_of(request.state_dir);
    RETURN_IF_ERROR(snapshots.check_nothing_lost(*journal));
    start = snapshots.newest(*journal, std::nullopt, warn_of_snapshot);
  }
  const Sequence snapshot = start ? start->sequence : Sequence{0};
  RETURN_IF_ERROR(processor->recover(progress, start ? std::move(*start) : engine::Standing()));
  ASSIGN_OR_RETURN(auth::MasterKey master, find_master_key(request, processor->book()));
  // A wrong key is found at the start, not at a client's first request.
  RETURN_IF_ERROR(check_master_key(master, processor->book()));
  return State{std::move(journal), std::move(master), std::move(processor), snapshot};
}

}  // namespace plimsoll::app
