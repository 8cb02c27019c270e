#include "wire/general.h"

#include "wire/json_writer.h"

namespace plimsoll::wire {

TimeUnit time_unit(std::optional<std::string_view> header) {
  return header == "MICROSECOND" || header == "microsecond" ? TimeUnit::kMicrosecond
                                                            : TimeUnit::kMillisecond;
}

void write_ping(std::string& out) { out += "{}"; }

void write_server_time(std::string& out, std::int64_t now_us, TimeUnit unit) {
  JsonWriter json(out);
  json.begin_object();
  json.integer_field("serverTime", unit == TimeUnit::kMicrosecond ? now_us : now_us / 1000);
  json.end_object();
}

void write_system_status(std::string& out, SystemStatus status) {
  const bool normal = status == SystemStatus::kNormal;
  JsonWriter json(out);
  json.begin_object();
  json.integer_field("status", normal ? 0 : 1);
  json.text_field("msg", normal ? "normal" : "system maintenance");
  json.end_object();
}

}  // namespace plimsoll::wire
