// The bytes a request's signature was made over, cut out of the request exactly as it was received.
//
// payload = raw query + raw body, nothing between, without the `signature=...` pair and one '&'
// beside it, wherever the pair stands. Nothing is decoded, re-ordered or re-joined: a client's
// signature is over its own bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace plimsoll::auth {

struct SignedPayload {
  std::string_view payload;
  std::string_view signature;  // percent-decoded; '+' stays '+', since clients send raw base64
};

// Holds the buffers for what cannot be a view of the request, so that a cutter used again allocates
// nothing. One per connection or thread; not shared.
class PayloadCutter {
 public:
  // `query`: the bytes after '?' and before '#'; `body`: the form body; either may be empty. The
  // result refers to the arguments and to this cutter, until the next cut.
  //
  // A pair counts as the signature when its name is spelled `signature`, unescaped, as every client
  // sends it. Errors, the first two with argument "signature": kParameterMissing (no pair, or an
  // empty one), kParameterDuplicate (more than one, in query and body together), kIllegalCharacters
  // (a value that does not decode).
  [[nodiscard]] Result<SignedPayload> cut(std::string_view query, std::string_view body);

 private:
  std::string payload_;
  std::string signature_;
};

}  // namespace plimsoll::auth
