// Who an operator's request comes from, by its token: `Authorization: Bearer plo_...`.
//
// No token, a text that is none, an unknown id, a wrong secret and an expired operator are one
// answer, byte for byte. A revoked operator is gone from the book, so it is refused from the moment
// the revocation is answered.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/published.h"
#include "net/http.h"
#include "server/wrong_tokens.h"

namespace plimsoll::server {

// Told to whoever keeps the log: one line, without any part of a token. May be empty.
using SecurityLog = std::function<void(const std::string& line)>;

class OperatorAccess {
 public:
  explicit OperatorAccess(SecurityLog log, const WrongTokensSettings& limits = {})
      : log_(std::move(log)), wrong_(limits) {}

  // Any thread. kUnauthorized; kTooManyRequests, with the seconds to wait as argument, for a wrong
  // token after too many of them from this address.
  [[nodiscard]] Result<std::shared_ptr<const model::Operator>> identify(
      const engine::Directory& directory, const net::Request& request, Timestamp now);

  // Success, or kForbidden with the role it takes.
  [[nodiscard]] Result<void> allow(const model::Operator& who, model::OperatorRole least,
                                   std::string_view what) const;

 private:
  const SecurityLog log_;
  WrongTokens wrong_;
};

}  // namespace plimsoll::server
