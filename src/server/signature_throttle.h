// SignatureThrottle: how many wrong signatures a minute may bring, by key and address and by
// address.
//
// Two limits, so that nobody can lock out anybody else
// (docs/decisions/0017-keys-and-throttling.md):
//
//   key from an address  at its limit the key is refused from this address; the owner elsewhere
//                        notices nothing
//   address              at its limit every key gets one wrong signature more, then it is refused
//                        from this address; neighbours who sign well notice nothing
//
// The window is the UTC minute, and IPv6 addresses count by their first 64 bits, as in
// weight_limiter.h. Memory is bounded: at most `max_counters`; a failure that finds no room is let
// pass and counted as such, since refusing strangers for it would lock them out.
//
// Any thread. As long as nobody signed wrongly in this minute no lock is taken.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"
#include "net/http.h"

namespace plimsoll::server {

struct SignatureThrottleSettings {
  std::int64_t per_key = 60;          // and address
  std::int64_t per_address = 300;     // all keys together
  std::size_t max_counters = 20'000;  // some 4 MB
};

class SignatureThrottle {
 public:
  explicit SignatureThrottle(const SignatureThrottleSettings& settings) : settings_(settings) {}

  // Seconds to wait before this key may try again from this address; 0: now. A refusal is counted.
  [[nodiscard]] int wait_seconds(std::string_view key, const net::IpAddress& address,
                                 Timestamp now);

  // A signature did not fit.
  void note_failure(std::string_view key, const net::IpAddress& address, Timestamp now);

  // Metrics in the Prometheus text format.
  [[nodiscard]] std::string metrics() const;

 private:
  // A minute's failures; a time before it counts into it.
  [[nodiscard]] bool is_quiet(std::int64_t minute) const;
  void turn_to(std::int64_t minute);
  void count(std::string name);
  [[nodiscard]] std::int64_t failures_of(const std::string& name) const;

  const SignatureThrottleSettings settings_;
  std::atomic<std::int64_t> minute_{-1};  // of the counters
  std::atomic<std::uint64_t> failures_{0};
  std::atomic<std::uint64_t> uncounted_{0};
  std::atomic<std::uint64_t> refused_by_key_{0};
  std::atomic<std::uint64_t> refused_by_address_{0};

  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> counters_;  // by address, and by address and key
};

}  // namespace plimsoll::server
