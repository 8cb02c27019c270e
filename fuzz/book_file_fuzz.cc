// Book files: whatever loads is written in a form that loads to the same book.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "bookfile/read.h"
#include "bookfile/write.h"

namespace plimsoll {
namespace {

int try_input(std::string_view input) {
  const auto book = bookfile::load(input);
  if (!book) return 0;
  const std::string text = bookfile::write(*book);
  const auto again = bookfile::load(text);
  CHECK(again.has_value() && bookfile::write(*again) == text);
  return 0;
}

}  // namespace
}  // namespace plimsoll

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return plimsoll::try_input({reinterpret_cast<const char*>(data), size});
}
