// HMAC-SHA256 under one secret, keyed once.
//
// The two blocks that a secret contributes are hashed when it is set; a message then starts from
// those states. Copies share the states, which are wiped with the last of them. Immutable: may be
// used from several threads at once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace plimsoll::auth {

class HmacSha256 {
 public:
  using Mac = std::array<std::uint8_t, 32>;

  explicit HmacSha256(std::string_view secret);

  [[nodiscard]] Mac operator()(std::string_view message) const;

 private:
  struct States;
  std::shared_ptr<const States> states_;
};

}  // namespace plimsoll::auth
