#include "db/database.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>

#include "base/check.h"
#include "file/file.h"

namespace plimsoll::db {
namespace {

// "journal.db: database disk image is malformed (SQLite error 11)".
tl::unexpected<Error> sqlite_error(sqlite3* connection, int code, const char* text) {
  // A statement that does not fit its own parameters is a mistake of this program.
  CHECK_MSG(code != SQLITE_MISUSE && code != SQLITE_RANGE, text);
  const char* const path = sqlite3_db_filename(connection, "main");
  std::string detail = path != nullptr && *path != '\0' ? path : "database";
  detail += std::string(": ") + text + " (SQLite error " + std::to_string(code) + ")";
  const int kind = code & 0xff;
  const bool damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
  return fail(damaged ? ErrorCode::kDamaged : ErrorCode::kFile, std::move(detail));
}

tl::unexpected<Error> last_error(sqlite3* connection) {
  return sqlite_error(connection, sqlite3_extended_errcode(connection), sqlite3_errmsg(connection));
}

Result<void> run_all(sqlite3* connection, const char* sql) {
  if (sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return last_error(connection);
  return {};
}

bool only_reads(Access access) { return access == Access::kReadOnly || access == Access::kFrozen; }

// SQLite's URI of a file that does not change; only these characters mean something in it.
std::string frozen_uri(const std::string& file) {
  std::string uri = "file://";
  for (const char each : file) {
    switch (each) {
      case '%': uri += "%25"; break;
      case '?': uri += "%3f"; break;
      case '#': uri += "%23"; break;
      default: uri.push_back(each);
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::note_bind(int code) {
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::bind(int parameter, std::int64_t value) {
  note_bind(sqlite3_bind_int64(statement_.get(), parameter, value));
}

void Statement::bind_text(int parameter, std::string_view text) {
  // A null pointer would be bound as NULL, not as empty text.
  const char* const begin = text.data() != nullptr ? text.data() : "";
  note_bind(sqlite3_bind_text64(statement_.get(), parameter, begin, text.size(), SQLITE_STATIC,
                                SQLITE_UTF8));
}

void Statement::bind_blob(int parameter, std::string_view bytes) {
  const char* const begin = bytes.data() != nullptr ? bytes.data() : "";
  note_bind(sqlite3_bind_blob64(statement_.get(), parameter, begin, bytes.size(), SQLITE_STATIC));
}

Result<bool> Statement::step() {
  sqlite3* const connection = sqlite3_db_handle(statement_.get());
  if (bind_error_ != SQLITE_OK)
    return sqlite_error(connection, bind_error_, sqlite3_errstr(bind_error_));
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return last_error(connection);
}

Result<void> Statement::run() {
  Result<bool> more = true;
  while (more.has_value() && *more) more = step();
  reset();
  if (!more) return tl::unexpected<Error>(std::move(more.error()));
  return {};
}

void Statement::reset() {
  // The error of the last step has been reported; reset repeats it.
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  bind_error_ = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const {
  // The pointer first, then the size: SQLite's documented order.
  const auto* const begin = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return begin != nullptr ? std::string_view(begin, static_cast<std::size_t>(size))
                          : std::string_view();
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Result<Database> Database::open(const std::string& path, Access access) {
  if (path.empty()) return fail(ErrorCode::kFile, "a database needs a file name");
  // Absolute, so that no name has a meaning of its own to SQLite (":memory:").
  std::error_code ignored;
  const std::string file = std::filesystem::absolute(path, ignored).string();
  if (std::filesystem::is_directory(file, ignored))
    return fail(ErrorCode::kFile, file + " is a directory");
  // SQLite would give the file the umask's permissions; prices and balances are nobody else's
  // business.
  if (access == Access::kCreate) RETURN_IF_ERROR(file::open_or_make(file));

  const bool frozen = access == Access::kFrozen;
  const int flags = (only_reads(access) ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                    (frozen ? SQLITE_OPEN_URI : 0) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* connection = nullptr;
  const std::string name = frozen ? frozen_uri(file) : file;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  CHECK_MSG(connection != nullptr, "out of memory");
  Database database(connection);
  if (code != SQLITE_OK) {
    return fail(ErrorCode::kFile, "cannot open " + file + ": " + sqlite3_errmsg(connection) + " (" +
                                      std::strerror(sqlite3_system_errno(connection)) + ")");
  }
  // SQLite falls back to reading when it may not write.
  if (!only_reads(access) && sqlite3_db_readonly(connection, "main") != 0)
    return fail(ErrorCode::kFile, file + " cannot be written: permission denied");

  RETURN_IF_ERROR(database.prepare_connection());
  return database;
}

Result<Database> Database::open_in_memory() {
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
                         SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(":memory:", &connection, kFlags, nullptr);
  CHECK_MSG(connection != nullptr, "out of memory");
  Database database(connection);
  if (code != SQLITE_OK) return last_error(connection);
  RETURN_IF_ERROR(database.prepare_connection());
  return database;
}

Result<void> Database::prepare_connection() {
  sqlite3_busy_timeout(connection_.get(), kBusyTimeoutMs);
  // The file may be damaged or made by somebody else: believe little of it.
  RETURN_IF_ERROR(execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON"));
  // The first look into the file: says whether it is a database at all.
  RETURN_IF_ERROR(query_integer("PRAGMA schema_version"));
  return {};
}

Result<void> Database::execute(const std::string& sql) {
  return run_all(connection_.get(), sql.c_str());
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    return last_error(connection_.get());
  }
  CHECK_MSG(statement != nullptr, "a statement without SQL");
  return Statement(statement);
}

Result<std::int64_t> Database::query_integer(std::string_view sql) {
  std::int64_t value = 0;
  RETURN_IF_ERROR(query_row(sql, [&](const Statement& row) { value = row.integer(0); }));
  return value;
}

Result<std::string> Database::query_text(std::string_view sql) {
  std::string value;
  RETURN_IF_ERROR(query_row(sql, [&](const Statement& row) { value = row.bytes(0); }));
  return value;
}

Result<void> Database::query_row(std::string_view sql,
                                 const std::function<void(const Statement&)>& take) {
  ASSIGN_OR_RETURN(Statement statement, prepare(sql));
  ASSIGN_OR_RETURN(const bool found, statement.step());
  if (!found) return sqlite_error(connection_.get(), SQLITE_DONE, "no row where one is expected");
  take(statement);
  // To its end: a change of the journal mode is complete only then.
  return statement.run();
}

Result<Transaction> Transaction::begin(Database& database) {
  sqlite3* const connection = database.connection_.get();
  RETURN_IF_ERROR(run_all(connection, "BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Result<Transaction> Transaction::begin_read(Database& database) {
  sqlite3* const connection = database.connection_.get();
  RETURN_IF_ERROR(run_all(connection, "BEGIN"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  // SQLite may have rolled back already (disk full); then there is nothing to undo.
  if (connection_ != nullptr && sqlite3_get_autocommit(connection_) == 0)
    sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
  CHECK_MSG(connection_ != nullptr, "committed twice");
  RETURN_IF_ERROR(run_all(connection_, "COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace plimsoll::db
