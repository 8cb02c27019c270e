#include "scenario/engine_world.h"

#include "base/decimal.h"
#include "scenario/facts.h"

namespace plimsoll::scenario {
namespace {

// As long as a signed request can come again.
constexpr std::int64_t kSignatureMs = 60'000;

Answer answer_of(const engine::SubmissionResult& result) {
  Answer answer;
  if (!result) {
    const Error& error = result.error().error;
    answer.error = error_name(error.code);
    answer.arguments = error.arguments;
    answer.message = error.detail;
    return answer;
  }
  answer.accepted = true;
  answer.repeated = result->repeated;
  answer.amount = result->outcome.amount;
  if (result->events.empty()) return answer;
  if (const auto* repaid = std::get_if<book::Repaid>(&result->events.back())) {
    answer.principal = repaid->principal;
    answer.interest = repaid->interest;
  }
  return answer;
}

}  // namespace

std::vector<book::RequestMark> marks_of(const Request& request, int number, Timestamp now,
                                        std::int64_t memory_ms) {
  std::vector<book::RequestMark> marks;
  const std::string by = std::to_string(request.by->value);
  const std::string signature = "request " + std::to_string(number);
  if (!request.client_id.empty()) {
    const auto& transfer = std::get<book::Transfer>(request.commands.back());
    const auto end = [](const book::TransferEnd& side) {
      return std::to_string(side.account.value) +
             (side.wallet == book::TransferWallet::kSpot ? " spot" : " margin");
    };
    marks.push_back({digest(by + " transfer " + request.client_id),
                     digest(trimmed(transfer.amount) + " " + std::to_string(transfer.asset.value) +
                            " " + end(transfer.from) + " " + end(transfer.to)),
                     now + memory_ms});
  } else {
    marks.push_back({digest(signature), digest(signature), now + kSignatureMs});
  }
  return marks;
}

EngineWorld::EngineWorld(engine::Journal& journal, Timestamp start)
    : journal_(journal), now_(start) {
  restart();
}

Answer EngineWorld::carry_out(const Request& request) {
  last_ = engine::Submission(request.commands);
  if (request.by) {
    last_.marks = marks_of(request, ++requests_, now_, book().parameters.general.request_memory_ms);
  }
  return submit();
}

Answer EngineWorld::repeat() { return submit(); }

void EngineWorld::catch_up() {
  while (processor_->is_behind(now_)) {
    CHECK_MSG(processor_->turn({}, now_).has_value(), "a journal in memory does not fail");
  }
}

Answer EngineWorld::submit() {
  catch_up();
  const auto results = processor_->turn(std::span(&last_, 1), now_);
  CHECK_MSG(results.has_value(), "a journal in memory does not fail");
  return answer_of(results->front());
}

void EngineWorld::pass(Timestamp to) {
  now_ = to;
  catch_up();
  CHECK_MSG(processor_->turn({}, now_).has_value(), "a journal in memory does not fail");
}

void EngineWorld::restart() {
  processor_ = std::make_unique<engine::Processor>(journal_);
  const auto recovered = processor_->recover({});
  CHECK_MSG(recovered.has_value(), "what was written can be read");
  processor_->set_follower(this);
}

std::string EngineWorld::read(const Scenario& names, const Fact& fact) {
  return read_fact(names, book(), fact);
}

std::vector<book::Event> EngineWorld::take_events() { return std::exchange(events_, {}); }

void EngineWorld::follow(Sequence, Timestamp, const std::vector<book::Event>& events) {
  events_.insert(events_.end(), events.begin(), events.end());
}

}  // namespace plimsoll::scenario
