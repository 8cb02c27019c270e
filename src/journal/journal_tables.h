// What writing and reading a journal's file share: its identity, its tables, and how a record is
// taken from them and checked (docs/journal-format.md).
//
// Every error is kJournal and names the file, or the record. None of this writes.
#pragma once

#include <functional>
#include <string>

#include "db/database.h"
#include "journal/chain.h"

namespace plimsoll::journal {

inline constexpr const char* kCreateTables =
    "PRAGMA application_id=0x504C494D;"  // "PLIM"
    "PRAGMA user_version=2;"
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) STRICT;"
    "INSERT INTO meta VALUES('format_version', '2');"
    "CREATE TABLE records(sequence INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL,"
    " payload BLOB NOT NULL, hash BLOB NOT NULL) STRICT;";

[[nodiscard]] tl::unexpected<Error> journal_error(std::string detail);

// The port's errors are kJournal, whatever failed underneath.
template <class T>
[[nodiscard]] Result<T> as_journal(Result<T> result) {
  if (!result) result.error().code = ErrorCode::kJournal;
  return result;
}

// One name for one file, however it is spelled.
[[nodiscard]] Result<std::string> canonical_name(const std::string& path);

// A Plimsoll journal of the format that this program reads?
[[nodiscard]] Result<void> check_identity(db::Database& database, const std::string& path);

// Walks the whole tree. A file cut short or half overwritten can look like a shorter journal, not
// like a broken one.
[[nodiscard]] Result<void> check_structure(db::Database& database, const std::string& path);

// SQLite reads the missing part of a last page as zeros, which may lie inside a payload. What
// still stands in the write-ahead log must be brought home first.
[[nodiscard]] Result<void> check_not_cut(db::Database& database, const std::string& path);

// The sequence of the newest record; 0 when empty. The first must be 1.
[[nodiscard]] Result<Sequence> newest(db::Database& database, const std::string& path);

// The stored hash of a record, zeros for sequence 0.
[[nodiscard]] Result<ChainHash> stored_hash(db::Database& database, const std::string& path,
                                            Sequence sequence);

// The newest record whose time is not after `time`, up to `last`; 0 when there is none. By the
// order of times, without reading what lies between.
[[nodiscard]] Result<Sequence> newest_until(db::Database& database, Sequence last, Timestamp time);

// Calls `visit` with the records from `from` to `last`, each checked against the chain from the
// stored hash before `from`. Reads by the batch, so that a long reading does not hold up the
// write-ahead log of a writer beside it.
[[nodiscard]] Result<void> read_records(db::Database& database, const std::string& path,
                                        Sequence from, Sequence last,
                                        const engine::Records::Visitor& visit);

}  // namespace plimsoll::journal
