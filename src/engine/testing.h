// For tests: a journal that fails or waits when it is told to, a clock that is set by hand, and
// short ways to submit.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "engine/clock.h"
#include "engine/journal.h"
#include "engine/processor.h"

namespace plimsoll::engine {

// Records in memory, and faults. One thread uses it as a journal; hold() and release() come from
// another.
class TestJournal final : public Journal {
 public:
  enum class Fault {
    kLost,  // nothing of the record is there
    kTorn,  // a part of its payload is there
    kKept,  // all of it is there, and yet the append failed
  };
  // The append of this record fails, and every one after it.
  void fail_at(std::uint64_t sequence, Fault fault) {
    fail_at_ = sequence;
    fault_ = fault;
  }
  // As after a restart: the faults are gone, the records stay.
  void restart() { fail_at_.reset(); }

  // Appends wait until release().
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    wake_.notify_all();
  }
  // Returns when an append waits.
  void wait_for_append() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return waiting_; });
  }

  [[nodiscard]] Result<void> append(const Record& record) override {
    {
      std::unique_lock lock(mutex_);
      waiting_ = true;
      wake_.notify_all();
      wake_.wait(lock, [&] { return !held_; });
      waiting_ = false;
    }
    EXPECT_EQ(record.sequence.value, records.size() + 1) << "no gap";
    if (!fail_at_ || record.sequence.value < *fail_at_) {
      records.push_back(record);
      return {};
    }
    if (fault_ == Fault::kKept) records.push_back(record);
    if (fault_ == Fault::kTorn) {
      records.push_back(record);
      records.back().payload.resize(record.payload.size() / 2);
    }
    return fail(ErrorCode::kJournal, "the disk is full");
  }
  [[nodiscard]] Sequence last() const override { return Sequence{records.size()}; }
  [[nodiscard]] Result<void> read(Sequence from, const Visitor& visit) const override {
    for (const Record& record : records) {
      if (record.sequence < from) continue;
      RETURN_IF_ERROR(visit(record));
    }
    return {};
  }

  [[nodiscard]] Result<std::string> hash_at(Sequence sequence) const override {
    if (sequence > last()) return fail(ErrorCode::kJournal, "no such record");
    std::string content;
    for (const Record& record : records) {
      if (record.sequence <= sequence) content += record.payload;
    }
    // Tells contents apart, which is what its users need.
    const std::string hex = to_hex(digest(content));
    return sequence.value == 0 ? std::string(32, '\0') : hex;
  }

  std::vector<Record> records;

 private:
  std::optional<std::uint64_t> fail_at_;
  Fault fault_ = Fault::kLost;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool held_ = false;
  bool waiting_ = false;
};

class TestClock final : public Clock {
 public:
  explicit TestClock(Timestamp now) : ms_(now.ms) {}
  [[nodiscard]] Timestamp now() const override { return Timestamp{ms_}; }
  void set(Timestamp now) { ms_ = now.ms; }

 private:
  std::atomic<std::int64_t> ms_;
};

using Submissions = std::vector<Submission>;

// One turn that the journal takes.
inline std::vector<SubmissionResult> turn(Processor& processor, const Submissions& submissions,
                                          Timestamp now) {
  auto results = processor.turn(submissions, now);
  if (!results) {
    ADD_FAILURE() << describe(results.error());
    return {};
  }
  EXPECT_EQ(results->size(), submissions.size());
  return std::move(*results);
}

// "accepted", or the place of the command and the name of its error: "1 DUPLICATE".
inline std::string outcome(const SubmissionResult& result) {
  if (result) return "accepted";
  return std::to_string(result.error().command) + " " +
         std::string(error_name(result.error().error.code));
}
inline std::vector<std::string> outcomes(const std::vector<SubmissionResult>& results) {
  std::vector<std::string> texts;
  for (const SubmissionResult& result : results) texts.push_back(outcome(result));
  return texts;
}

}  // namespace plimsoll::engine
