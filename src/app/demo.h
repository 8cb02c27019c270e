// The demo: a book that moves, with keys that are published here and guard nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/state.h"

namespace plimsoll::app {

struct DemoKey {
  std::string_view who;
  std::string_view email;
  std::string_view api_key;
  std::string_view secret;  // HMAC
};

// The first one is the parent whose key `plimsoll ltv` uses without options.
[[nodiscard]] std::span<const DemoKey> demo_keys();

// An operator of each role, by published tokens.
struct DemoOperator {
  std::string_view name;
  model::OperatorRole role;
  std::string_view token;
};
[[nodiscard]] std::span<const DemoOperator> demo_operators();

// Fills an empty book with the demo book, its prices dated `now`, and the demo keys and
// operators. Does nothing to one that it filled before; any other is refused (kSetting).
[[nodiscard]] Result<void> seed_demo(State& state, Timestamp now);

// A signed request that can be pasted into a shell.
[[nodiscard]] std::string curl_line(const DemoKey& key, std::string_view base_url,
                                    std::string_view query);

// The administrator looks at the ledger.
[[nodiscard]] std::string operator_curl_line(std::string_view base_url);

}  // namespace plimsoll::app
