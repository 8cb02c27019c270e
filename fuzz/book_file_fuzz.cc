// Book files: whatever loads is written in a form that loads to the same book.
#include <string>

#include "bookfile/read.h"
#include "bookfile/write.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {

void try_input(std::string_view input) {
  const auto book = bookfile::load(input);
  if (!book) {
    CHECK(!book.error().detail.empty());
    return;
  }
  const std::string text = bookfile::write(*book);
  const auto again = bookfile::load(text);
  CHECK_MSG(again.has_value(), "what was written does not load");
  CHECK(bookfile::write(*again) == text);
}

}  // namespace plimsoll::fuzz
