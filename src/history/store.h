// Store: the history in one SQLite file, or in memory.
//
// It follows the journal: every record's rows and the record's number are written in one
// transaction, so that after any crash it goes on where it was. Nothing in it is the truth: it can
// be deleted at any time and is made anew from the journal. So a loss of power may cost its newest
// rows (synchronous=NORMAL), and a file of another format is dropped without asking.
//
// One thread writes. Any number read at the same time, each through a connection of its own; in
// memory all take turns.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "book/verbs.h"
#include "history/connection.h"

namespace plimsoll::history {

// Of the journal, as a follower hears of it. Events the history keeps nothing of may be left out.
struct Record {
  Sequence sequence;
  Timestamp time;
  std::vector<book::Event> events;
};

// The newest record whose rows are in the history; sequence 0: none.
struct Position {
  Sequence sequence;
  Timestamp time;
  friend bool operator==(const Position&, const Position&) = default;
};

class Store {
 public:
  // The file is made when absent, readable by its owner only. Otherwise it is left as it is:
  // kDamaged for what is no database or makes no sense, kFile for a stranger's database and for
  // what cannot be read or written.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& path);
  [[nodiscard]] static Result<std::unique_ptr<Store>> open_in_memory();
  // Of a file that cannot be opened: how far it is at least, where it is a history all the same, or
  // nothing yet, as far as can be told without writing and without a lock. Then its disk fails, or
  // somebody holds it. Nothing for what is damaged or a stranger's.
  [[nodiscard]] static std::optional<Position> look(const std::string& path);

  [[nodiscard]] Position position() const;

  // All the records or none. Ascending; those at or before the position are ignored.
  [[nodiscard]] Result<void> apply(std::span<const Record> records);

  // Empties it: it followed another journal.
  [[nodiscard]] Result<void> clear();

  // One state of the history, for the statements of one question.
  class Reading {
   public:
    Reading(Reading&& other) noexcept = default;
    Reading& operator=(Reading&&) = delete;
    ~Reading();
    [[nodiscard]] Connection& connection() const { return *connection_; }

   private:
    friend class Store;
    Reading(const Store& store, std::unique_lock<std::mutex> lock, std::unique_ptr<Connection> own,
            Connection& connection, db::Transaction transaction);

    const Store* store_;
    std::unique_lock<std::mutex> lock_;  // in memory: of the only connection
    std::unique_ptr<Connection> own_;    // of a file: goes back to the store
    Connection* connection_;
    std::optional<db::Transaction> transaction_;
  };
  // Any thread.
  [[nodiscard]] Result<Reading> read() const;

 private:
  Store(std::string path, db::Database database);
  [[nodiscard]] static Result<std::unique_ptr<Store>> open_file(const std::string& path);
  [[nodiscard]] Result<void> write(std::span<const Record> records);
  [[nodiscard]] static Result<std::unique_ptr<Store>> start(std::string path,
                                                            db::Database database);
  [[nodiscard]] static Result<Position> stored_position(Connection& connection);
  void set_position(const Position& position);
  [[nodiscard]] Result<std::unique_ptr<Connection>> take_reader() const;

  const std::string path_;         // empty: in memory
  mutable Connection connection_;  // in memory readers use it too
  mutable std::mutex connection_mutex_;
  mutable std::mutex mutex_;  // of what follows
  Position position_;
  mutable std::vector<std::unique_ptr<Connection>> readers_;  // at rest
};

}  // namespace plimsoll::history
