// The parts of the OpenAPI description that stand by themselves: schemas, and what several
// operations refer to. Only openapi.cc includes this.
#pragma once

#include <string>
#include <string_view>

#include "wire/endpoint_parameters.h"
#include "wire/endpoints.h"
#include "wire/json_writer.h"

namespace plimsoll::wire {

inline constexpr std::string_view kApiKeyScheme = "apiKey";
inline constexpr std::string_view kUsedWeightComponent = "UsedWeight";
inline constexpr std::string_view kErrorComponent = "Error";

// "force-liquidation" as "forceLiquidation": the name of an operation.
[[nodiscard]] std::string operation_name(const Endpoint& endpoint);
// "ForceLiquidationAnswer": the name of the schema of a 200.
[[nodiscard]] std::string schema_name(const Endpoint& endpoint);

// {"$ref":"#/components/schemas/Error"}
void write_reference(JsonWriter& json, std::string_view kind, std::string_view name);

// The members "type" and "format" of a schema.
void write_type(JsonWriter& json, std::string_view type, std::string_view format = {});

// A whole schema, with a description only if there is one.
void write_parameter_schema(JsonWriter& json, const Parameter& parameter,
                            std::string_view description = {});

// The member "components" with everything that is referred to.
void write_components(JsonWriter& json);

}  // namespace plimsoll::wire
