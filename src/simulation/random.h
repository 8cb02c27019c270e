// The randomness of a simulated world: a pure function of its seed, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/numbers.h"

namespace plimsoll::simulation {

// SplitMix64. The distributions of <random> differ between libraries; these do not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  // Both ends included.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const std::uint64_t span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    const std::uint64_t offset = span == ~std::uint64_t{0} ? next() : next() % (span + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + offset);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  bool per_mille(int part) { return between(1, 1000) <= part; }

  std::size_t index(std::size_t size) {
    return static_cast<std::size_t>(between(0, static_cast<std::int64_t>(size) - 1));
  }
  template <class T>
  const T& one_of(const std::vector<T>& things) {
    return things[index(things.size())];
  }

  // Positive; every order of magnitude up to `whole_digits` digits before the point as likely.
  Amount amount(int whole_digits) {
    const auto digits = static_cast<int>(between(1, whole_digits + Amount::kDecimals));
    return Amount::from_raw(between(1, static_cast<std::int64_t>(power_of_ten(digits))));
  }
  Ratio share() { return Ratio::from_raw(between(0, Ratio::kOne)); }

 private:
  std::uint64_t state_;
};

}  // namespace plimsoll::simulation
