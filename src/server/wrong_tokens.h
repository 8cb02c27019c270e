// WrongTokens: how many wrong operator tokens an address sent in the current UTC minute.
//
// A token cannot be guessed, so this guards nothing but the log and the peace: after `per_address`
// of them further wrong ones from the address are told to wait. A right token always passes, or
// anybody on the machine could lock its operators out. IPv6 addresses count by their first 64 bits.
// At most `max_addresses` are counted; when more come, the newcomers share one count.
//
// Any thread. No clock is read: time is an argument.
#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "base/time.h"
#include "net/http.h"

namespace plimsoll::server {

struct WrongTokensSettings {
  std::int64_t per_address = 10;
  std::size_t max_addresses = 10'000;  // some 500 KB
};

class WrongTokens {
 public:
  explicit WrongTokens(const WrongTokensSettings& settings = {}) : settings_(settings) {}

  // Counts one. Seconds to wait before the next is told more than to wait; 0: it was within the
  // limit.
  [[nodiscard]] int note(const net::IpAddress& address, Timestamp now);

 private:
  const WrongTokensSettings settings_;
  std::mutex mutex_;
  std::int64_t minute_ = 0;  // of the counts
  std::unordered_map<net::IpAddress, std::int64_t> counts_;
  std::int64_t others_ = 0;
};

}  // namespace plimsoll::server
