#include "server/signature_throttle.h"

#include <algorithm>

namespace plimsoll::server {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

std::int64_t minute_of(Timestamp time) { return time.ms / kMinuteMs; }

bool is_ipv4(const net::IpAddress& address) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin());
}

// The bytes of one customer's addresses.
std::string name_of(const net::IpAddress& address) {
  const std::size_t size = is_ipv4(address) ? 16 : 8;
  return std::string(address.bytes.begin(),
                     address.bytes.begin() + static_cast<std::ptrdiff_t>(size));
}

void counter(std::string& out, std::string_view name, std::string_view help,
             std::initializer_list<std::pair<std::string_view, std::uint64_t>> samples) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" counter\n");
  for (const auto& [labels, value] : samples) {
    out.append(name).append(labels).append(" ").append(std::to_string(value)).append("\n");
  }
}

}  // namespace

bool SignatureThrottle::is_quiet(std::int64_t minute) const {
  // One minute back: threads reach a turn of the minute in any order. Further back, the clock was
  // set.
  const std::int64_t counted = minute_.load(std::memory_order_acquire);
  return minute > counted || minute < counted - 1;
}

void SignatureThrottle::turn_to(std::int64_t minute) {
  if (!is_quiet(minute)) return;
  counters_.clear();
  minute_.store(minute, std::memory_order_release);
}

void SignatureThrottle::count(std::string name) {
  const auto found = counters_.find(name);
  if (found != counters_.end()) {
    ++found->second;
  } else if (counters_.size() < settings_.max_counters) {
    counters_.emplace(std::move(name), 1);
  } else {
    uncounted_.fetch_add(1, std::memory_order_relaxed);
  }
}

std::int64_t SignatureThrottle::failures_of(const std::string& name) const {
  const auto found = counters_.find(name);
  return found == counters_.end() ? 0 : found->second;
}

void SignatureThrottle::note_failure(std::string_view key, const net::IpAddress& address,
                                     Timestamp now) {
  failures_.fetch_add(1, std::memory_order_relaxed);
  std::string name = name_of(address);
  const std::lock_guard lock(mutex_);
  turn_to(minute_of(now));
  count(name);
  count(name.append(key));
}

int SignatureThrottle::wait_seconds(std::string_view key, const net::IpAddress& address,
                                    Timestamp now) {
  if (is_quiet(minute_of(now))) return 0;
  std::string name = name_of(address);
  std::int64_t of_address = 0;
  std::int64_t of_key = 0;
  std::int64_t minute = 0;
  {
    const std::lock_guard lock(mutex_);
    minute = minute_.load(std::memory_order_relaxed);
    of_address = failures_of(name);
    of_key = failures_of(name.append(key));
  }
  const bool key_over = of_key >= settings_.per_key;
  const bool address_over = of_address >= settings_.per_address && of_key > 0;
  if (!key_over && !address_over) return 0;
  (key_over ? refused_by_key_ : refused_by_address_).fetch_add(1, std::memory_order_relaxed);
  const std::int64_t wait_ms = (minute + 1) * kMinuteMs - now.ms;
  return static_cast<int>(std::max<std::int64_t>((wait_ms + 999) / 1000, 1));
}

std::string SignatureThrottle::metrics() const {
  std::string out;
  counter(out, "plimsoll_signature_failures_total", "Requests whose signature did not fit.",
          {{"", failures_.load(std::memory_order_relaxed)}});
  counter(out, "plimsoll_signature_failures_uncounted_total",
          "Failures that no throttle counted, since its table was full.",
          {{"", uncounted_.load(std::memory_order_relaxed)}});
  counter(out, "plimsoll_signature_throttled_total",
          "Requests refused for the failures before them, by the limit that was reached.",
          {{"{limit=\"key\"}", refused_by_key_.load(std::memory_order_relaxed)},
           {"{limit=\"address\"}", refused_by_address_.load(std::memory_order_relaxed)}});
  return out;
}

}  // namespace plimsoll::server
