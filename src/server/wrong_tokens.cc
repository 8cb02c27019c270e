#include "server/wrong_tokens.h"

#include <algorithm>

namespace plimsoll::server {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

bool is_v4(const net::IpAddress& address) {
  const auto& bytes = address.bytes;
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](auto byte) { return byte == 0; }) &&
         bytes[10] == 0xFF && bytes[11] == 0xFF;
}

net::IpAddress counted_as(net::IpAddress address) {
  if (!is_v4(address)) std::fill(address.bytes.begin() + 8, address.bytes.end(), std::uint8_t{0});
  return address;
}

}  // namespace

int WrongTokens::note(const net::IpAddress& address, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const std::int64_t minute = now.ms / kMinuteMs;
  if (minute != minute_) {
    minute_ = minute;
    counts_.clear();
    others_ = 0;
  }
  const net::IpAddress key = counted_as(address);
  const auto known = counts_.find(key);
  const bool room = counts_.size() < settings_.max_addresses;
  std::int64_t& count = known != counts_.end() ? known->second : room ? counts_[key] : others_;
  if (++count <= settings_.per_address) return 0;
  return static_cast<int>((kMinuteMs - now.ms % kMinuteMs + 999) / 1000);
}

}  // namespace plimsoll::server
