// Stream messages: any text is parsed, ignored or refused; a refused one leaves nothing behind.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "feed/stream_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static plimsoll::feed::StreamParser parser(plimsoll::feed::Venue::kUnknown);
  std::vector<plimsoll::feed::Observation> seen;
  const auto parsed =
      parser.parse({reinterpret_cast<const char*>(data), size}, plimsoll::Timestamp{1}, seen);
  CHECK(parsed.has_value() || seen.empty());
  return 0;
}
