// Query and form body: reading either fails or finds its parameters.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "wire/request_parameters.h"

namespace plimsoll {
namespace {

int try_input(std::string_view input) {
  const std::size_t half = input.size() / 2;
  wire::RequestParameters parameters;
  if (!parameters.read(input.substr(0, half), input.substr(half))) return 0;
  static_cast<void>(parameters.optional_integer("groupId"));
  static_cast<void>(parameters.optional_decimal("amount"));
  static_cast<void>(parameters.optional_boolean("enableSpot"));
  return 0;
}

}  // namespace
}  // namespace plimsoll

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return plimsoll::try_input({reinterpret_cast<const char*>(data), size});
}
