#include "engine/processor.h"

#include <algorithm>

#include "book/event_codec.h"

namespace plimsoll::engine {

Result<void> Processor::recover(const Progress& progress) {
  const Sequence last = journal_.last();
  RETURN_IF_ERROR(journal_.read(Sequence{1}, [&](const Record& record) -> Result<void> {
    auto events = book::decode(record.payload);
    if (!events) {
      return fail(ErrorCode::kJournal,
                  "record " + std::to_string(record.sequence.value) + ": " + events.error().detail);
    }
    book_.time = record.time;
    for (const book::Event& event : *events) book::apply(book_, event);
    sequence_ = record.sequence;
    if (progress) progress(record.sequence, last);
    return {};
  }));
  parameters_changed_ = board_changed_ = directory_changed_ = true;
  return {};
}

tl::expected<std::vector<book::Event>, Refusal> Processor::run(
    const std::vector<book::Command>& commands) {
  std::unique_ptr<book::Book> before;
  if (commands.size() > 1) before = std::make_unique<book::Book>(book_);
  std::vector<book::Event> events;
  events.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto event = book::decide(book_, commands[i]);
    if (!event) {
      if (before) book_ = std::move(*before);
      return tl::unexpected<Refusal>(Refusal{i, std::move(event.error())});
    }
    book::apply(book_, *event);
    events.push_back(std::move(*event));
  }
  return events;
}

Result<std::vector<SubmissionResult>> Processor::turn(
    std::span<const std::vector<book::Command>> submissions, Timestamp now) {
  const Timestamp before = book_.time;
  const Timestamp time = std::max(now, before);
  book_.time = time;
  std::vector<SubmissionResult> results;
  std::vector<book::Event> events;
  for (const std::vector<book::Command>& commands : submissions) {
    auto outcome = run(commands);
    if (!outcome) {
      results.emplace_back(tl::unexpected<Refusal>(std::move(outcome.error())));
      continue;
    }
    for (const book::Event& event : *outcome) {
      note_changed_parts(event);
      events.push_back(event);
    }
    results.emplace_back(Receipt{sequence_, time, std::move(*outcome)});
  }
  if (events.empty()) {
    book_.time = before;
    return results;
  }
  const Sequence next{sequence_.value + 1};
  RETURN_IF_ERROR(journal_.append(Record{next, time, book::encode(events)}));
  sequence_ = next;
  for (SubmissionResult& result : results) {
    if (result && !result->events.empty()) result->sequence = next;
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
  } else {
    directory_changed_ = true;
  }
}

std::shared_ptr<const Published> Processor::publish() {
  auto next = published_ ? std::make_shared<Published>(*published_) : std::make_shared<Published>();
  next->sequence = sequence_;
  next->time = book_.time;
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
