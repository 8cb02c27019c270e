// The embedded journal: one SQLite file that any SQLite tool can open, also while the server runs.
//
// The format is that of docs/journal-format.md: one row and one transaction per append, each row
// with its hash in the chain. Write-ahead log, synchronous=FULL: an acknowledged record survives
// the loss of power.
//
// One writer: the lock on `<path>.lock` is held as long as the object lives. Readers
// (journal_file.h) take no part in it; a writer from outside (`BEGIN IMMEDIATE` in a shell) makes
// an append wait db::Database::kBusyTimeoutMs and then fail.
//
// Opening checks the file's structure, reading checks each record against the chain.
#pragma once

#include <memory>
#include <string>

#include "db/database.h"
#include "journal/chain.h"
#include "journal/file_lock.h"
#include "journal/file_place.h"

namespace plimsoll::journal {

class SqliteJournal final : public engine::Journal {
 public:
  // Opens the journal, or makes an empty one (mode 0600) where no file is. Refuses, without writing
  // to it: a journal that is in use, a damaged one, one of another format, any other file.
  [[nodiscard]] static Result<std::unique_ptr<SqliteJournal>> open(const std::string& path);

  [[nodiscard]] Result<void> append(const engine::Record& record) override;
  [[nodiscard]] Sequence last() const override { return last_; }
  [[nodiscard]] Result<void> read(Sequence from, const Visitor& visit) const override;
  [[nodiscard]] Result<std::string> hash_at(Sequence sequence) const override;

 private:
  SqliteJournal(std::string path, FileLock lock, db::Database database, db::Statement insert,
                Sequence last, const ChainHash& head);

  std::string path_;
  FileLock lock_;                  // outlives the database
  mutable db::Database database_;  // reading prepares a statement
  db::Statement insert_;
  Sequence last_;
  Chain chain_;
  FilePlace file_;  // where others will look for what is appended
  FilePlace log_;   // the write-ahead log beside it
  bool failed_ = false;
};

}  // namespace plimsoll::journal
