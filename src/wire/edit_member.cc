#include "wire/edit_member.h"

#include "wire/json_writer.h"

namespace plimsoll::wire {

void write_edit_member(std::string& out, const NumericStyle& style) {
  JsonWriter json(out);
  json.begin_object();
  json.key("status");
  if (style.edit_status == EditStatus::kNumber) {
    json.integer(0);
  } else {
    json.begin_object();
    json.end_object();
  }
  json.end_object();
}

}  // namespace plimsoll::wire
