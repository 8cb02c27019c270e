#include "wire/openapi_components.h"

#include <span>

#include "base/check.h"
#include "wire/answer_schemas.h"
#include "wire/headers.h"

namespace plimsoll::wire {
namespace {

// "force-liquidation" as "forceLiquidation" or, with the first letter raised, "ForceLiquidation".
std::string joined(std::string_view name, bool raised) {
  std::string text;
  for (const char letter : name) {
    if (letter == '-') {
      raised = true;
      continue;
    }
    text.push_back(raised && letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter);
    raised = false;
  }
  return text;
}

void write_literals(JsonWriter& json, std::span<const std::string_view> literals) {
  if (literals.empty()) return;
  json.key("enum");
  json.begin_array();
  for (const std::string_view literal : literals) json.text(literal);
  json.end_array();
}

void write_type(JsonWriter& json, ParameterType type) {
  switch (type) {
    case ParameterType::kLong: return write_type(json, "integer", "int64");
    case ParameterType::kDecimal: return write_type(json, "string", "decimal");
    case ParameterType::kBoolean: return write_type(json, "boolean");
    case ParameterType::kString:
    case ParameterType::kEnum: return write_type(json, "string");
  }
  CHECK_MSG(false, "a parameter without a type");
}

void write_type(JsonWriter& json, JsonType type) {
  switch (type) {
    case JsonType::kInteger: return write_type(json, "integer", "int64");
    case JsonType::kNumber: return write_type(json, "number");
    case JsonType::kDecimal: return write_type(json, "string", "decimal");
    case JsonType::kText: return write_type(json, "string");
    case JsonType::kBoolean: return write_type(json, "boolean");
    case JsonType::kObject: return write_type(json, "object");
    case JsonType::kObjects: return write_type(json, "array");
  }
  CHECK_MSG(false, "a field without a type");
}

void write_field_schema(JsonWriter& json, const Field& field);

// The members of an object's schema that tell its fields.
void write_fields(JsonWriter& json, const Fields& fields, bool may_be_empty) {
  if (fields.empty()) return;
  json.key("properties");
  json.begin_object();
  for (const Field& field : fields) {
    json.key_text(field.name);
    write_field_schema(json, field);
  }
  json.end_object();
  if (may_be_empty) return;
  json.key("required");
  json.begin_array();
  for (const Field& field : fields) {
    if (field.answered == Answered::kAlways) json.text(field.name);
  }
  json.end_array();
}

// What stands in the braces of a schema: a type, and the fields it is made of.
void write_shape(JsonWriter& json, JsonType type, const Fields& fields, bool may_be_empty) {
  write_type(json, type);
  if (type != JsonType::kObjects) return write_fields(json, fields, may_be_empty);
  json.key("items");
  json.begin_object();
  write_shape(json, JsonType::kObject, fields, false);
  json.end_object();
}

void write_field_schema(JsonWriter& json, const Field& field) {
  json.begin_object();
  write_shape(json, field.type, field.fields, false);
  json.text_field("description", field.description);
  write_literals(json, field.literals);
  json.end_object();
}

void write_schemas(JsonWriter& json) {
  static constexpr auto kErrorFields = std::to_array<Field>(
      {{"code", JsonType::kInteger, "The reason, a negative number."},
       {"msg", JsonType::kText, "The reason in words, with the values that belong to it."}});
  json.key("schemas");
  json.begin_object();
  json.key_text(kErrorComponent);
  json.begin_object();
  write_shape(json, JsonType::kObject, kErrorFields, false);
  json.end_object();
  for (const Endpoint& endpoint : endpoints()) {
    const Answer& answer = answer_of(endpoint.id);
    json.key_text(schema_name(endpoint));
    json.begin_object();
    write_shape(json, answer.type, answer.fields, answer.answered == Answered::kSometimes);
    json.end_object();
  }
  json.end_object();
}

void write_shared_parameter(JsonWriter& json, std::string_view name, std::string_view in,
                            std::string_view description, bool required, std::string_view type) {
  json.key_text(name);
  json.begin_object();
  json.text_field("name", name);
  json.text_field("in", in);
  json.text_field("description", description);
  json.boolean_field("required", required);
  json.key("schema");
  json.begin_object();
  write_type(json, type);
  json.end_object();
  json.end_object();
}

void write_shared_parameters(JsonWriter& json) {
  json.key("parameters");
  json.begin_object();
  for (const SigningParameter& signing : kSigning) {
    write_shared_parameter(json, signing.name, "query", signing.description, signing.required,
                           signing.schema_type);
  }
  write_shared_parameter(json, kClientTranIdHeader, "header",
                         "The caller's own id of the request, where clientTranId is absent.", false,
                         "string");
  json.end_object();
}

void write_shared_header(JsonWriter& json, std::string_view name, std::string_view description) {
  json.key_text(name);
  json.begin_object();
  json.text_field("description", description);
  json.key("schema");
  json.begin_object();
  write_type(json, "integer", "int64");
  json.end_object();
  json.end_object();
}

}  // namespace

std::string operation_name(const Endpoint& endpoint) { return joined(endpoint.name, false); }

std::string schema_name(const Endpoint& endpoint) { return joined(endpoint.name, true) + "Answer"; }

void write_reference(JsonWriter& json, std::string_view kind, std::string_view name) {
  json.begin_object();
  json.key_text("$ref");
  json.text("#/components/" + std::string(kind) + "/" + std::string(name));
  json.end_object();
}

void write_type(JsonWriter& json, std::string_view type, std::string_view format) {
  json.text_field("type", type);
  if (!format.empty()) json.text_field("format", format);
}

void write_parameter_schema(JsonWriter& json, const Parameter& parameter,
                            std::string_view description) {
  json.begin_object();
  write_type(json, parameter.type);
  if (!description.empty()) json.text_field("description", description);
  write_literals(json, parameter.literals);
  json.end_object();
}

void write_components(JsonWriter& json) {
  json.key("components");
  json.begin_object();
  write_schemas(json);
  write_shared_parameters(json);
  json.key("headers");
  json.begin_object();
  write_shared_header(json, kUsedWeightComponent,
                      "The weight used in this minute, this request included.");
  write_shared_header(json, kRetryAfterHeader, "In how many seconds to ask again.");
  json.end_object();
  json.key("securitySchemes");
  json.begin_object();
  json.key_text(kApiKeyScheme);
  json.begin_object();
  write_type(json, "apiKey");
  json.text_field("in", "header");
  json.text_field("name", kApiKeyHeader);
  json.text_field("description", "The name of the API key whose secret signed the request.");
  json.end_object();
  json.end_object();
  json.end_object();
}

}  // namespace plimsoll::wire
