#include "wire/activated.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {
namespace {

void write_unit(JsonWriter& json, const ActivatedUnit& unit, const NumericStyle& style) {
  json.begin_object();
  json.integer_field("groupId", unit.group_id.value);
  json.key("members");
  json.begin_array();
  for (const ActivatedMember& member : unit.members) {
    json.begin_object();
    json.text_field("email", member.email);
    json.text_field("type", member_type_name(member.type));
    write_flag_field(json, "enableMargin", member.enable_margin, style.flags);
    write_flag_field(json, "enableSpot", member.enable_spot, style.flags);
    json.end_object();
  }
  json.end_array();
  json.integer_field("createTime", unit.create_time.ms);
  json.end_object();
}

}  // namespace

void write_activated(std::string& out, std::span<const ActivatedUnit> units,
                     const NumericStyle& style) {
  JsonWriter json(out);
  json.begin_array();
  for (const ActivatedUnit& unit : units) write_unit(json, unit, style);
  json.end_array();
}

}  // namespace plimsoll::wire
