#include "server/operator.h"

#include <memory>
#include <optional>

#include "bookfile/read_command.h"
#include "server/new_key.h"
#include "wire/json_writer.h"

namespace plimsoll::server {
namespace {

// Errors here speak to the lender: the code's own name, and all that is known.
net::Response refusal(const Error& error) {
  net::Response response;
  response.status = error.code == ErrorCode::kBusy ? 503 : 400;
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.text_field("error", error_name(error.code));
  json.text_field("detail", error.detail);
  json.end_object();
  return response;
}

net::Response receipt_of(const engine::Receipt& receipt, const std::optional<MadeKey>& made) {
  net::Response response;
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.integer_field("sequence", static_cast<std::int64_t>(receipt.sequence.value));
  json.integer_field("time", receipt.time.ms);
  if (made) write_made_key(json, *made);
  json.end_object();
  return response;
}

void write_order(wire::JsonWriter& json, const engine::Published& book, const model::RiskUnit& unit,
                 const model::SaleOrder& order) {
  json.begin_object();
  json.integer_field("groupId", unit.id.value);
  json.integer_field("order", order.id);
  json.text_field("email", book.directory->find_account(order.account)->email);
  json.text_field("wallet", wallet_type_name(order.wallet));
  json.text_field("sell", book.parameters->asset(order.sell).name);
  json.decimal_field("quantity", order.quantity);
  json.text_field("buy", book.parameters->asset(order.buy).name);
  json.end_object();
}

void write_transfer(wire::JsonWriter& json, const engine::Published& book,
                    const model::RiskUnit& unit, const model::PendingTransfer& transfer) {
  json.begin_object();
  json.integer_field("groupId", unit.id.value);
  json.integer_field("transaction", transfer.id);
  json.text_field("email", book.directory->find_account(transfer.account)->email);
  json.text_field("asset", book.parameters->asset(transfer.asset).name);
  json.decimal_field("amount", transfer.amount);
  json.end_object();
}

}  // namespace

std::string ledger_report(const model::Parameters& parameters,
                          const std::vector<book::AssetBalance>& balances) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_array();
  for (const book::AssetBalance& balance : balances) {
    json.begin_object();
    json.text_field("asset", parameters.asset(balance.asset).name);
    json.key("places");
    json.begin_array();
    for (const auto& [place, amount] : balance.places) {
      json.begin_object();
      json.text_field("place", place);
      json.decimal_field("amount", amount);
      json.end_object();
    }
    json.end_array();
    json.decimal_field("sum", balance.sum);
    json.end_object();
  }
  json.end_array();
  return text;
}

void Operator::handle(const net::Request& request, net::Reply& reply) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && request.path == "/ledger") return answer_ledger(reply);
  if (reads && request.path == "/orders") return answer_orders(reply);
  if (request.method == "POST" && request.path == "/commands") return run_command(request, reply);
  if (reads && (request.path == "/health" || request.path == "/metrics")) {
    return fallback_(request, reply);
  }
  net::Response response = refusal(Error{ErrorCode::kNotFound, "no such call", {}});
  response.status = 404;
  reply.send(std::move(response));
}

void Operator::answer_ledger(net::Reply& reply) {
  const auto book = engine_.published();
  const engine::Directory& directory = *book->directory;
  book::AuditedParts parts{*book->parameters, directory.accounts, {}, directory.ledger};
  for (const auto& [id, unit] : directory.units) parts.units.push_back(unit.unit.get());
  net::Response response;
  response.body = ledger_report(*book->parameters, book::audit(parts));
  reply.send(std::move(response));
}

void Operator::answer_orders(net::Reply& reply) {
  const auto book = engine_.published();
  net::Response response;
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.key("sales");
  json.begin_array();
  for (const auto& [id, unit] : book->directory->units) {
    const auto& liquidation = unit.unit->liquidation;
    if (liquidation && liquidation->order)
      write_order(json, *book, *unit.unit, *liquidation->order);
  }
  json.end_array();
  json.key("transfers");
  json.begin_array();
  for (const auto& [id, unit] : book->directory->units) {
    if (unit.unit->pending) write_transfer(json, *book, *unit.unit, *unit.unit->pending);
  }
  json.end_array();
  json.end_object();
  reply.send(std::move(response));
}

void Operator::run_command(const net::Request& request, net::Reply& reply) {
  const auto book = engine_.published();
  auto commands = bookfile::read_command(
      request.body, {*book->parameters, book->directory->uids_by_email, now_()});
  if (!commands) return reply.send(refusal(commands.error()));
  auto made = complete_new_keys(master_, *commands);
  if (!made) return reply.send(refusal(made.error()));
  auto later = std::make_shared<net::DeferredReply>(reply.defer());
  const auto submitted = engine_.submit(
      engine::Submission(std::move(*commands)),
      [later, told = std::make_shared<const std::optional<MadeKey>>(std::move(*made))](
          const engine::SubmissionResult& result) {
        later->send(result ? receipt_of(*result, *told) : refusal(result.error().error));
      });
  if (!submitted) later->send(refusal(submitted.error()));
}

}  // namespace plimsoll::server
