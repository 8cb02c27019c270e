// `plimsoll ltv`: asks a server - ours or any compatible one - and prints what it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace plimsoll::app {

struct LtvQuestion {
  std::string url = "http://127.0.0.1:8080";
  std::string api_key{};      // empty, with no other credential: the demo's published parent key
  std::string secret{};       // HMAC
  std::string private_key{};  // path of a PEM file: RSA or Ed25519
  std::optional<std::int64_t> group{};
  bool json = false;      // the raw answer
  std::string ca_file{};  // for HTTPS with an authority of one's own
};

// The text to print. kNetwork; kApiRefused with the server's own code and message; kMalformed.
[[nodiscard]] Result<std::string> ask_ltv(const LtvQuestion& question);

}  // namespace plimsoll::app
