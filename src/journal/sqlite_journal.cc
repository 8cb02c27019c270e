#include "journal/sqlite_journal.h"

#include <filesystem>
#include <utility>

#include "base/check.h"
#include "file/file.h"
#include "journal/journal_tables.h"

namespace plimsoll::journal {
namespace {

using engine::Record;

Result<FileLock> take_lock(const std::string& path) {
  Result<FileLock> lock = FileLock::take(path + ".lock");
  if (lock.has_value()) return lock;
  if (lock.error().code == ErrorCode::kJournal)
    return journal_error(path + " is in use by another process; stop it first");
  return journal_error("cannot lock " + path + ": " + lock.error().detail +
                       "; the journal's directory must exist and be writable");
}

// The journal appears under its name complete or not at all, so that an empty or half-made file of
// that name is never ours: it is refused instead of being taken for a new journal.
Result<void> create(const std::string& path) {
  const std::string unfinished = path + ".new";
  std::error_code error;
  for (const char* suffix : {"", "-journal"}) std::filesystem::remove(unfinished + suffix, error);
  {
    ASSIGN_OR_RETURN(db::Database database,
                     as_journal(db::Database::open(unfinished, db::Access::kCreate)));
    ASSIGN_OR_RETURN(db::Transaction transaction, as_journal(db::Transaction::begin(database)));
    RETURN_IF_ERROR(as_journal(database.execute(kCreateTables)));
    RETURN_IF_ERROR(as_journal(transaction.commit()));
  }
  std::filesystem::rename(unfinished, path, error);
  if (error) return journal_error("cannot create " + path + ": " + error.message());
  return as_journal(file::sync_folder_of(path));
}

Result<void> make_durable(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string mode, database.query_text("PRAGMA journal_mode=WAL"));
  if (mode != "wal")
    return journal_error(path + ": its file system cannot keep a write-ahead log (" + mode + ")");
  return database.execute("PRAGMA synchronous=FULL");
}

// Pages that a loss of power tore are still in the log: bring them home first.
Result<void> bring_home(db::Database& database) {
  return database.execute("PRAGMA wal_checkpoint(PASSIVE)");
}

}  // namespace

SqliteJournal::SqliteJournal(std::string path, FileLock lock, db::Database database,
                             db::Statement insert, Sequence last, const ChainHash& head)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      database_(std::move(database)),
      insert_(std::move(insert)),
      last_(last),
      chain_(head) {}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(const std::string& path) {
  // One name, so that one lock covers all ways to spell it.
  ASSIGN_OR_RETURN(const std::string file, canonical_name(path));
  ASSIGN_OR_RETURN(FileLock lock, take_lock(file));
  std::error_code error;
  if (!std::filesystem::exists(file, error)) RETURN_IF_ERROR(create(file));
  ASSIGN_OR_RETURN(db::Database database,
                   as_journal(db::Database::open(file, db::Access::kReadWrite)));
  RETURN_IF_ERROR(check_identity(database, file));
  // Before believing how many records there are. Recovery reads them all anyway.
  RETURN_IF_ERROR(check_structure(database, file));
  RETURN_IF_ERROR(as_journal(make_durable(database, file)));
  ASSIGN_OR_RETURN(const Sequence last, newest(database, file));
  // After a read: right after a switch to the log SQLite refuses a checkpoint.
  RETURN_IF_ERROR(as_journal(bring_home(database)));
  RETURN_IF_ERROR(check_not_cut(database, file));
  ASSIGN_OR_RETURN(const ChainHash head, stored_hash(database, file, last));
  ASSIGN_OR_RETURN(db::Statement insert,
                   as_journal(database.prepare("INSERT INTO records VALUES(?1, ?2, ?3, ?4)")));
  std::unique_ptr<SqliteJournal> journal(
      new SqliteJournal(file, std::move(lock), std::move(database), std::move(insert), last, head));
  ASSIGN_OR_RETURN(journal->file_, as_journal(FilePlace::of(file)));
  ASSIGN_OR_RETURN(journal->log_, as_journal(FilePlace::of(file + "-wal")));
  return journal;
}

Result<void> SqliteJournal::append(const Record& record) {
  CHECK_MSG(!failed_, "a journal that failed is used again");
  CHECK_MSG(record.sequence.value == last_.value + 1, "a record out of sequence");
  insert_.bind(1, static_cast<std::int64_t>(record.sequence.value));
  insert_.bind(2, record.time.ms);
  insert_.bind_blob(3, record.payload);
  insert_.bind_blob(4, bytes_of(chain_.extend(record)));
  // Outside a transaction one statement is one transaction: when it returns, it is on disk.
  Result<void> written = as_journal(insert_.run());
  if (written) written = as_journal(file_.check());
  if (written) written = as_journal(log_.check());
  failed_ = !written.has_value();
  if (!failed_) last_ = record.sequence;
  return written;
}

Result<void> SqliteJournal::read(Sequence from, const Visitor& visit) const {
  return read_records(database_, path_, from, last_, visit);
}

Result<std::string> SqliteJournal::hash_at(Sequence sequence) const {
  ASSIGN_OR_RETURN(const ChainHash hash, stored_hash(database_, path_, sequence));
  return std::string(bytes_of(hash));
}

}  // namespace plimsoll::journal
