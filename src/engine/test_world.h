// For tests: an engine's turns over a random life - commands that are taken and refused, several
// in a submission, requests that come again, hours, restarts - on any journal.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "book/test_commands.h"
#include "engine/processor.h"
#include "engine/testing.h"

namespace plimsoll::engine {

class RandomWorld {
 public:
  RandomWorld(Journal& journal, std::uint64_t seed) : journal_(journal), source_(seed) {
    restart({});
  }

  // One turn at a later time.
  void step() {
    Random& random = source_.random();
    now_ = now_ +
           (random.chance(5) ? random.between(1, 5) * book::kHourMs : random.between(0, 60'000));
    // What the engine does at its start, and now and then an import takes over.
    if (random.chance(3)) processor_->review_all();
    Submissions submissions;
    for (std::int64_t i = random.between(0, 3); i > 0; --i) submissions.push_back(submission());
    (void)turn(*processor_, submissions, now_);
  }

  // A new process, which goes on from there.
  void restart(Standing start) {
    processor_ = std::make_unique<Processor>(journal_);
    const auto recovered = processor_->recover({}, std::move(start));
    EXPECT_TRUE(recovered) << describe(recovered.error());
    processor_->review_all();
  }

  [[nodiscard]] Processor& processor() { return *processor_; }
  [[nodiscard]] Timestamp now() const { return now_; }
  void pass(std::int64_t ms) { now_ = now_ + ms; }
  Random& random() { return source_.random(); }

 private:
  Submission submission() {
    Random& random = source_.random();
    if (random.chance(5) && !last_.commands.empty()) return last_;  // the same request again
    Submission made{source_.next(processor_->book())};
    if (random.chance(10)) made.commands.push_back(source_.next(processor_->book()));
    if (random.chance(30)) {
      const std::string name = std::to_string(++requests_);
      made.marks.push_back({plimsoll::digest(name), plimsoll::digest("content"), now_ + 60'000});
      last_ = made;
    }
    made.reviewed = !random.chance(3);
    return made;
  }

  Journal& journal_;
  book::RandomCommands source_;
  std::unique_ptr<Processor> processor_;
  Timestamp now_ = book::kNow;
  Submission last_;
  int requests_ = 0;
};

}  // namespace plimsoll::engine
