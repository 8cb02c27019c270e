// The lender's commands: a text is refused with a reason, or gives commands that the book decides
// without harm - accepted ones keep the ledger's sums and survive the journal's bytes.
#include <string>

#include "book/book.h"
#include "book/event_codec.h"
#include "bookfile/good_book_for_test.h"
#include "bookfile/read.h"
#include "bookfile/read_command.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {
namespace {

const book::Book& good_book() {
  static const book::Book good = [] {
    auto loaded = bookfile::load(bookfile::kGoodBook);
    CHECK(loaded.has_value());
    return std::move(*loaded);
  }();
  return good;
}

}  // namespace

void try_input(std::string_view input) {
  const book::Book& before = good_book();
  const auto asked =
      bookfile::read_command(input, {before.parameters, before.uids_by_email, before.time, {}});
  if (!asked) {
    CHECK(asked.error().code == ErrorCode::kMalformed && !asked.error().detail.empty());
    return;
  }
  book::Book book = before;
  for (const book::Command& command : asked->commands) {
    const auto event = book::decide(book, command);
    if (!event) continue;
    const auto kept = book::decode(book::encode({*event}));
    CHECK(kept.has_value() && kept->size() == 1);
    book::apply(book, *event);
  }
}

}  // namespace plimsoll::fuzz
