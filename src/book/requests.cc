#include "book/requests.h"

#include "book/book.h"

namespace plimsoll::book {

const RequestMemory::Entry* RequestMemory::find(const Digest& id, Timestamp now) const {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.mark.until < now) return nullptr;
  return &found->second;
}

void RequestMemory::add(const RequestAnswered& event, Timestamp now) {
  while (!by_end_.empty() && by_end_.begin()->first < now) {
    entries_.erase(by_end_.begin()->second);
    by_end_.erase(by_end_.begin());
  }
  for (const RequestMark& mark : event.marks) insert({mark, event.outcome});
}

void RequestMemory::insert(const Entry& entry) {
  const auto [place, fresh] = entries_.try_emplace(entry.mark.id, entry);
  if (!fresh) {
    by_end_.erase({place->second.mark.until, entry.mark.id});
    place->second = entry;
  }
  by_end_.emplace(entry.mark.until, entry.mark.id);
}

void RequestMemory::write_to(Writer& out) const {
  out.u32(static_cast<std::uint32_t>(entries_.size()));
  for (const auto& [id, entry] : entries_) write(out, entry);
}

void RequestMemory::read_from(Reader& in) {
  const std::size_t count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    Entry entry;
    read(in, entry);
    insert(entry);
  }
}

void apply(Book& book, const RequestAnswered& event) { book.requests.add(event, book.time); }

}  // namespace plimsoll::book
