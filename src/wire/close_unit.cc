#include "wire/close_unit.h"

#include "wire/json_writer.h"

namespace plimsoll::wire {

void write_close_unit(std::string& out, GroupId unit) {
  JsonWriter json(out);
  json.begin_object();
  json.integer_field("groupId", unit.value);
  json.text_field("status", "CLOSED");
  json.end_object();
}

}  // namespace plimsoll::wire
