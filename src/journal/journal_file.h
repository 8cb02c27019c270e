// A journal's file for reading, also beside the server that writes it.
//
// Takes no lock and never writes a record. While a write-ahead log stands beside the file it is
// read with it, which needs the log's index (`-shm`): SQLite makes that when it is absent, as after
// a kill, and shares it with the writer when it is there. Without a log nothing is made or changed,
// so that a copy in a folder that cannot be written is read too; should a server start meanwhile,
// reading goes on beside it.
#pragma once

#include <memory>
#include <string>

#include "db/database.h"
#include "journal/chain.h"

namespace plimsoll::journal {

// One thread at a time. Errors are kJournal. What it has seen to be the newest record is the end of
// what it reads; `refresh` moves it.
class JournalFile final : public engine::Records {
 public:
  // Refuses a file that is no journal of this format. Does not read it through: see
  // `check_structure`, and what reading checks.
  [[nodiscard]] static Result<std::unique_ptr<JournalFile>> open(const std::string& path);

  [[nodiscard]] Sequence last() const override { return last_; }
  [[nodiscard]] Result<void> read(Sequence from, const Visitor& visit) const override;
  [[nodiscard]] Result<std::string> hash_at(Sequence sequence) const override;

  // Sees what was appended since it was opened, and returns the new last().
  [[nodiscard]] Result<Sequence> refresh();

  // The newest record whose time is not after `time`; 0 when there is none.
  [[nodiscard]] Result<Sequence> last_until(Timestamp time) const;

  // Walks every page of the file.
  [[nodiscard]] Result<void> check_structure() const;

  // A complete copy at one moment, into an empty file or a new one. SQLite's VACUUM INTO: one
  // statement that sees one state, needs a reading connection only, and leaves no page behind that
  // holds nothing; a copy page by page would start again with each record that is appended.
  [[nodiscard]] Result<void> copy_to(const std::string& path) const;

  // The file, by its one name.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Connection {
    db::Database database;
    bool frozen;  // no log was there when it was opened: what SQLite read stays as it was
  };
  JournalFile(std::string path, Connection connection, Sequence last);

  [[nodiscard]] static Result<Connection> connect(const std::string& path);
  // Connects anew to a file that was at rest, and may have been written since; false if it was not:
  // that connection sees each change by itself.
  [[nodiscard]] Result<bool> look_again() const;
  // Does what reads, and when it fails once more: a writer may have changed a file taken to rest.
  template <class Work>
  [[nodiscard]] auto steady(const Work& work) const -> decltype(work());

  std::string path_;
  mutable Connection connection_;  // reading prepares statements
  Sequence last_;
};

}  // namespace plimsoll::journal
