#include "server/ltv_as_of.h"

#include <algorithm>
#include <utility>

#include "server/operator_refusal.h"
#include "wire/request_parameters.h"

namespace plimsoll::server {
namespace {

constexpr std::size_t kWaitingQuestions = 16;  // each may take seconds

net::Response response_of(Result<std::string> answer) {
  if (!answer) return operator_refusal(answer.error());
  net::Response response;
  response.body = std::move(*answer);
  return response;
}

}  // namespace

Result<std::string> ltv_details_as_of(const Past& past, const engine::Moment& moment,
                                      const WhichUnits& which) {
  ASSIGN_OR_RETURN(const engine::Published book, past(moment));
  const auto* time = std::get_if<Timestamp>(&moment);
  return ltv_details_of(book, time != nullptr ? *time : book.time, which);
}

LtvAsOf::LtvAsOf(const engine::Engine& engine, Now now, Past past)
    : engine_(engine),
      now_(std::move(now)),
      past_(std::move(past)),
      worker_(1, kWaitingQuestions) {}

Result<LtvAsOf::Question> LtvAsOf::read(const net::Request& request) const {
  wire::RequestParameters parameters;
  RETURN_IF_ERROR(parameters.read(request.query, {}));
  Question question;
  ASSIGN_OR_RETURN(question.which.group, parameters.optional_integer("groupId"));
  ASSIGN_OR_RETURN(const auto email, parameters.optional_text("parentEmail"));
  if (email) question.which.parent_email = std::string(*email);
  ASSIGN_OR_RETURN(const auto as_of, parameters.optional_text("asOf"));
  if (!as_of) return question;
  ASSIGN_OR_RETURN(question.moment, engine::read_moment(*as_of));
  if (!past_) {
    return fail(ErrorCode::kNotFound, "a journal in memory keeps no past: serve with sqlite");
  }
  // A record may be later than the clock: one that was set back.
  const Timestamp latest = std::max(now_(), engine_.published()->time);
  if (const auto* time = std::get_if<Timestamp>(&*question.moment); time && *time > latest) {
    return fail(ErrorCode::kOutOfRange, "asOf lies in the future");
  }
  return question;
}

Result<std::string> LtvAsOf::answer(const Question& question) const {
  if (question.moment) return ltv_details_as_of(past_, *question.moment, question.which);
  return ltv_details_of(*engine_.published(), now_(), question.which);
}

void LtvAsOf::handle(const net::Request& request, net::Reply& reply) {
  auto question = read(request);
  if (!question) return reply.send(operator_refusal(question.error()));
  auto later = std::make_shared<net::DeferredReply>(reply.defer());
  std::function<void()> work = [this, question = std::move(*question), later] {
    later->send(response_of(answer(question)));
  };
  if (worker_.post(work)) return;
  later->send(operator_refusal(Error{ErrorCode::kBusy, "too many questions wait already", {}}));
}

}  // namespace plimsoll::server
