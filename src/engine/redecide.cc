#include "engine/redecide.h"

#include <algorithm>
#include <set>
#include <span>

#include "book/event_codec.h"
#include "engine/words.h"

namespace plimsoll::engine {
namespace {

using book::Event;
using Commit = std::function<void(Event)>;
using Events = std::span<const Event>;
using Units = std::set<GroupId>;

class Redecider {
 public:
  Result<void> step(const Record& record);

  Redecision result;

 private:
  void redo_turn(const book::CausedEvents& record);
  void redo_submission(const book::Cause& cause, Events own);
  void redo_command(const book::Command& command, const Event& stored);
  void redo_answer(const book::RequestAnswered& stored, const Event& last);
  void redo_reviews(const std::string& cause, const Units& units, Events stored);
  [[nodiscard]] Units due_units(const book::Causes& causes) const;
  void add_touched(Events events, Units& units) const;
  // What happens by itself: `today` commits its events one after the other.
  void compare(const std::string& cause, Events stored,
               const std::function<void(const Commit&)>& today);
  void note(const std::string& cause, std::string stored, std::string today);
  [[nodiscard]] std::string words(Events events) const;

  book::Book book_;
  Sequence sequence_;
  std::vector<Units> hours_;  // touched by the hours charged since the last turn, one set an hour
};

Result<void> Redecider::step(const Record& record) {
  ASSIGN_OR_RETURN(const book::CausedEvents caused, book::decode_with_causes(record.payload));
  ++result.records;
  sequence_ = record.sequence;
  book_.time = record.time;
  if (!caused.causes.hour) {
    redo_turn(caused);
    hours_.clear();
    return {};
  }
  compare("the charge of the hour", caused.events,
          [&](const Commit& commit) { book::accrue_hour(book_, record.time, commit); });
  add_touched(caused.events, hours_.emplace_back());
  return {};
}

void Redecider::redo_turn(const book::CausedEvents& record) {
  const Events events(record.events);
  const auto& submissions = record.causes.submissions;
  const auto reviews = [&](std::size_t from, std::size_t next) {
    const std::size_t to = next < submissions.size() ? submissions[next].first : events.size();
    return events.subspan(from, to - from);
  };
  redo_reviews("the reviews that were due", due_units(record.causes), reviews(0, 0));
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    const book::Cause& cause = submissions[i];
    if (cause.acted) book::apply(book_, events[cause.first]);
    redo_submission(cause, events.subspan(cause.done_from(), cause.own_events() - cause.acted));
    Units touched;
    if (cause.reviewed) {
      add_touched(events.subspan(cause.done_from(), cause.commands.size()), touched);
    }
    redo_reviews("the reviews of the units it touched", touched,
                 reviews(cause.first + cause.own_events(), i + 1));
  }
}

void Redecider::redo_submission(const book::Cause& cause, Events own) {
  for (std::size_t i = 0; i < cause.commands.size(); ++i) redo_command(cause.commands[i], own[i]);
  if (!cause.answered) return;
  if (const auto* answer = std::get_if<book::RequestAnswered>(&own.back())) {
    if (own.size() > 1) redo_answer(*answer, own[own.size() - 2]);
    book::apply(book_, *answer);
  }
}

void Redecider::redo_command(const book::Command& command, const Event& stored) {
  const auto today = book::decide(book_, command);
  if (!today) {
    note(words_of(command, book_.parameters), words({&stored, 1}),
         "refused: " + describe(today.error()));
  } else if (!book::same(*today, stored)) {
    note(words_of(command, book_.parameters), words({&stored, 1}), words({&*today, 1}));
  }
  book::apply(book_, stored);
}

void Redecider::redo_answer(const book::RequestAnswered& stored, const Event& last) {
  const auto known = [&](const book::RequestMark& mark) {
    return book_.requests.find(mark.id, book_.time) != nullptr;
  };
  const Event answer = stored;
  if (std::any_of(stored.marks.begin(), stored.marks.end(), known)) {
    note("the answer", words({&answer, 1}), "the repeat of a request that was answered before");
  } else if (stored.outcome != book::outcome_of(last)) {
    const Event today = book::RequestAnswered{stored.marks, book::outcome_of(last)};
    note("the answer", words({&answer, 1}), words({&today, 1}));
  }
}

Units Redecider::due_units(const book::Causes& causes) const {
  Units due;
  const std::size_t hours = std::min<std::size_t>(causes.hours, hours_.size());
  for (std::size_t i = hours_.size() - hours; i < hours_.size(); ++i) {
    due.insert(hours_[i].begin(), hours_[i].end());
  }
  for (const auto& [id, unit] : book_.units) {
    const bool cured = unit->cure_until && *unit->cure_until <= book_.time;
    if (cured || (causes.all_reviewed && unit->is_active())) due.insert(id);
  }
  return due;
}

void Redecider::redo_reviews(const std::string& cause, const Units& units, Events stored) {
  compare(cause, stored, [&](const Commit& commit) {
    for (const GroupId unit : units) book::review_unit(book_, unit, commit);
  });
}

void Redecider::add_touched(Events events, Units& units) const {
  for (const Event& event : events) {
    for (const GroupId unit : book::touched_units(book_, event)) units.insert(unit);
  }
}

void Redecider::compare(const std::string& cause, Events stored,
                        const std::function<void(const Commit&)>& today) {
  std::size_t agreed = 0;
  std::optional<book::Book> as_stored;  // once today's events go another way
  std::vector<Event> other;
  today([&](Event event) {
    if (!as_stored && agreed < stored.size() && book::same(event, stored[agreed])) {
      book::apply(book_, stored[agreed++]);
      return;
    }
    if (!as_stored) as_stored = book_;
    book::apply(book_, event);
    other.push_back(std::move(event));
  });
  if (as_stored) book_ = std::move(*as_stored);
  const Events rest = stored.subspan(agreed);
  if (!rest.empty() || !other.empty()) note(cause, words(rest), words(other));
  for (const Event& event : rest) book::apply(book_, event);
}

void Redecider::note(const std::string& cause, std::string stored, std::string today) {
  result.differences.push_back({sequence_, book_.time, cause, std::move(stored), std::move(today)});
}

std::string Redecider::words(Events events) const {
  std::string text;
  for (const Event& event : events) {
    if (!text.empty()) text += " | ";
    text += words_of(event, book_.parameters);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace

Result<Redecision> redecide(const Records& records, const std::optional<Moment>& until,
                            const Progress& progress) {
  Redecider redecider;
  const Sequence last = records.last();
  const auto step = [&](const Record& record) -> Result<void> {
    RETURN_IF_ERROR(redecider.step(record));
    if (progress) progress(record.sequence, last);
    return {};
  };
  RETURN_IF_ERROR(walk(records, Sequence{0}, until, step));
  return std::move(redecider.result);
}

}  // namespace plimsoll::engine
