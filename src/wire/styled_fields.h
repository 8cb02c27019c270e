// Fields whose look is a choice, and the envelope of a page of rows: what the answers share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "wire/json_writer.h"
#include "wire/numeric_style.h"

namespace plimsoll::wire {

// A number has no trailing zeros, nor has the text.
template <class Number>
void write_decimal_field(JsonWriter& json, const JsonKey& key, Number value, Notation notation) {
  if (notation == Notation::kNumber) return json.decimal_number_field(key, value);
  json.decimal_field(key, value);
}

// A number has no trailing zeros, the text has all decimals.
template <class Number>
void write_padded_field(JsonWriter& json, const JsonKey& key, Number value, Notation notation) {
  if (notation == Notation::kNumber) return json.decimal_number_field(key, value);
  json.padded_decimal_field(key, value);
}

inline void write_integer_field(JsonWriter& json, const JsonKey& key, std::int64_t value,
                                Notation notation) {
  if (notation == Notation::kNumber) return json.integer_field(key, value);
  json.text_field(key, std::to_string(value));
}

inline void write_flag_field(JsonWriter& json, const JsonKey& key, bool value,
                             FlagNotation notation) {
  if (notation == FlagNotation::kBoolean) return json.boolean_field(key, value);
  json.text_field(key, value ? "true" : "false");
}

// {"total":N,"rows":[..]}. `total` counts the rows of all pages; `write_row` appends one value.
template <class Row, class WriteRow>
void write_rows(JsonWriter& json, std::int64_t total, std::span<const Row> rows,
                const WriteRow& write_row, Notation total_notation = Notation::kNumber) {
  json.begin_object();
  write_integer_field(json, "total", total, total_notation);
  json.key("rows");
  json.begin_array();
  for (const Row& row : rows) write_row(row);
  json.end_array();
  json.end_object();
}

}  // namespace plimsoll::wire
