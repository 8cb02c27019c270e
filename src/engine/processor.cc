#include "engine/processor.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "book/event_codec.h"

namespace plimsoll::engine {
namespace {

// While the clock is behind the book, whose time stands still, prices are as old to the book as
// they are to the clock: a fresh one would else look old until the clock has caught up.
Submission dated_by_book(Submission submission, Timestamp clock, Timestamp book_time) {
  for (book::Command& command : submission.commands) {
    auto* update = std::get_if<book::UpdatePrices>(&command);
    if (update == nullptr) continue;
    for (book::PriceUpdate& price : update->prices) {
      price.time = book_time + (std::min(price.time, clock) - clock);
    }
  }
  return submission;
}

}  // namespace

Result<void> Processor::recover(const Progress& progress, Standing start) {
  RETURN_IF_ERROR(replay(journal_, start, std::nullopt, progress));
  book_ = std::move(start.book);
  sequence_ = start.sequence;
  parameters_changed_ = board_changed_ = directory_changed_ = true;
  return {};
}

tl::expected<std::optional<Receipt>, Refusal> Processor::recall(
    const Submission& submission) const {
  for (const book::RequestMark& mark : submission.marks) {
    const auto* known = book_.requests.find(mark.id, book_.time);
    if (known == nullptr) continue;
    if (known->mark.content != mark.content) {
      return tl::unexpected<Refusal>(Refusal{
          0, Error{ErrorCode::kDuplicateRequest, "the id was used for another request", {}}});
    }
    return Receipt{sequence_, book_.time, {}, known->outcome, true};
  }
  return std::nullopt;
}

// Who asks was looked up when the request came; a revocation may have been answered since.
std::optional<Error> Processor::is_revoked(const Submission& submission) const {
  if (!submission.key.empty() && !book_.keys.contains(submission.key)) {
    return Error{ErrorCode::kApiKeyRejected, "revoked while the request waited", {}};
  }
  if (!submission.actor || submission.actor->id.empty()) return std::nullopt;
  const auto found = book_.operators.find(submission.actor->id);
  if (found == book_.operators.end()) {
    return Error{ErrorCode::kUnauthorized, "revoked while the command waited", {}};
  }
  // As the token was looked at: by the clock, which the book's time may be ahead of.
  if (!found->second->is_expired(clock_)) return std::nullopt;
  return Error{ErrorCode::kUnauthorized, "expired while the command waited", {}};
}

// A request is fresh by the clock, and the book may be ahead of it: the clock was set back, or the
// request waited. While its bytes can still be good it must be known.
std::vector<book::RequestMark> Processor::lasting(std::vector<book::RequestMark> marks) const {
  const Timestamp least = book_.time + kMaxRequestLifeMs;
  for (book::RequestMark& mark : marks) mark.until = std::max(mark.until, least);
  return marks;
}

tl::expected<Receipt, Refusal> Processor::run(const Submission& submission) {
  if (auto revoked = is_revoked(submission)) {
    return tl::unexpected<Refusal>(Refusal{0, std::move(*revoked)});
  }
  // The marks of what came before it may be forgotten by now.
  if (submission.sent && clock_ > *submission.sent + kMaxRequestLifeMs) {
    return tl::unexpected<Refusal>(
        Refusal{0, Error{ErrorCode::kTimestampTooOld, "it waited too long", {}}});
  }
  auto known = recall(submission);
  if (!known) return tl::unexpected<Refusal>(std::move(known.error()));
  if (*known) return std::move(**known);
  std::unique_ptr<book::Book> before;
  if (submission.commands.size() > 1) before = std::make_unique<book::Book>(book_);
  Receipt receipt{sequence_, book_.time, {}, {}, false};
  receipt.events.reserve(submission.commands.size());
  for (std::size_t i = 0; i < submission.commands.size(); ++i) {
    auto event = book::decide(book_, submission.commands[i]);
    if (!event) {
      if (before) book_ = std::move(*before);
      return tl::unexpected<Refusal>(Refusal{i, std::move(event.error())});
    }
    book::apply(book_, *event);
    receipt.outcome = book::outcome_of(*event);
    receipt.events.push_back(std::move(*event));
  }
  return receipt;
}

void Processor::apply(book::Event event, std::vector<book::Event>& events) {
  book::apply(book_, event);
  note_changed_parts(event);
  events.push_back(std::move(event));
}

Result<void> Processor::append(const std::vector<book::Event>& events, const book::Causes& causes) {
  const Sequence next{sequence_.value + 1};
  RETURN_IF_ERROR(journal_.append(Record{next, book_.time, book::encode(events, causes)}));
  sequence_ = next;
  if (follower_ != nullptr) follower_->follow(next, book_.time, events);
  return {};
}

Timestamp Processor::charged_to(Timestamp now) const {
  const Timestamp for_nothing = charged_to_ <= now ? charged_to_ : Timestamp{};
  return book::hour_of(std::max({book_.time, book_.interest_from, for_nothing}));
}

bool Processor::is_too_far_ahead(Timestamp now) const {
  return sequence_.value > 0 && now - std::max(book_.time, book_.interest_from) > kMaxClockLeapMs;
}

bool Processor::is_behind(Timestamp now) const {
  if (sequence_.value == 0 || is_too_far_ahead(now)) return false;
  if (now - charged_to(now) < (kHoursPerTurn + 1) * book::kHourMs) return false;
  return book::carries_interest(book_);
}

Result<std::uint32_t> Processor::catch_up(Timestamp now, Units& touched) {
  std::uint32_t charged_hours = 0;
  standing_ = ClockStanding::kGood;
  // What is done from here on is dated before those hours, which may cost something then.
  if (now < charged_to_) charged_to_ = {};
  if (sequence_.value == 0) return charged_hours;
  if (is_too_far_ahead(now)) {
    standing_ = ClockStanding::kRefused;
    return charged_hours;
  }
  if (!book::carries_interest(book_)) return charged_hours;
  book::Causes causes;
  causes.hour = true;
  const Timestamp charged = charged_to(now);
  const Timestamp most = charged + kHoursPerTurn * book::kHourMs;
  for (Timestamp hour = charged + book::kHourMs; hour <= now; hour = hour + book::kHourMs) {
    if (hour > most) {
      standing_ = ClockStanding::kBehind;
      charged_to_ = most;
      return charged_hours;
    }
    const Timestamp before = book_.time;
    book_.time = hour;
    std::vector<book::Event> events;
    book::accrue_hour(book_, hour, [&](book::Event event) { apply(std::move(event), events); });
    if (events.empty()) {
      book_.time = before;
      continue;
    }
    note_touched(events, touched);
    RETURN_IF_ERROR(append(events, causes));
    ++charged_hours;
  }
  return charged_hours;
}

void Processor::note_touched(const std::vector<book::Event>& events, Units& touched) const {
  for (const book::Event& event : events) {
    for (const GroupId unit : book::touched_units(book_, event)) touched.insert(unit);
  }
}

void Processor::review(const Units& units, std::vector<book::Event>& events) {
  for (const GroupId unit : units) {
    book::review_unit(book_, unit, [&](book::Event event) { apply(std::move(event), events); });
  }
}

void Processor::remember_bytes(const Submission& repeat, const book::Outcome& outcome,
                               std::vector<book::Event>& events, book::Causes& causes) {
  const book::RequestMark& bytes = repeat.marks.front();
  if (book_.requests.find(bytes.id, book_.time) != nullptr) return;
  causes.submissions.push_back({static_cast<std::uint32_t>(events.size()), false, false, true, {}});
  apply(book::RequestAnswered{lasting({bytes}), outcome}, events);
}

SubmissionResult Processor::take(const Submission& submission, std::vector<book::Event>& events,
                                 book::Causes& causes) {
  auto receipt = run(submission);
  if (!receipt) return receipt;
  if (receipt->repeated) {
    remember_bytes(submission, receipt->outcome, events, causes);
    return receipt;
  }
  book::Cause cause{static_cast<std::uint32_t>(events.size()), submission.reviewed,
                    submission.actor && !receipt->events.empty(), !submission.marks.empty(),
                    submission.commands};
  if (cause.acted) apply(*submission.actor, events);
  for (const book::Event& event : receipt->events) {
    note_changed_parts(event);
    events.push_back(event);
  }
  if (cause.answered) {
    apply(book::RequestAnswered{lasting(submission.marks), receipt->outcome}, events);
  }
  if (cause.own_events() > 0) causes.submissions.push_back(std::move(cause));
  Units touched;
  if (submission.reviewed) note_touched(receipt->events, touched);
  review(touched, events);
  return receipt;
}

std::vector<SubmissionResult> Processor::refuse_all(std::size_t count, bool touched) {
  if (touched) review_all_ = true;  // when the hours are charged
  const Error error{ErrorCode::kBusy,
                    standing_ == ClockStanding::kBehind
                        ? "the hours that were missed are being charged"
                        : "the clock is more than a year ahead of the newest record",
                    {}};
  return std::vector<SubmissionResult>(count, tl::unexpected<Refusal>(Refusal{0, error}));
}

Result<std::vector<SubmissionResult>> Processor::turn(std::span<const Submission> submissions,
                                                      Timestamp now) {
  clock_ = now;
  now = std::max(now, book_.time);
  Units touched;
  book::Causes causes;
  ASSIGN_OR_RETURN(causes.hours, catch_up(now, touched));
  if (standing_ != ClockStanding::kGood) return refuse_all(submissions.size(), !touched.empty());
  seen_ = now;
  const Timestamp before = book_.time;
  book_.time = now;
  causes.all_reviewed = std::exchange(review_all_, false);
  for (const auto& [id, unit] : book_.units) {
    const bool cured = unit->cure_until && *unit->cure_until <= now;
    if (cured || (causes.all_reviewed && unit->is_active())) touched.insert(id);
  }
  std::vector<SubmissionResult> results;
  std::vector<book::Event> events;
  review(touched, events);
  for (const Submission& submission : submissions) {
    results.push_back(clock_ < now ? take(dated_by_book(submission, clock_, now), events, causes)
                                   : take(submission, events, causes));
  }
  if (events.empty()) {
    book_.time = before;
    return results;
  }
  RETURN_IF_ERROR(append(events, causes));
  for (SubmissionResult& result : results) {
    if (result && !result->events.empty()) result->sequence = sequence_;
  }
  return results;
}

void Processor::note_changed_parts(const book::Event& event) {
  if (std::holds_alternative<book::PricesUpdated>(event)) {
    board_changed_ = true;
  } else if (std::holds_alternative<book::AssetDefined>(event) ||
             std::holds_alternative<book::ContractDefined>(event) ||
             std::holds_alternative<book::ParametersSet>(event)) {
    parameters_changed_ = true;
  } else if (!std::holds_alternative<book::RequestAnswered>(event) &&
             !std::holds_alternative<book::OperatorActed>(event)) {
    directory_changed_ = true;
  }
}

std::shared_ptr<const Published> Processor::publish() {
  auto next = published_ ? std::make_shared<Published>(*published_) : std::make_shared<Published>();
  next->sequence = sequence_;
  next->time = book_.time;
  next->standing = standing_;
  if (parameters_changed_) {
    next->parameters = std::make_shared<const model::Parameters>(book_.parameters);
  }
  if (board_changed_) next->board = std::make_shared<const model::PriceBoard>(book_.prices);
  if (directory_changed_) next->directory = make_directory(book_);
  parameters_changed_ = board_changed_ = directory_changed_ = false;
  published_ = next;
  return published_;
}

}  // namespace plimsoll::engine
