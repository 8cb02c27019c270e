#include "app/operators_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/options.h"
#include "app/time_text.h"
#include "auth/operator_token.h"

namespace plimsoll::app {
namespace {

Result<model::OperatorRole> parse_role(std::string_view text) {
  for (int i = 0; i < enum_size(model::OperatorRole{}); ++i) {
    const auto role = static_cast<model::OperatorRole>(i);
    if (model::operator_role_name(role) == text) return role;
  }
  return fail(ErrorCode::kMalformed, "a role is one of VIEWER, RISK_OFFICER, ADMINISTRATOR");
}

struct Asked {
  std::string state_dir = "plimsoll-data";
  std::string reason{kUnstatedReason};
  NewOperator created;
  std::string id;
};

}  // namespace

Result<std::string> create_operator(const std::string& state_dir, const NewOperator& request,
                                    std::string_view reason) {
  model::Operator who;
  who.name = request.name;
  ASSIGN_OR_RETURN(who.role, parse_role(request.role));
  if (!request.expires.empty()) {
    ASSIGN_OR_RETURN(who.expires, parse_expiry(request.expires, SystemClock().now()));
  }
  const auth::OperatorToken made = auth::generate_operator_token();
  who.id = made.id;
  who.token_hash = auth::operator_token_hash(made.token);
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  RETURN_IF_ERROR(run_locally(state, {book::CreateOperator{who}}, "CREATE_OPERATOR", reason));
  std::string told = fmt::format("id      {}\ntoken   {}\n", made.id, made.token);
  if (who.expires) told += "expires " + time_text(*who.expires) + "\n";
  return told + "Keep the token: it is not shown again.\n";
}

Result<std::string> list_operators(const std::string& state_dir) {
  ASSIGN_OR_RETURN(const State state, open_state({state_dir, false, false}, {}));
  const Timestamp now = SystemClock().now();
  std::string told;
  for (const auto& [id, who] : state.processor->book().operators) {
    told += fmt::format("{}  {:<13}  {:<10}  {}  {}\n", id, model::operator_role_name(who->role),
                        time_text(who->created).substr(0, 10), expiry_text(who->expires, now),
                        who->name);
  }
  return told.empty() ? "no operators\n" : told;
}

Result<std::string> revoke_operator(const std::string& state_dir, const std::string& id,
                                    std::string_view reason) {
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  RETURN_IF_ERROR(run_locally(state, {book::RevokeOperator{id}}, "REVOKE_OPERATOR", reason));
  return std::string("revoked\n");
}

void add_operators(CLI::App& app, const std::function<void(const Result<std::string>&)>& tell) {
  const auto asked = std::make_shared<Asked>();  // the callbacks share it
  CLI::App& operators = *app.add_subcommand(
      "operators", "Create, list and revoke the operators of the lender's listener");
  operators.require_subcommand(1);
  CLI::App& create = *operators.add_subcommand("create", "A new operator; the token is shown once");
  create.footer(
      "Examples:\n"
      "  plimsoll operators create --name Ada --role ADMINISTRATOR\n"
      "  plimsoll operators create --name prometheus --role VIEWER --expires 365d");
  create.add_option("--name", asked->created.name, "For people and the record")->required();
  create.add_option("--role", asked->created.role, "VIEWER, RISK_OFFICER or ADMINISTRATOR")
      ->required();
  create.add_option("--expires", asked->created.expires,
                    "A time (2027-01-31, 2027-01-31T08:00:00Z) or a span (90d, 12h); never if "
                    "absent");
  add_reason(create, asked->reason);
  add_state_dir(create, asked->state_dir);
  create.callback(
      [asked, &tell] { tell(create_operator(asked->state_dir, asked->created, asked->reason)); });
  CLI::App& list = *operators.add_subcommand("list", "Every operator: id, role, created, expiry");
  add_state_dir(list, asked->state_dir);
  list.callback([asked, &tell] { tell(list_operators(asked->state_dir)); });
  CLI::App& revoke = *operators.add_subcommand("revoke", "End an operator's token for ever");
  revoke.add_option("id", asked->id, "As `list` shows it")->required();
  add_reason(revoke, asked->reason);
  add_state_dir(revoke, asked->state_dir);
  revoke.callback(
      [asked, &tell] { tell(revoke_operator(asked->state_dir, asked->id, asked->reason)); });
}

}  // namespace plimsoll::app
