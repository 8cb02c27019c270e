#include "server/operator_views.h"

#include "book/ledger.h"
#include "wire/json_writer.h"

namespace plimsoll::server {
namespace {

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

void write_operator(wire::JsonWriter& json, const model::Operator& who) {
  json.begin_object();
  json.text_field("id", who.id);
  json.text_field("name", who.name);
  json.text_field("role", model::operator_role_name(who.role));
  json.integer_field("created", who.created.ms);
  if (who.expires) json.integer_field("expires", who.expires->ms);
  json.end_object();
}

void write_key(wire::JsonWriter& json, const engine::Directory& directory,
               const model::ApiKey& key) {
  json.begin_object();
  json.text_field("key", key.key);
  json.text_field("email", directory.find_account(key.account)->email);
  json.text_field("type", model::key_type_name(key.type));
  json.key("permissions");
  json.begin_array();
  if (key.permissions.read) json.text("READ");
  if (key.permissions.trade) json.text("TRADE");
  if (key.permissions.internal_transfer) json.text("INTERNAL_TRANSFER");
  json.end_array();
  json.key("allowedAddresses");
  json.begin_array();
  for (const std::string& address : key.allowed_addresses) json.text(address);
  json.end_array();
  json.text_field("label", key.label);
  json.integer_field("created", key.created.ms);
  if (key.expires) json.integer_field("expires", key.expires->ms);
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

std::string ledger_view(const engine::Published& book) {
  const engine::Directory& directory = *book.directory;
  book::AuditedParts parts{*book.parameters, directory.accounts, {}, directory.ledger};
  for (const auto& [id, unit] : directory.units) parts.units.push_back(unit.unit.get());
  return ledger_report(*book.parameters, book::audit(parts));
}

std::string orders_view(const engine::Published& book) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_object();
  json.key("sales");
  json.begin_array();
  for (const auto& [id, unit] : book.directory->units) {
    const auto& liquidation = unit.unit->liquidation;
    if (liquidation && liquidation->order) write_order(json, book, *unit.unit, *liquidation->order);
  }
  json.end_array();
  json.key("transfers");
  json.begin_array();
  for (const auto& [id, unit] : book.directory->units) {
    if (unit.unit->pending) write_transfer(json, book, *unit.unit, *unit.unit->pending);
  }
  json.end_array();
  json.end_object();
  return text;
}

std::string operator_view(const model::Operator& who) {
  std::string text;
  wire::JsonWriter json(text);
  write_operator(json, who);
  return text;
}

std::string operators_view(const engine::Published& book) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_array();
  for (const auto& [id, who] : book.directory->operators) write_operator(json, *who);
  json.end_array();
  return text;
}

std::string keys_view(const engine::Published& book) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_array();
  for (const auto& [name, key] : book.directory->keys) write_key(json, *book.directory, *key);
  json.end_array();
  return text;
}

std::string audit_view(const history::Page<history::OperatorAction>& page) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_object();
  json.integer_field("total", page.total);
  json.key("rows");
  json.begin_array();
  for (const history::OperatorAction& row : page.rows) {
    json.begin_object();
    json.integer_field("sequence", static_cast<std::int64_t>(row.sequence.value));
    json.integer_field("time", row.time.ms);
    json.text_field("id", row.operator_id);
    json.text_field("name", row.name);
    json.text_field("role", row.role);
    json.text_field("command", row.command);
    json.text_field("subject", row.subject);
    json.text_field("reason", row.reason);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text;
}

}  // namespace plimsoll::server
