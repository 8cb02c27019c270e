#include "feed/observation.h"

#include "base/decimal.h"

namespace plimsoll::feed {
namespace {
constexpr std::int64_t kSixteenDigits = 1'000'000'000'000'000;
constexpr std::int64_t kEndOfYear9999Ms = 253'402'300'799'999;
}  // namespace

Result<Timestamp> source_time(std::int64_t value) {
  const std::int64_t ms = value >= kSixteenDigits ? value / 1000 : value;
  if (ms < 0 || ms > kEndOfYear9999Ms)
    return fail(ErrorCode::kOutOfRange, "time " + std::to_string(value) + " out of range");
  return Timestamp{ms};
}

Result<Price> source_price(std::string_view text) {
  Result<Price> price = parse_number<Price>(text);
  if (!price && price.error().code == ErrorCode::kOutOfRange) return Price::overflowed();
  if (!price) price.error().detail = "price \"" + std::string(text) + "\": " + price.error().detail;
  return price;
}

}  // namespace plimsoll::feed
