#include "book/event_codec.h"

#include "base/archive.h"

namespace plimsoll::book {
namespace {

constexpr std::uint8_t kVersion = 1;

template <std::size_t kIndex = 0>
void read_event(Reader& in, std::uint16_t tag, Event& event) {
  if constexpr (kIndex == std::variant_size_v<Event>) {
    in.mark_failed();
  } else if (std::variant_alternative_t<kIndex, Event>::kTag == tag) {
    read(in, event.emplace<kIndex>());
  } else {
    read_event<kIndex + 1>(in, tag, event);
  }
}

}  // namespace

std::string encode(const std::vector<Event>& events) {
  std::string bytes;
  Writer out(bytes);
  out.u8(kVersion);
  out.u32(static_cast<std::uint32_t>(events.size()));
  for (const Event& event : events) {
    std::visit(
        [&](const auto& outcome) {
          out.u16(outcome.kTag);
          write(out, outcome);
        },
        event);
  }
  return bytes;
}

Result<std::vector<Event>> decode(std::string_view payload) {
  Reader in(payload);
  if (in.u8() != kVersion) return fail(ErrorCode::kJournal, "unknown version of a record");
  const std::size_t count = in.count();
  std::vector<Event> events;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    const std::uint16_t tag = in.u16();
    read_event(in, tag, events.emplace_back());
  }
  if (!in.done()) return fail(ErrorCode::kJournal, "damaged record");
  return events;
}

}  // namespace plimsoll::book
