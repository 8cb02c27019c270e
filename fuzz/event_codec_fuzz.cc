// Journal payloads: whatever decodes encodes to bytes that decode to the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "book/event_codec.h"

namespace plimsoll {
namespace {

int try_input(std::string_view input) {
  const auto events = book::decode(input);
  if (!events) return 0;
  const std::string bytes = book::encode(*events);
  const auto again = book::decode(bytes);
  CHECK(again.has_value() && book::encode(*again) == bytes);
  return 0;
}

}  // namespace
}  // namespace plimsoll

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return plimsoll::try_input({reinterpret_cast<const char*>(data), size});
}
