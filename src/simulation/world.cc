#include "simulation/world.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "book/event_codec.h"
#include "engine/redecide.h"

namespace plimsoll::simulation {
namespace {

constexpr Timestamp kBegin{1'750'000'000'000};
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::uint64_t kTurnsBetweenChecks = 32;
constexpr std::uint64_t kRecordsBetweenKept = 40;
constexpr std::size_t kAskedAfterCrash = 24;

book::OperatorActed acting_operator(Random& random) {
  const std::string name = "op" + std::to_string(random.between(1, 5));
  // Without an id it is somebody at the machine, who needs no entry in the book.
  return {random.chance(50) ? name : "", "the name of " + name, "ADMINISTRATOR", "a command",
          "because"};
}

}  // namespace

World::World(std::uint64_t seed, const WorldOptions& options)
    : random_(seed),
      options_(options),
      wild_(random_.chance(12)),
      clock_(kBegin + random_.between(0, kDay)),
      journal_(options.lie),
      processor_(std::make_unique<engine::Processor>(journal_)),
      market_(wild_ ? static_cast<int>(random_.between(-6, 5)) : 0) {
  processor_->set_follower(this);
}

Finding World::run() {
  engine::Submission founding(founding_commands(random_, clock_));
  founding.reviewed = false;
  if (Finding found = take_turn({{std::move(founding), {}, false}})) return found;
  if (answers_.size() != 1) return "the world could not be founded";
  const engine::Submission prices({market_.all(processor_->book(), clock_)});
  if (Finding found = take_turn({{prices, {}, false}})) return found;
  for (std::uint64_t step = 1; step <= options_.steps; ++step) {
    if (options_.step != nullptr) *options_.step = step;
    advance_clock();
    arm();
    Finding found = take_turn(ask());
    if (!found && armed_ && point_ == CrashPoint::kBetweenTurns) found = restart({}, Told::kYes);
    if (!found && step % kTurnsBetweenChecks == 0) found = check_all();
    if (found) return fmt::format("step {}: {}", step, *found);
  }
  ++tally_.worlds;
  if (Finding found = check_all()) return found;
  return check_decisions();
}

// --- What happens

void World::advance_clock() {
  const Timestamp known = processor_->book().time;
  if (clock_ - known > kMaxClockLeapMs && random_.chance(60)) {
    clock_ = known + random_.between(0, kHour);  // somebody sets it right
    return;
  }
  const std::int64_t kind = random_.between(1, 10'000);
  std::int64_t step = 0;
  if (kind <= 6'500) {
    step = random_.between(0, 5'000);
  } else if (kind <= 9'000) {
    step = random_.between(0, 10 * kMinute);
  } else if (kind <= 9'900) {
    step = random_.between(0, 4 * kHour);
  } else if (kind <= 9'960) {
    step = random_.between(0, 2 * kDay);
  } else if (kind <= 9'993) {
    step = -random_.between(0, random_.chance(30) ? 2 * kDay : kHour);
  } else if (kind <= 9'996) {
    step = random_.between(8 * kDay, 30 * kDay);
  } else {
    step = random_.between(400 * kDay, 4'000 * kDay);
  }
  clock_ = clock_ + step;
}

std::vector<World::Asked> World::ask() {
  std::vector<Asked> asked;
  const book::Book& book = processor_->book();
  if (random_.chance(55)) {
    if (auto tick = market_.tick(book, random_, clock_)) {
      asked.push_back({engine::Submission{book::Command(std::move(*tick))}, {}, false});
    }
  }
  Commands commands(book, market_, random_, wild_);
  for (std::int64_t more = random_.between(0, 14); more > 0; --more) {
    if (random_.chance(5) && !answers_.empty()) {
      asked.push_back(ask_again());
      continue;
    }
    std::vector<book::Command> several;
    const std::int64_t count = random_.chance(88) ? 1 : random_.between(2, 4);
    for (std::int64_t i = 0; i < count; ++i) several.push_back(commands.next());
    engine::Submission submission(std::move(several));
    submission.reviewed = !random_.per_mille(20);
    if (random_.chance(50)) submission = mark(std::move(submission));
    if (random_.chance(10)) submission.key = "key" + std::to_string(random_.between(1, 12));
    if (random_.chance(10)) submission.actor = acting_operator(random_);
    asked.push_back({std::move(submission), {}, false});
  }
  return asked;
}

engine::Submission World::mark(engine::Submission submission) {
  const Timestamp until = clock_ + random_.between(0, 2 * kDay);
  for (std::int64_t i = random_.between(1, 2); i > 0; --i) {
    const std::string name = "request " + std::to_string(++requests_);
    submission.marks.push_back({digest(name), digest("content of " + name), until});
  }
  return submission;
}

World::Asked World::ask_again() {
  const std::size_t recent = std::min<std::size_t>(answers_.size(), 60);
  const std::size_t which = answers_.size() - 1 - random_.index(recent);
  Asked asked{answers_[which].submission, which, random_.chance(25)};
  asked.submission.key.clear();  // it may be revoked by now, as may who acted
  asked.submission.actor.reset();
  if (asked.twisted) {
    for (book::RequestMark& mark : asked.submission.marks) ++mark.content.value;
  }
  if (asked.submission.marks.empty()) asked = {mark(asked.submission), {}, false};
  return asked;
}

void World::arm() {
  if (armed_ || !random_.per_mille(18)) return;
  armed_ = true;
  point_ = static_cast<CrashPoint>(random_.between(0, 3));
  followed_digest_ = book::digest_of(processor_->book());
  if (point_ == CrashPoint::kBetweenTurns) return;
  journal_.fail_next(point_, random_.chance(25) ? random_.between(1, 4) : 0,
                     random_.between(0, 999));
}

void World::follow(Sequence sequence, Timestamp time, const std::vector<book::Event>& events) {
  if (sequence.value != followed_.value + 1 && !illegal_) illegal_ = "records are not in sequence";
  followed_ = sequence;
  ++tally_.records;
  for (const book::Event& event : events) ++tally_.events[event.index()];
  if (!illegal_) illegal_ = chronicle_.follow(time, events);
  const bool keep = sequence.value % kRecordsBetweenKept == 0;
  if (armed_) followed_digest_ = book::digest_of(processor_->book());
  if (keep) kept_.push_back({processor_->book(), sequence});
}

Finding World::take_turn(const std::vector<Asked>& asked) {
  std::vector<engine::Submission> submissions;
  submissions.reserve(asked.size());
  for (const Asked& each : asked) submissions.push_back(each.submission);
  const Timestamp before = processor_->book().time;
  const auto results = processor_->turn(submissions, clock_);
  ++tally_.turns;
  if (illegal_) return illegal_;
  if (!results) return restart(asked, Told::kNo);
  if (processor_->book().time < before) return "the time of the book goes back";
  if (results->size() != asked.size()) return "a submission without an answer";
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (Finding found = judge(asked[i], (*results)[i])) return found;
    count(asked[i], (*results)[i]);
  }
  // The machine stops all the same when a journal has lied about its append.
  return journal_.has_failed() ? restart({}, Told::kYes) : Finding{};
}

Finding World::judge(const Asked& asked, const engine::SubmissionResult& result) {
  if (!result && result.error().error.code == ErrorCode::kBusy) {
    const bool late = processor_->clock_standing() != engine::ClockStanding::kGood;
    return late ? Finding{} : Finding("busy, and the clock is right");
  }
  if (result && result->repeated && !asked.again) {
    return {};  // what a crash left unanswered
  }
  if (result && result->sequence > processor_->sequence()) return "an answer names no record";
  const Timestamp now = std::max(clock_, processor_->book().time);
  if (!asked.again || asked.submission.marks.front().until < now) return {};
  if (asked.twisted) {
    const bool right = !result && result.error().error.code == ErrorCode::kDuplicateRequest;
    return right ? Finding{} : Finding("an id was taken for another request");
  }
  if (!result) return "a repeated request was refused: " + describe(result.error().error);
  if (!result->repeated || !result->events.empty()) return "a repeated request had a second effect";
  if (!(result->outcome == answers_[*asked.again].outcome)) {
    return "a repeated request got another answer";
  }
  return {};
}

void World::count(const Asked& asked, const engine::SubmissionResult& result) {
  const std::vector<book::Command>& commands = asked.submission.commands;
  ++tally_.submissions;
  tally_.commands += commands.size();
  if (!result) {
    ++tally_.refused;
    ++tally_.refusals[std::string(error_name(result.error().error.code))];
    ++tally_.commands_refused[commands[result.error().command].index()];
    return;
  }
  ++(result->repeated ? tally_.repeated : tally_.accepted);
  if (result->repeated) return;
  for (const book::Command& command : commands) ++tally_.commands_accepted[command.index()];
  Answer answer{result->sequence, result->outcome, asked.submission, result->events};
  if (asked.submission.actor) answer.events.emplace_back(*asked.submission.actor);
  answers_.push_back(std::move(answer));
}

Finding World::check_all() {
  ++tally_.checks;
  if (Finding found = broken_invariant(processor_->book())) return found;
  return differing_picture(processor_->book(), *processor_->publish());
}

// --- After a crash

Finding World::restart(const std::vector<Asked>& unanswered, Told told) {
  // The live run's last state: with the record that nobody was told of, if it was written.
  const bool kept = told == Told::kNo && point_ == CrashPoint::kAfterAppend;
  const bool whole = kept || told == Told::kYes;
  const Digest live = whole ? book::digest_of(processor_->book()) : followed_digest_;
  ++tally_.crashes[static_cast<std::size_t>(point_)];
  armed_ = false;
  journal_.restart();
  if (Finding found = recover()) return found;
  if (Finding found = check_recovered(kept, live)) return found;
  if (Finding found = check_unanswered(unanswered, kept)) return found;
  if (Finding found = check_answers()) return found;
  if (Finding found = check_earlier()) return found;
  if (Finding found = check_all()) return found;
  return ask_everything_again();
}

Finding World::recover() {
  for (;;) {
    processor_ = std::make_unique<engine::Processor>(journal_);
    const auto done = processor_->recover({});
    ++tally_.recoveries;
    tally_.replayed += processor_->sequence().value;
    if (!journal_.is_torn()) {
      if (!done) return "recovery: " + describe(done.error());
      break;
    }
    // Without its causes a record is no whole one, though its events can be read: only a journal
    // with a chain tells that.
    if (done && book::decode_with_causes(journal_.records().back().payload)) {
      return "half a record was taken for a whole one";
    }
    journal_.drop_torn();
  }
  processor_->set_follower(this);
  processor_->review_all();
  return {};
}

Finding World::check_recovered(bool kept, Digest live) {
  const std::uint64_t expected = followed_.value + (kept ? 1 : 0);
  const std::uint64_t there = processor_->sequence().value;
  if (there < expected) return fmt::format("record {} of {} is lost", there + 1, expected);
  if (there > expected) return fmt::format("record {} was never written", there);
  if (book::digest_of(processor_->book()) != live) {
    return fmt::format("record {}: the state is not that of the live run", there);
  }
  if (!kept) return {};
  const engine::Record& newest = journal_.records().back();
  const auto events = book::decode(newest.payload);
  if (!events) return describe(events.error());
  followed_ = newest.sequence;
  ++tally_.records;
  for (const book::Event& event : *events) ++tally_.events[event.index()];
  return chronicle_.follow(newest.time, *events);
}

Finding World::check_unanswered(const std::vector<Asked>& unanswered, bool kept) {
  std::vector<Digest> written;
  if (kept) {
    const auto events = book::decode(journal_.records().back().payload);
    for (const book::Event& event : *events) {
      const auto* answered = std::get_if<book::RequestAnswered>(&event);
      if (answered == nullptr) continue;
      for (const book::RequestMark& mark : answered->marks) written.push_back(mark.id);
    }
  }
  const book::Book& book = processor_->book();
  for (const Asked& asked : unanswered) {
    if (asked.again) continue;
    std::size_t known = 0;
    std::size_t unknown = 0;
    for (const book::RequestMark& mark : asked.submission.marks) {
      if (mark.until < book.time) continue;  // it may be forgotten already
      const bool is_written = std::find(written.begin(), written.end(), mark.id) != written.end();
      const bool is_known = book.requests.find(mark.id, mark.until) != nullptr;
      if (is_known && !is_written) return "what was not answered appears as answered";
      if (is_written && !is_known) return "what was written is not known";
      (is_known ? known : unknown) += 1;
    }
    if (known != 0 && unknown != 0) return "a request is known by half";
  }
  return {};
}

Finding World::check_answers() {
  Sequence at;
  std::vector<book::Event> stored;
  for (; found_ < answers_.size(); ++found_) {
    Answer& answer = answers_[found_];
    if (answer.sequence.value == 0 || answer.sequence.value > journal_.records().size()) {
      return "an answer names a record that is not there";
    }
    if (std::exchange(at, answer.sequence) != answer.sequence) {
      auto events = book::decode(journal_.records()[at.value - 1].payload);
      if (!events) return describe(events.error());
      stored = std::move(*events);
    }
    for (const book::Event& event : answer.events) {
      const auto is_it = [&](const book::Event& each) { return book::same(each, event); };
      if (std::none_of(stored.begin(), stored.end(), is_it)) {
        return fmt::format("record {} lacks what was answered", at.value);
      }
    }
    answer.events = {};
  }
  return {};
}

Finding World::check_earlier() {
  if (kept_.empty() || !random_.chance(40)) return {};
  const engine::Standing& kept = random_.one_of(kept_);
  engine::Standing earlier = random_.chance(50) ? engine::Standing{} : kept_.front();
  const std::uint64_t from = earlier.sequence.value;
  if (const auto done = engine::replay(journal_, earlier, kept.sequence, {}); !done) {
    return describe(done.error());
  }
  ++tally_.recoveries;
  tally_.replayed += kept.sequence.value - from;
  if (earlier.sequence == kept.sequence &&
      book::digest_of(earlier.book) == book::digest_of(kept.book)) {
    return {};
  }
  return fmt::format("record {}: a recovery up to it has another state", kept.sequence.value);
}

Finding World::check_decisions() {
  const auto anew = engine::redecide(journal_, std::nullopt, {});
  if (!anew) return describe(anew.error());
  if (anew->differences.empty()) return {};
  const engine::Difference& first = anew->differences.front();
  return fmt::format("record {}, {}: stored {}; decided anew {}", first.sequence.value, first.cause,
                     first.stored, first.today);
}

Finding World::ask_everything_again() {
  std::vector<Asked> asked;
  for (std::size_t i = answers_.size(); i > 0 && asked.size() < kAskedAfterCrash; --i) {
    if (answers_[i - 1].submission.marks.empty()) continue;
    asked.push_back({answers_[i - 1].submission, i - 1, false});
    asked.back().submission.key.clear();
    asked.back().submission.actor.reset();
  }
  return take_turn(asked);
}

}  // namespace plimsoll::simulation
