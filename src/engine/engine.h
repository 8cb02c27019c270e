// Engine: the single writer. It gives a Processor its thread, an inbox with a limit, and the clock.
//
//   turn: drain -> decide -> apply -> append -> publish -> release the answers
//
// A turn also runs when time alone makes something happen: a full hour to charge, a cure time that
// is over. Prices wait outside the inbox, the newest per name only, and enter each turn as one
// command. If the journal fails the process must stop: the fatal handler is called and no further
// turn runs.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/clock.h"
#include "engine/processor.h"
#include "model/prices.h"

namespace plimsoll::engine {

class Engine {
 public:
  // Runs on the engine's thread, after the record is durable.
  using Reply = std::function<void(const SubmissionResult&)>;
  using FatalHandler = std::function<void(const Error&)>;

  struct Counters {
    std::atomic<std::uint64_t> turns{0};
    std::atomic<std::uint64_t> accepted{0};  // submissions
    std::atomic<std::uint64_t> refused{0};   // submissions
    std::atomic<std::uint64_t> busy{0};      // submissions turned away at the inbox
    std::atomic<std::uint64_t> prices{0};    // applied
    std::atomic<std::uint64_t> prices_conflated{
        0};  // replaced by a newer one before a turn took them
    std::atomic<std::uint64_t> prices_unknown{0};  // named an asset or contract the book lacks
  };

  // `processor` has recovered. `on_fatal` must not return to normal work: it stops the process.
  Engine(Processor& processor, const Clock& clock, FatalHandler on_fatal);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Every so many records after `since`, once the answers of a turn are out, `due` is called on the
  // engine's thread with the processor between two turns. Before start().
  using BetweenTurns = std::function<void(const Processor& processor)>;
  void every(std::uint64_t records, Sequence since, BetweenTurns due);

  void start();
  // Finishes what is in the inbox, then joins. Idempotent.
  void stop();

  // Any thread. kBusy when the inbox is full or the engine is not running; then `reply` is never
  // called.
  [[nodiscard]] Result<void> submit(Submission submission, Reply reply);

  // Any thread but the engine's: submits and waits for the answer.
  [[nodiscard]] SubmissionResult execute(Submission submission);

  // Any thread. Keeps the newest tick per kind and name until the next turn; ticks that are not
  // positive are dropped.
  void post_prices(std::vector<model::PriceTick> ticks);

  // Any thread: a turn runs soon, though nothing may be asked of it. For those who want to know
  // whether turns still end.
  void ask_for_turn();

  // Any thread.
  [[nodiscard]] std::shared_ptr<const Published> published() const { return published_.load(); }
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  struct Waiting {
    Submission submission;
    Reply reply;
  };
  using PriceKey = std::pair<model::PriceKind, std::string>;
  using PendingPrices = std::map<PriceKey, model::PriceTick>;

  void run();
  // False when the journal failed.
  [[nodiscard]] bool run_turn(std::vector<Waiting> waiting, const PendingPrices& prices);
  [[nodiscard]] book::UpdatePrices resolve(const PendingPrices& prices);

  Processor& processor_;
  const Clock& clock_;
  FatalHandler on_fatal_;
  PublishedPointer published_;
  Counters counters_;
  std::uint64_t every_ = 0;  // 0: never
  Sequence since_;
  BetweenTurns due_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> inbox_;
  PendingPrices prices_;
  bool asked_for_turn_ = false;
  bool running_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace plimsoll::engine
