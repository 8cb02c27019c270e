// libFuzzer's way in.
#include <cstdint>

#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  plimsoll::fuzz::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
