// The weight limits: what every client has used in the current UTC minute.
//
// A window is the minute itself, not the last sixty seconds: all counters start again when it
// turns. The current request is in the count, and a refused one counts too. Addresses of IPv6
// are counted by their first 64 bits, which is what one customer gets.
//
// Memory is bounded: at most `max_clients` counters, all of the current minute. When they are used
// up, clients not seen yet in this minute share one counter per endpoint (and shard), so a flood
// from many addresses slows newcomers down but neither those already known nor the server.
//
// Any thread may charge at any time; clients are spread over shards, each with a mutex that is held
// for one look-up. No clock is read: time is an argument.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/time.h"
#include "net/http.h"
#include "wire/endpoints.h"

namespace plimsoll::server {

struct WeightLimiterSettings {
  std::int64_t api_ip_per_minute = kApiWeightPerMinute;
  std::int64_t ip_per_minute = kIpWeightPerMinute;
  std::int64_t uid_per_minute = kUidWeightPerMinute;
  std::size_t max_clients = 100'000;  // some 6 MB; counted per limit and endpoint
  std::size_t shards = 16;            // several per I/O thread
};

// Whom to charge.
class Client {
 public:
  explicit Client(const net::IpAddress& address);
  explicit Client(Uid uid);

  [[nodiscard]] bool is_address() const { return is_ip_; }

 private:
  friend class WeightLimiter;
  std::uint64_t high_;
  std::uint64_t low_;
  bool is_ip_;
};

struct Charge {
  std::int64_t used;  // in this minute, this request included
  std::int64_t limit;
  bool allowed;             // used <= limit
  int retry_after_seconds;  // until the minute turns, at least 1; 0 if allowed
};

class WeightLimiter {
 public:
  // CHECKs that there is at least one shard.
  explicit WeightLimiter(const WeightLimiterSettings& settings = {});

  // Counts `weight` (0 or more, CHECKed) for the client: an address or an account, as the
  // endpoint's limiter or that of its second charge asks (CHECKed). A time up to a minute before
  // the newest one seen counts into the newest minute, since threads reach a turn of the minute in
  // any order; one further back means that the clock was set, and the counters start again.
  Charge charge(const Client& client, const wire::Endpoint& endpoint, std::int64_t weight,
                Timestamp now);
  // What `charge` would answer; nothing is counted.
  [[nodiscard]] Charge look(const Client& client, const wire::Endpoint& endpoint,
                            std::int64_t weight, Timestamp now);

 private:
  // Every endpoint has a scope of its own for addresses and one for accounts, but all of /api have
  // one together.
  static constexpr std::size_t kScopes = 2 * wire::kEndpointCount + 1;
  struct Key {
    std::uint64_t high;
    std::uint64_t low;
    std::size_t scope;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct HashOfKey {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Shard {
    std::mutex mutex;
    std::int64_t minute = 0;
    std::unordered_map<Key, std::int64_t, HashOfKey> used;
    std::array<std::int64_t, kScopes> used_by_others{};  // those that found the map full
  };

  enum class Counting : std::uint8_t { kNo, kYes };
  Charge weigh(const Client& client, const wire::Endpoint& endpoint, std::int64_t weight,
               Timestamp now, Counting counting);
  [[nodiscard]] std::int64_t limit_of(wire::Limiter limiter) const;
  [[nodiscard]] std::int64_t& counter(Shard& shard, const Key& key) const;

  WeightLimiterSettings settings_;
  std::size_t max_clients_per_shard_;
  std::unique_ptr<Shard[]> shards_;
};

// What a refused client is told.
[[nodiscard]] Error too_much_weight(const Charge& charge);

}  // namespace plimsoll::server
