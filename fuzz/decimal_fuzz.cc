// Decimal text: whatever parses prints as text that parses to the same number.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/decimal.h"

namespace plimsoll {
namespace {

int try_input(std::string_view input) {
  for (const DecimalForm form : {DecimalForm::kPlain, DecimalForm::kScientific}) {
    const auto number = parse_number<Amount>(input, form);
    if (number) CHECK(parse_number<Amount>(trimmed(*number)) == *number);
  }
  return 0;
}

}  // namespace
}  // namespace plimsoll

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return plimsoll::try_input({reinterpret_cast<const char*>(data), size});
}
