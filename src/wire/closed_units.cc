#include "wire/closed_units.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {

void write_closed_units(std::string& out, std::int64_t total, std::span<const ClosedUnit> rows,
                        const NumericStyle& style) {
  JsonWriter json(out);
  write_rows(json, total, rows, [&](const ClosedUnit& unit) {
    json.begin_object();
    json.integer_field("groupId", unit.group_id.value);
    json.text_field("parentEmail", unit.parent_email);
    json.text_field("creditEmail", unit.credit_email);
    write_flag_field(json, "enabled", false, style.flags);
    json.integer_field("createTime", unit.create_time.ms);
    json.integer_field("closeTime", unit.close_time.ms);
    json.end_object();
  });
}

}  // namespace plimsoll::wire
