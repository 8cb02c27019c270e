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
  for (const RequestMark& mark : event.marks) {
    if (entries_.insert_or_assign(mark.id, Entry{mark, event.outcome}).second) {
      by_end_.emplace(mark.until, mark.id);
    }
  }
}

void RequestMemory::write_to(Writer& out) const {
  for (const auto& [id, entry] : entries_) {
    write(out, entry.mark);
    write(out, entry.outcome);
  }
}

void apply(Book& book, const RequestAnswered& event) { book.requests.add(event, book.time); }

}  // namespace plimsoll::book
