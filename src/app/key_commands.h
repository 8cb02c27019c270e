// `plimsoll keys`: create, list and revoke API keys, on a journal no server is using.
#pragma once

#include <string>

#include "app/local_actor.h"
#include "base/error.h"

namespace plimsoll::app {

struct NewKey {
  std::string email{};
  std::string type = "HMAC";      // HMAC, ED25519, RSA
  std::string public_key_path{};  // ED25519 and RSA; absent for ED25519: a new pair is made
  std::string permissions = "READ";
  std::string allow{};  // addresses and ranges separated by commas; empty: any
  std::string label{};
  std::string expires{};  // a time or a span (time_text.h); empty: never
};

// Returns what to tell, secrets included: they are shown once and kept sealed or not at all.
[[nodiscard]] Result<std::string> create_key(const std::string& state_dir, const NewKey& request,
                                             std::string_view reason = kUnstatedReason);
[[nodiscard]] Result<std::string> list_keys(const std::string& state_dir);
[[nodiscard]] Result<std::string> revoke_key(const std::string& state_dir, const std::string& key,
                                             std::string_view reason = kUnstatedReason);

}  // namespace plimsoll::app
