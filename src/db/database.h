// SQLite with ownership and Results: a connection, a prepared statement, a transaction.
//
// The only user of <sqlite3.h>. Every error is kFile, or kDamaged, and carries the file's name and
// SQLite's own text. Objects are used by one thread at a time; a Statement may outlive its
// Database.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace plimsoll::db {

// A prepared statement. Parameters count from 1 and columns from 0, as in SQLite.
class Statement {
 public:
  // Text and bytes are not copied: they must live until `reset`, or the end of `run`. Reset first.
  void bind(int parameter, std::int64_t value);
  void bind_text(int parameter, std::string_view text);
  void bind_blob(int parameter, std::string_view bytes);

  // Goes to the next row; false when there is none left. A failed bind is reported here.
  [[nodiscard]] Result<bool> step();
  // Steps to the end, then resets.
  [[nodiscard]] Result<void> run();
  // Ready to be bound and stepped anew.
  void reset();

  // Columns of the current row. Views live until the next step or reset.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void note_bind(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_error_ = 0;
};

enum class Access : std::uint8_t {
  kReadOnly,   // an existing file, also while others write it; SQLite's files stand beside it
  kFrozen,     // an existing file that nobody writes: no lock is taken and no file made beside it
  kReadWrite,  // an existing file, refused when it cannot be written
  kCreate,     // as kReadWrite; a file that is absent is made, readable by its owner only
};

// A connection to one database file.
class Database {
 public:
  // Waits at most this long for a reader or writer in another process.
  static constexpr int kBusyTimeoutMs = 5'000;

  // Fails when the file is not a database; an empty file is an empty database.
  [[nodiscard]] static Result<Database> open(const std::string& path, Access access);

  // An empty one that lives as long as this connection, in no file.
  [[nodiscard]] static Result<Database> open_in_memory();

  // Runs one or more statements and drops their rows.
  [[nodiscard]] Result<void> execute(const std::string& sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  // The first column of the first row; no row is an error.
  [[nodiscard]] Result<std::int64_t> query_integer(std::string_view sql);
  [[nodiscard]] Result<std::string> query_text(std::string_view sql);

 private:
  friend class Transaction;
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}
  [[nodiscard]] Result<void> prepare_connection();
  [[nodiscard]] Result<void> query_row(std::string_view sql,
                                       const std::function<void(const Statement&)>& take);

  std::unique_ptr<sqlite3, Close> connection_;
};

// Rolls back unless committed. The Database must outlive it.
class Transaction {
 public:
  // Takes the write lock at once (BEGIN IMMEDIATE).
  [[nodiscard]] static Result<Transaction> begin(Database& database);
  // For reading: every statement inside sees the file as the first one found it.
  [[nodiscard]] static Result<Transaction> begin_read(Database& database);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : connection_(other.connection_) {
    other.connection_ = nullptr;
  }
  Transaction& operator=(Transaction&&) = delete;

  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(sqlite3* connection) : connection_(connection) {}
  sqlite3* connection_;  // null when committed or moved from
};

}  // namespace plimsoll::db
