#include "wire/openapi.h"

#include <map>
#include <set>
#include <string_view>

#include "wire/answer_schemas.h"
#include "wire/endpoints.h"
#include "wire/error_table.h"
#include "wire/headers.h"
#include "wire/json_writer.h"
#include "wire/openapi_components.h"

namespace plimsoll::wire {
namespace {

constexpr std::string_view kAboutTheApi =
    "Risk units of institutional loans: their load, the loan's life and the transfers around it. "
    "Signed calls carry an API key in a header and, in the query or in a form body, a timestamp "
    "and a signature over query and body exactly as they are sent, with nothing between them and "
    "without the signature itself. A parameter may stand in the query or in the form body; one "
    "that stands in both counts as the query has it. Boolean parameters are true or false in "
    "letters of any case. Decimals in answers never have an exponent.";

void write_parameters(JsonWriter& json, const Endpoint& endpoint) {
  json.key("parameters");
  json.begin_array();
  for (const Parameter& parameter : endpoint.parameters) {
    json.begin_object();
    json.text_field("name", parameter.name);
    json.text_field("in", "query");
    json.text_field("description", parameter.description);
    json.boolean_field("required", parameter.presence == Presence::kMandatory);
    json.key("schema");
    write_parameter_schema(json, parameter);
    json.end_object();
  }
  if (is_mutation(endpoint)) write_reference(json, "parameters", kClientTranIdHeader);
  if (needs_signature(endpoint.security)) {
    for (const SigningParameter& signing : kSigning) {
      write_reference(json, "parameters", signing.name);
    }
  }
  json.end_array();
}

void write_form_body(JsonWriter& json, const Endpoint& endpoint) {
  json.key("requestBody");
  json.begin_object();
  json.text_field("description",
                  "The parameters once more: one that stands here need not stand in the query.");
  json.boolean_field("required", false);
  json.key("content");
  json.begin_object();
  json.key_text("application/x-www-form-urlencoded");
  json.begin_object();
  json.key("schema");
  json.begin_object();
  write_type(json, "object");
  json.key("properties");
  json.begin_object();
  for (const Parameter& parameter : endpoint.parameters) {
    json.key_text(parameter.name);
    write_parameter_schema(json, parameter, parameter.description);
  }
  for (const SigningParameter& signing : kSigning) {
    json.key_text(signing.name);
    json.begin_object();
    write_type(json, signing.schema_type);
    json.text_field("description", signing.description);
    json.end_object();
  }
  json.end_object();
  json.end_object();
  json.end_object();
  json.end_object();
  json.end_object();
}

// The body of an answer: {"application/json": {"schema": ...}}, up to the schema.
void begin_content(JsonWriter& json) {
  json.key("content");
  json.begin_object();
  json.key_text("application/json");
  json.begin_object();
  json.key("schema");
}

void end_content(JsonWriter& json) {
  json.end_object();
  json.end_object();
}

void write_used_weight_headers(JsonWriter& json, Limiter limiter) {
  for (const std::string_view name : used_weight_headers(limiter)) {
    json.key_text(name);
    write_reference(json, "headers", kUsedWeightComponent);
  }
}

void write_headers(JsonWriter& json, const Endpoint& endpoint, bool retry_after) {
  json.key("headers");
  json.begin_object();
  write_used_weight_headers(json, endpoint.limiter);
  if (endpoint.second_charge) write_used_weight_headers(json, endpoint.second_charge->limiter);
  if (retry_after) {
    json.key_text(kRetryAfterHeader);
    write_reference(json, "headers", kRetryAfterHeader);
  }
  json.end_object();
}

// The codes of an answer and what is said with each.
using Codes = std::map<int, std::set<std::string>>;

std::map<int, Codes> errors_by_status(const Endpoint& endpoint) {
  std::map<int, Codes> errors;
  const auto add = [&](std::span<const ErrorCode> codes) {
    for (const ErrorCode code : codes) {
      const Error error{code, {}, {}};
      errors[http_status(error)][exchange_code(error)].insert(error_message(error));
    }
  };
  add(common_errors(endpoint.security));
  add(endpoint.errors);
  return errors;
}

void write_refusal(JsonWriter& json, const Endpoint& endpoint, int status, const Codes& codes) {
  std::string description;
  for (const auto& [code, messages] : codes) {
    for (const std::string& message : messages) {
      if (!description.empty()) description += "\n\n";
      description += "`" + std::to_string(code) + "` " + message;
    }
  }
  json.begin_object();
  json.text_field("description", description);
  write_headers(json, endpoint, status == 429 || status == 503);
  begin_content(json);
  json.begin_object();
  json.key("allOf");
  json.begin_array();
  write_reference(json, "schemas", kErrorComponent);
  json.begin_object();
  json.key("properties");
  json.begin_object();
  json.key("code");
  json.begin_object();
  json.key("enum");
  json.begin_array();
  for (const auto& [code, messages] : codes) json.integer(code);
  json.end_array();
  json.end_object();
  json.end_object();
  json.end_object();
  json.end_array();
  json.end_object();
  end_content(json);
  json.end_object();
}

void write_responses(JsonWriter& json, const Endpoint& endpoint) {
  json.key("responses");
  json.begin_object();
  json.key_text("200");
  json.begin_object();
  json.text_field("description", answer_of(endpoint.id).description);
  write_headers(json, endpoint, false);
  begin_content(json);
  write_reference(json, "schemas", schema_name(endpoint));
  end_content(json);
  json.end_object();
  for (const auto& [status, codes] : errors_by_status(endpoint)) {
    json.key_text(std::to_string(status));
    write_refusal(json, endpoint, status, codes);
  }
  json.end_object();
}

std::string weight_text(const Weight& weight) {
  return std::to_string(weight.weight) + (counts_accounts(weight.limiter) ? " (UID)" : " (IP)");
}

std::string_view permission_text(RequiredPermission permission) {
  switch (permission) {
    case RequiredPermission::kNone: return "none";
    case RequiredPermission::kRead: return "read";
    case RequiredPermission::kTrade: return "trade";
    case RequiredPermission::kInternalTransfer: return "internal transfer";
  }
  CHECK_MSG(false, "a permission without words");
}

std::string description_of(const Endpoint& endpoint) {
  std::string text = "Callers: " + std::string(endpoint.callers) + ". Permission of the API key: " +
                     std::string(permission_text(endpoint.permission)) +
                     ". Documented weight: " + weight_text({endpoint.limiter, endpoint.weight});
  if (endpoint.second_charge) text += " and " + weight_text(*endpoint.second_charge);
  return text + ".";
}

void write_operation(JsonWriter& json, const Endpoint& endpoint) {
  json.begin_object();
  json.text_field("operationId", operation_name(endpoint));
  json.text_field("summary", endpoint.summary);
  json.text_field("description", description_of(endpoint));
  json.key("security");
  json.begin_array();
  if (needs_api_key(endpoint.security)) {
    json.begin_object();
    json.key_text(kApiKeyScheme);
    json.begin_array();
    json.end_array();
    json.end_object();
  }
  json.end_array();
  write_parameters(json, endpoint);
  if (is_mutation(endpoint)) write_form_body(json, endpoint);
  write_responses(json, endpoint);
  json.end_object();
}

// As the members of a path are called: "get".
std::string lower_case(std::string_view method) {
  std::string lower(method);
  for (char& letter : lower) letter = static_cast<char>(letter - 'A' + 'a');
  return lower;
}

// Every path once, where the table first has it, with all of its methods.
void write_paths(JsonWriter& json) {
  json.key("paths");
  json.begin_object();
  std::set<std::string_view> written;
  for (const Endpoint& first : endpoints()) {
    if (!written.insert(first.path).second) continue;
    json.key_text(first.path);
    json.begin_object();
    for (const Endpoint& endpoint : endpoints()) {
      if (endpoint.path != first.path) continue;
      json.key_text(lower_case(method_name(endpoint.method)));
      write_operation(json, endpoint);
    }
    json.end_object();
  }
  json.end_object();
}

}  // namespace

void write_openapi(std::string& out) {
  JsonWriter json(out);
  json.begin_object();
  json.text_field("openapi", "3.1.0");
  json.key("info");
  json.begin_object();
  json.text_field("title", "Institutional loan API");
  json.text_field("version", "1");
  json.text_field("description", kAboutTheApi);
  json.end_object();
  json.key("servers");
  json.begin_array();
  json.begin_object();
  json.text_field("url", "/");
  json.end_object();
  json.end_array();
  write_paths(json);
  write_components(json);
  json.end_object();
}

}  // namespace plimsoll::wire
