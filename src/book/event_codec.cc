#include "book/event_codec.h"

#include "base/archive.h"

namespace plimsoll::book {
namespace {

constexpr std::uint8_t kVersion = 2;

// Reads the fields of the alternative that has the tag.
template <class Variant, std::size_t kIndex = 0>
void read_tagged(Reader& in, std::uint16_t tag, Variant& value) {
  if constexpr (kIndex == std::variant_size_v<Variant>) {
    in.mark_failed();
  } else if (std::variant_alternative_t<kIndex, Variant>::kTag == tag) {
    read(in, value.template emplace<kIndex>());
  } else {
    read_tagged<Variant, kIndex + 1>(in, tag, value);
  }
}

template <class Variant>
std::uint16_t tag_of(const Variant& value) {
  return std::visit([](const auto& held) { return held.kTag; }, value);
}

template <class Variant>
std::string fields_of(const Variant& value) {
  std::string bytes;
  Writer out(bytes);
  std::visit([&](const auto& held) { write(out, held); }, value);
  return bytes;
}

void write_command(Writer& out, const Command& command, const Event& event) {
  const std::string fields = fields_of(command);
  const bool as_the_event = tag_of(command) == tag_of(event) && fields == fields_of(event);
  out.u16(tag_of(command));
  out.boolean(as_the_event);
  if (!as_the_event) out.text(fields);
}

void read_command(Reader& in, const Event& event, Command& command) {
  const std::uint16_t tag = in.u16();
  const bool as_the_event = in.boolean();
  if (as_the_event && tag != tag_of(event)) in.mark_failed();
  if (in.failed()) return;
  const std::string fields = as_the_event ? fields_of(event) : in.text();
  Reader inner(fields);
  read_tagged(inner, tag, command);
  if (!inner.done()) in.mark_failed();
}

std::string encode_causes(const std::vector<Event>& events, const Causes& causes) {
  std::string bytes;
  Writer out(bytes);
  out.boolean(causes.hour);
  out.u32(causes.hours);
  out.boolean(causes.all_reviewed);
  out.u32(static_cast<std::uint32_t>(causes.submissions.size()));
  for (const Cause& cause : causes.submissions) {
    out.u32(cause.first);
    out.boolean(cause.reviewed);
    out.boolean(cause.acted);
    out.boolean(cause.answered);
    out.u32(static_cast<std::uint32_t>(cause.commands.size()));
    for (std::size_t i = 0; i < cause.commands.size(); ++i) {
      write_command(out, cause.commands[i], events[cause.done_from() + i]);
    }
  }
  return bytes;
}

Cause read_cause(Reader& in, const std::vector<Event>& events, std::size_t free_from) {
  Cause cause;
  cause.first = in.u32();
  cause.reviewed = in.boolean();
  cause.acted = in.boolean();
  cause.answered = in.boolean();
  const std::size_t count = in.count();
  const std::size_t own = count + (cause.acted ? 1 : 0) + (cause.answered ? 1 : 0);
  if (cause.first < free_from || cause.first > events.size() || events.size() - cause.first < own) {
    in.mark_failed();
  }
  if (in.failed()) return cause;
  if (cause.acted && !std::holds_alternative<OperatorActed>(events[cause.first])) in.mark_failed();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    read_command(in, events[cause.done_from() + i], cause.commands.emplace_back());
  }
  if (!in.failed() && cause.answered &&
      !std::holds_alternative<RequestAnswered>(events[cause.first + own - 1])) {
    in.mark_failed();
  }
  return cause;
}

void read_causes(Reader& in, const std::vector<Event>& events, Causes& causes) {
  causes.hour = in.boolean();
  causes.hours = in.u32();
  causes.all_reviewed = in.boolean();
  const std::size_t count = in.count();
  std::size_t free_from = 0;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    const Cause& cause = causes.submissions.emplace_back(read_cause(in, events, free_from));
    free_from = cause.first + cause.own_events();
  }
  if (!in.done()) in.mark_failed();
}

struct Parts {
  std::vector<Event> events;
  std::string causes;
};

Result<Parts> take_apart(std::string_view payload) {
  Reader in(payload);
  const std::uint8_t version = in.u8();
  if (version == 1) {
    return fail(ErrorCode::kJournal,
                "written by a version before the first release: export the book with that version,"
                " import it with this one");
  }
  if (version != kVersion) return fail(ErrorCode::kJournal, "unknown version of a record");
  const std::size_t count = in.count();
  Parts parts;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    const std::uint16_t tag = in.u16();
    read_tagged(in, tag, parts.events.emplace_back());
  }
  parts.causes = in.text();
  if (!in.done()) return fail(ErrorCode::kJournal, "damaged record");
  return parts;
}

}  // namespace

std::string encode(const std::vector<Event>& events, const Causes& causes) {
  std::string bytes;
  Writer out(bytes);
  out.u8(kVersion);
  out.u32(static_cast<std::uint32_t>(events.size()));
  for (const Event& event : events) {
    out.u16(tag_of(event));
    std::visit([&](const auto& outcome) { write(out, outcome); }, event);
  }
  out.text(encode_causes(events, causes));
  return bytes;
}

Result<std::vector<Event>> decode(std::string_view payload) {
  ASSIGN_OR_RETURN(Parts parts, take_apart(payload));
  return std::move(parts.events);
}

bool same(const Event& one, const Event& other) {
  return tag_of(one) == tag_of(other) && fields_of(one) == fields_of(other);
}

Result<CausedEvents> decode_with_causes(std::string_view payload) {
  ASSIGN_OR_RETURN(Parts parts, take_apart(payload));
  CausedEvents record{std::move(parts.events), {}};
  Reader in(parts.causes);
  read_causes(in, record.events, record.causes);
  if (in.failed()) return fail(ErrorCode::kJournal, "damaged record: its causes");
  return record;
}

}  // namespace plimsoll::book
