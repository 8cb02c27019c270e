#include "server/operator.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "auth/operator_token.h"
#include "bookfile/read_command.h"
#include "history/queries.h"
#include "server/new_key.h"
#include "server/operator_refusal.h"
#include "server/operator_views.h"
#include "wire/json_writer.h"
#include "wire/paging.h"

namespace plimsoll::server {
namespace {

constexpr std::size_t kMaxWaitingQuestions = 100;
constexpr std::chrono::milliseconds kHistoryPatience(2'000);

net::Response shown(std::string body) {
  net::Response response;
  response.body = std::move(body);
  return response;
}

// What a command made that only its receiver may have, told once.
struct Made {
  std::optional<auth::OperatorToken> token;
  std::optional<MadeKey> key;
};

net::Response receipt_of(const engine::Receipt& receipt, const Made& made) {
  net::Response response;
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.integer_field("sequence", static_cast<std::int64_t>(receipt.sequence.value));
  json.integer_field("time", receipt.time.ms);
  if (made.key) write_made_key(json, *made.key);
  if (made.token) {
    json.text_field("id", made.token->id);
    json.text_field("token", made.token->token);
  }
  json.end_object();
  return response;
}

// A token for the operator the command creates, if it is that command.
std::optional<auth::OperatorToken> add_token(std::vector<book::Command>& commands) {
  std::optional<auth::OperatorToken> made;
  for (book::Command& command : commands) {
    auto* create = std::get_if<book::CreateOperator>(&command);
    if (create == nullptr) continue;
    made = auth::generate_operator_token();
    create->who.id = made->id;
    create->who.token_hash = auth::operator_token_hash(made->token);
  }
  return made;
}

Result<history::OperatorActionsQuestion> audit_question(std::string_view query) {
  wire::RequestParameters parameters;
  RETURN_IF_ERROR(parameters.read(query, {}));
  ASSIGN_OR_RETURN(const auto start, parameters.optional_integer("startTime"));
  ASSIGN_OR_RETURN(const auto end, parameters.optional_integer("endTime"));
  ASSIGN_OR_RETURN(const wire::Page page, wire::read_page(parameters));
  history::OperatorActionsQuestion question;
  if (start) question.window.start = Timestamp{*start};
  if (end) question.window.end = Timestamp{*end};
  question.paging = {page.number, page.size};
  return question;
}

bool is_read(const net::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

Operator::Operator(engine::Engine& engine, const history::HistoryFollower& history, Api& api,
                   Now now, Past past, SecurityLog log)
    : engine_(engine),
      history_(history),
      api_(api),
      now_(now),
      ltv_(engine, std::move(now), std::move(past)),
      access_(std::move(log)),
      queries_(1, kMaxWaitingQuestions) {}

void Operator::handle(const net::Request& request, net::Reply& reply) {
  const bool about_health = is_read(request) && request.path == "/health";
  if (about_health && !request.header("Authorization")) {
    return reply.send(api_.health(HealthDetail::kBrief));
  }
  if (is_read(request) && request.path.starts_with("/health/")) return api_.handle(request, reply);
  Caller caller{engine_.published(), nullptr};
  const auto call = admit(request, caller);
  if (!call) return reply.send(operator_refusal(call.error()));
  answer(**call, caller, request, reply);
}

Result<const OperatorCall*> Operator::admit(const net::Request& request, Caller& caller) {
  ASSIGN_OR_RETURN(caller.who, access_.identify(*caller.book->directory, request, now_()));
  const auto calls = operator_calls();
  const auto call = std::find_if(calls.begin(), calls.end(),
                                 [&](const OperatorCall& it) { return it.path == request.path; });
  if (call == calls.end()) return fail(ErrorCode::kNotFound, "no such call");
  if (call->method != (is_read(request) ? "GET" : request.method)) {
    return fail(ErrorCode::kMethodNotAllowed, "this call is a " + std::string(call->method),
                {std::string(call->method)});
  }
  RETURN_IF_ERROR(access_.allow(*caller.who, call->least,
                                std::string(call->method) + " " + std::string(call->path)));
  return &*call;
}

void Operator::answer(const OperatorCall& call, const Caller& caller, const net::Request& request,
                      net::Reply& reply) {
  switch (call.id) {
    case OperatorCallId::kHealth: return reply.send(api_.health(HealthDetail::kFull));
    case OperatorCallId::kWhoAmI: return reply.send(shown(operator_view(*caller.who)));
    case OperatorCallId::kMetrics: return reply.send(api_.metrics());
    case OperatorCallId::kLedger: return reply.send(shown(ledger_view(*caller.book)));
    case OperatorCallId::kLtvDetails: return ltv_.handle(request, reply);
    case OperatorCallId::kOrders: return reply.send(shown(orders_view(*caller.book)));
    case OperatorCallId::kOperators: return reply.send(shown(operators_view(*caller.book)));
    case OperatorCallId::kKeys: return reply.send(shown(keys_view(*caller.book)));
    case OperatorCallId::kAudit: return answer_audit(request, reply);
    case OperatorCallId::kCommands: return run_command(caller, request, reply);
  }
}

// Off the I/O thread: it waits until the history has what was answered before.
void Operator::answer_audit(const net::Request& request, net::Reply& reply) {
  const auto question = audit_question(request.query);
  if (!question) return reply.send(operator_refusal(question.error()));
  auto later = std::make_shared<net::DeferredReply>(reply.defer());
  const auto deadline = std::chrono::steady_clock::now() + kHistoryPatience;
  std::function<void()> work = [this, later, deadline, question = *question] {
    if (!history_.wait_until(engine_.published()->sequence, deadline)) {
      return later->send(operator_refusal(Error{ErrorCode::kBusy, "the history is behind", {}}));
    }
    const auto page = history::operator_actions(history_.store(), question);
    if (!page && page.error().code == ErrorCode::kDamaged) history_.note_damage(page.error());
    later->send(page ? shown(audit_view(*page)) : operator_refusal(page.error()));
  };
  if (!queries_.post(work)) {
    later->send(operator_refusal(Error{ErrorCode::kBusy, "too many questions wait", {}}));
  }
}

void Operator::run_command(const Caller& caller, const net::Request& request, net::Reply& reply) {
  const model::Operator& who = *caller.who;
  auto read = bookfile::read_command(
      request.body, {*caller.book->parameters, caller.book->directory->uids_by_email, now_(),
                     [&](std::string_view command) {
                       return access_.allow(who, least_role_of_command(command), command);
                     }});
  if (!read) return reply.send(operator_refusal(read.error()));
  auto key = complete_new_keys(api_.master_key(), read->commands);
  if (!key) return reply.send(operator_refusal(key.error()));
  auto made = std::make_shared<Made>();
  made->token = add_token(read->commands);
  made->key = std::move(*key);
  engine::Submission submission(std::move(read->commands));
  submission.actor =
      book::OperatorActed{who.id, who.name, std::string(model::operator_role_name(who.role)),
                          std::string(read->name), std::move(read->reason)};
  auto later = std::make_shared<net::DeferredReply>(reply.defer());
  const auto submitted =
      engine_.submit(std::move(submission), [later, made](const engine::SubmissionResult& result) {
        later->send(result ? receipt_of(*result, *made) : operator_refusal(result.error().error));
      });
  if (!submitted) later->send(operator_refusal(submitted.error()));
}

}  // namespace plimsoll::server
