#include "journal/sqlite_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/check.h"

namespace plimsoll::journal {
namespace {

using engine::Record;

constexpr std::int64_t kApplicationId = 0x504C494D;  // "PLIM"
constexpr std::int64_t kFormatVersion = 1;

constexpr const char* kSchema =
    "PRAGMA application_id=0x504C494D;"
    "PRAGMA user_version=1;"
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) STRICT;"
    "INSERT INTO meta VALUES('format_version', '1');"
    "CREATE TABLE records(sequence INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL,"
    " payload BLOB NOT NULL) STRICT;";

tl::unexpected<Error> journal_error(std::string detail) {
  return fail(ErrorCode::kJournal, std::move(detail));
}

// The port's errors are kJournal, whatever failed underneath.
template <class T>
Result<T> as_journal(Result<T> result) {
  if (!result) result.error().code = ErrorCode::kJournal;
  return result;
}

Result<FileLock> take_lock(const std::string& path) {
  Result<FileLock> lock = FileLock::take(path + ".lock");
  if (lock.has_value()) return lock;
  if (lock.error().code == ErrorCode::kJournal)
    return journal_error(path + " is in use by another process; stop it first");
  return journal_error("cannot lock " + path + ": " + lock.error().detail +
                       "; the journal's directory must exist and be writable");
}

// Makes a directory's new entry survive the loss of power.
Result<void> sync_directory(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!synced)
    return journal_error("cannot sync " + directory.string() + ": " + std::strerror(error));
  return {};
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
    RETURN_IF_ERROR(as_journal(database.execute(kSchema)));
    RETURN_IF_ERROR(as_journal(transaction.commit()));
  }
  std::filesystem::rename(unfinished, path, error);
  if (error) return journal_error("cannot create " + path + ": " + error.message());
  return sync_directory(std::filesystem::path(path).parent_path());
}

// Reads only, so that a stranger's file stays as it is.
Result<void> check_identity(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t application, database.query_integer("PRAGMA application_id"));
  if (application != kApplicationId)
    return journal_error(path + " is not a Plimsoll journal; choose another file");
  ASSIGN_OR_RETURN(const std::int64_t in_header, database.query_integer("PRAGMA user_version"));
  // The header is what every format keeps: look there first.
  std::int64_t version = in_header;
  if (version <= kFormatVersion) {
    ASSIGN_OR_RETURN(version, database.query_integer("SELECT CAST(value AS INTEGER) FROM meta"
                                                     " WHERE key = 'format_version'"));
  }
  if (version > kFormatVersion) {
    return journal_error(path + " has journal format " + std::to_string(version) +
                         ", this program knows up to " + std::to_string(kFormatVersion) +
                         "; use the newer program that wrote it");
  }
  if (version < 1 || in_header != version) return journal_error(path + " is damaged: no format");
  return {};
}

// A file cut short or half overwritten can look like a shorter journal, not like a broken one: walk
// the whole tree before believing how many records there are. Recovery reads them all anyway.
Result<void> check_structure(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string finding, database.query_text("PRAGMA quick_check(1)"));
  if (finding != "ok") return journal_error(path + " is damaged: " + finding);
  return {};
}

Result<void> make_durable(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string mode, database.query_text("PRAGMA journal_mode=WAL"));
  if (mode != "wal")
    return journal_error(path + ": its file system cannot keep a write-ahead log (" + mode + ")");
  return database.execute("PRAGMA synchronous=FULL");
}

// SQLite reads the missing part of a last page as zeros, which may lie inside a payload. Pages that
// a loss of power tore are still in the log: bring them home first, then nothing may be missing.
Result<void> check_not_cut(db::Database& database, const std::string& path) {
  RETURN_IF_ERROR(database.execute("PRAGMA wal_checkpoint(PASSIVE)"));
  ASSIGN_OR_RETURN(const std::int64_t page_size, database.query_integer("PRAGMA page_size"));
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return journal_error("cannot measure " + path + ": " + error.message());
  if (size % static_cast<std::uintmax_t>(page_size) != 0)
    return journal_error(path + " is damaged: cut short at byte " + std::to_string(size));
  return {};
}

Result<Sequence> newest(db::Database& database, const std::string& path) {
  constexpr const char* kFirst = "SELECT ifnull(min(sequence), 1) FROM records";
  constexpr const char* kLast = "SELECT ifnull(max(sequence), 0) FROM records";
  ASSIGN_OR_RETURN(const std::int64_t first, database.query_integer(kFirst));
  ASSIGN_OR_RETURN(const std::int64_t last, database.query_integer(kLast));
  if (first != 1) {
    return journal_error(path + " is damaged: its first record is " + std::to_string(first) +
                         ", not 1");
  }
  return Sequence{static_cast<std::uint64_t>(last)};
}

tl::unexpected<Error> missing(const std::string& path, std::uint64_t sequence) {
  return journal_error(path + " is damaged: record " + std::to_string(sequence) + " is missing");
}

}  // namespace

SqliteJournal::SqliteJournal(std::string path, FileLock lock, db::Database database,
                             db::Statement insert, Sequence last)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      database_(std::move(database)),
      insert_(std::move(insert)),
      last_(last) {}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(const std::string& path) {
  if (path.empty()) return journal_error("a journal needs a file name");
  // One name for one file, so that one lock covers all ways to spell it.
  std::error_code error;
  const std::string file = std::filesystem::weakly_canonical(path, error).string();
  if (error) return journal_error("cannot find " + path + ": " + error.message());

  ASSIGN_OR_RETURN(FileLock lock, take_lock(file));
  if (!std::filesystem::exists(file, error)) RETURN_IF_ERROR(create(file));
  ASSIGN_OR_RETURN(db::Database database,
                   as_journal(db::Database::open(file, db::Access::kReadWrite)));
  RETURN_IF_ERROR(as_journal(check_identity(database, file)));
  RETURN_IF_ERROR(as_journal(check_structure(database, file)));
  RETURN_IF_ERROR(as_journal(make_durable(database, file)));
  ASSIGN_OR_RETURN(const Sequence last, as_journal(newest(database, file)));
  // After a read: right after a switch to the log SQLite refuses a checkpoint.
  RETURN_IF_ERROR(as_journal(check_not_cut(database, file)));
  ASSIGN_OR_RETURN(db::Statement insert,
                   as_journal(database.prepare("INSERT INTO records VALUES(?1, ?2, ?3)")));
  std::unique_ptr<SqliteJournal> journal(
      new SqliteJournal(file, std::move(lock), std::move(database), std::move(insert), last));
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
  // Outside a transaction one statement is one transaction: when it returns, it is on disk.
  Result<void> written = as_journal(insert_.run());
  if (written) written = as_journal(file_.check());
  if (written) written = as_journal(log_.check());
  failed_ = !written.has_value();
  if (!failed_) last_ = record.sequence;
  return written;
}

Result<void> SqliteJournal::read(Sequence from, const Visitor& visit) const {
  std::uint64_t expected = std::max<std::uint64_t>(from.value, 1);
  if (expected > last_.value) return {};
  ASSIGN_OR_RETURN(db::Statement rows,
                   as_journal(database_.prepare("SELECT sequence, time_ms, payload FROM records"
                                                " WHERE sequence >= ?1 ORDER BY sequence")));
  rows.bind(1, static_cast<std::int64_t>(expected));
  Record record;
  for (; expected <= last_.value; ++expected) {
    const Result<bool> found = rows.step();
    if (!found) {
      return journal_error("record " + std::to_string(expected) +
                           " cannot be read: " + found.error().detail);
    }
    if (!*found || rows.integer(0) != static_cast<std::int64_t>(expected))
      return missing(path_, expected);
    record.sequence = Sequence{expected};
    record.time = Timestamp{rows.integer(1)};
    record.payload.assign(rows.bytes(2));
    RETURN_IF_ERROR(visit(record));
  }
  return {};
}

}  // namespace plimsoll::journal
