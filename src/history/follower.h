// HistoryFollower: hands the engine's records to the history's own thread.
//
// The engine never waits for the history: `follow` puts what the history keeps into a queue. The
// thread writes what has gathered in one transaction. A write that fails is tried again, later and
// later, and said once; the journal has everything. When the queue is full the history stops
// following - its rows end there, and `trouble` says so - until the next start catches up. So it is
// when it cannot be written while it catches up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/journal.h"
#include "engine/processor.h"
#include "history/store.h"

namespace plimsoll::history {

struct FollowerSettings {
  std::size_t max_waiting = 200'000;           // events, in the queue
  std::chrono::milliseconds first_pause{100};  // after a failed write; doubles
  std::chrono::milliseconds longest_pause{10'000};
  // Called on the history's thread when writing begins to fail, and with nothing when it works
  // again; and on the thread of the question that first meets damage. May be empty.
  std::function<void(const std::optional<Error>&)> on_trouble;
};

struct CaughtUp {
  std::uint64_t records = 0;  // read from the journal
  bool anew = false;          // what was there belonged to another journal
  bool complete = true;       // false: the rest could not be written, and it follows nothing
};

class HistoryFollower final : public engine::Follower {
 public:
  // The store must outlive it; nobody else writes.
  explicit HistoryFollower(Store& store, FollowerSettings settings = {});
  ~HistoryFollower() override;  // stops
  HistoryFollower(const HistoryFollower&) = delete;
  HistoryFollower& operator=(const HistoryFollower&) = delete;

  // Before `start`: reads what the journal has and the history has not. A history whose newest
  // record has another time in the journal is of another one: it is dropped and made anew. One that
  // is longer than the journal knows of records that were answered and are gone: kJournal, and
  // nothing is changed. Where rows cannot be written the history ends: `trouble` says why. A
  // damaged one is an error (kDamaged): no later start would mend it. `progress` is told of every
  // record that was read; it may be empty.
  using Progress = std::function<void(Sequence done, Sequence last)>;
  [[nodiscard]] Result<CaughtUp> catch_up(const engine::Journal& journal,
                                          const Progress& progress = {});
  // Instead of it: there is no history to write to, for this reason. `known` is how far the one
  // that could not be opened is at least; as above, kJournal when that is further than the journal.
  [[nodiscard]] Result<void> stay_behind(const engine::Journal& journal, const Position& known,
                                         const Error& reason);

  // From here on records may come: the next one is the journal's next after catch_up (checked).
  void start();
  // Writes what waits, once, and joins. Idempotent.
  void stop();

  // The engine's thread. Records that were seen are ignored.
  void follow(Sequence sequence, Timestamp time, const std::vector<book::Event>& events) override;

  // Any thread: until the history has reached `sequence`. False when it has not by then, or cannot.
  [[nodiscard]] bool wait_for(Sequence sequence, std::chrono::milliseconds timeout) const;
  [[nodiscard]] bool wait_until(Sequence sequence,
                                std::chrono::steady_clock::time_point deadline) const {
    const auto left = deadline - std::chrono::steady_clock::now();
    return wait_for(sequence, std::chrono::duration_cast<std::chrono::milliseconds>(left));
  }

  [[nodiscard]] const Store& store() const { return store_; }

  // Any thread. The newest record of which everything is in the history.
  [[nodiscard]] Sequence reached() const;
  // Any thread. A question met what makes no sense; `trouble` says so from now on.
  void note_damage(const Error& error) const;
  // Any thread. What is wrong now; nothing when all is well.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  // Records without rows move the store's position only now and then: a restart need not read too
  // many of them again.
  static constexpr std::uint64_t kPlaceEvery = 10'000;

  struct Read {
    std::uint64_t records = 0;
    bool other_journal = false;        // it was not read
    std::optional<Error> not_written;  // why the store has not all of it
  };
  // An error is the journal's.
  [[nodiscard]] Result<Read> read_journal(const engine::Journal& journal, Position from,
                                          const Progress& progress);
  // Goes on from there, or ends there.
  void take_place(const Position& place, const std::optional<Error>& not_written);
  [[nodiscard]] bool has_work() const;
  void run();
  // Tries until it is written; false when `stop` is called and it cannot be.
  [[nodiscard]] bool write(const std::vector<Record>& batch);
  void set_trouble(std::optional<Error> error);
  [[nodiscard]] std::optional<Error> following_now() const;
  // Under mutex_: what is wrong but for damage.
  [[nodiscard]] std::optional<Error> trouble_of_following() const;

  Store& store_;
  const FollowerSettings settings_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  mutable std::condition_variable progress_;
  std::vector<Record> queue_;  // only records with something in them
  std::size_t waiting_ = 0;    // events not written yet, of the queue and the running write
  Position followed_;          // the newest record that came
  Sequence reached_;
  bool lost_ = false;       // what came since followed_ is not known,
  std::string lost_why_;    // because the history ...
  bool lost_told_ = false;  // to on_trouble
  bool stopping_ = false;
  std::optional<Error> trouble_;
  mutable std::optional<Error> damage_;
};

}  // namespace plimsoll::history
