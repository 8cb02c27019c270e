// The signature cutter: the payload is never longer than what was sent.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "auth/signed_payload.h"
#include "base/check.h"

namespace plimsoll {
namespace {

int try_input(std::string_view input) {
  const std::size_t half = input.size() / 2;
  auth::PayloadCutter cutter;
  const auto cut = cutter.cut(input.substr(0, half), input.substr(half));
  if (cut) CHECK(cut->payload.size() <= input.size());
  return 0;
}

}  // namespace
}  // namespace plimsoll

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return plimsoll::try_input({reinterpret_cast<const char*>(data), size});
}
