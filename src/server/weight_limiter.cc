#include "server/weight_limiter.h"

#include <algorithm>
#include <string>

#include "base/check.h"

namespace plimsoll::server {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kMaxUsed = kMaxId;  // the count is printed for JavaScript clients

// Big-endian, as addresses are written.
std::uint64_t read_u64(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
  return value;
}

// An invertible mix: clients that differ in a bit land far apart.
std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

std::int64_t minute_of(Timestamp time) {
  const std::int64_t minute = time.ms / kMinuteMs;
  return time.ms % kMinuteMs < 0 ? minute - 1 : minute;
}

wire::Limiter limiter_for(bool address, const wire::Endpoint& endpoint) {
  const auto counts = [&](wire::Limiter limiter) {
    return address != wire::counts_accounts(limiter);
  };
  if (counts(endpoint.limiter)) return endpoint.limiter;
  CHECK(endpoint.second_charge && counts(endpoint.second_charge->limiter));
  return endpoint.second_charge->limiter;
}

std::size_t scope_of(const wire::Endpoint& endpoint, wire::Limiter limiter) {
  const auto index = static_cast<std::size_t>(endpoint.id);
  switch (limiter) {
    case wire::Limiter::kIp: return index;
    case wire::Limiter::kUid: return wire::kEndpointCount + index;
    case wire::Limiter::kApiIp: return 2 * wire::kEndpointCount;
  }
  CHECK_MSG(false, "a limiter without a scope");
}

bool is_ipv4(std::uint64_t high, std::uint64_t low) { return high == 0 && low >> 32 == 0xFFFF; }

}  // namespace

Client::Client(const net::IpAddress& address)
    : high_(read_u64(address.bytes.data())),
      low_(read_u64(address.bytes.data() + 8)),
      is_ip_(true) {
  if (!is_ipv4(high_, low_)) low_ = 0;
}

Client::Client(Uid uid) : high_(0), low_(static_cast<std::uint64_t>(uid.value)), is_ip_(false) {}

std::size_t WeightLimiter::HashOfKey::operator()(const Key& key) const noexcept {
  return static_cast<std::size_t>(mix(mix(mix(key.high) + key.low) + key.scope));
}

WeightLimiter::WeightLimiter(const WeightLimiterSettings& settings) : settings_(settings) {
  CHECK(settings.shards > 0);
  max_clients_per_shard_ = settings.max_clients / settings.shards;
  shards_ = std::make_unique<Shard[]>(settings.shards);
}

std::int64_t WeightLimiter::limit_of(wire::Limiter limiter) const {
  switch (limiter) {
    case wire::Limiter::kApiIp: return settings_.api_ip_per_minute;
    case wire::Limiter::kIp: return settings_.ip_per_minute;
    case wire::Limiter::kUid: return settings_.uid_per_minute;
  }
  CHECK_MSG(false, "a limiter without a limit");
}

std::int64_t& WeightLimiter::counter(Shard& shard, const Key& key) const {
  if (const auto found = shard.used.find(key); found != shard.used.end()) return found->second;
  if (shard.used.size() < max_clients_per_shard_) return shard.used[key];
  return shard.used_by_others[key.scope];
}

Charge WeightLimiter::charge(const Client& client, const wire::Endpoint& endpoint,
                             std::int64_t weight, Timestamp now) {
  return weigh(client, endpoint, weight, now, Counting::kYes);
}

Charge WeightLimiter::look(const Client& client, const wire::Endpoint& endpoint,
                           std::int64_t weight, Timestamp now) {
  return weigh(client, endpoint, weight, now, Counting::kNo);
}

Charge WeightLimiter::weigh(const Client& client, const wire::Endpoint& endpoint,
                            std::int64_t weight, Timestamp now, Counting counting) {
  CHECK(weight >= 0);
  const wire::Limiter limiter = limiter_for(client.is_ip_, endpoint);
  const Key key{client.high_, client.low_, scope_of(endpoint, limiter)};
  // The map inside takes the low bits of the hash, the shard the high ones.
  Shard& shard = shards_[(HashOfKey{}(key) >> 32) % settings_.shards];
  const std::int64_t minute = minute_of(now);

  const std::lock_guard lock(shard.mutex);
  if (minute > shard.minute || minute < shard.minute - 1) {
    shard.minute = minute;
    shard.used.clear();
    shard.used_by_others.fill(0);
  }
  std::int64_t& counted = counter(shard, key);
  const std::int64_t used = weight > kMaxUsed - counted ? kMaxUsed : counted + weight;
  if (counting == Counting::kYes) counted = used;
  const std::int64_t limit = limit_of(limiter);
  const bool allowed = used <= limit;
  const std::int64_t wait_ms = (shard.minute + 1) * kMinuteMs - now.ms;
  return {used, limit, allowed, allowed ? 0 : static_cast<int>((wait_ms + 999) / 1000)};
}

Error too_much_weight(const Charge& charge) {
  const std::string limit = std::to_string(charge.limit);
  return {ErrorCode::kTooManyRequests,
          "used weight " + std::to_string(charge.used) + " of " + limit + " in this minute",
          {limit, "1 MINUTE"}};
}

}  // namespace plimsoll::server
