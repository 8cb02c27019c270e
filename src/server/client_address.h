// Whose address a request counts for: its peer's, or, behind a proxy the operator trusts, the one
// the proxy vouches for in X-Forwarded-For.
//
// Each proxy adds the address it was reached from at the right end of the list. So the list is read
// from the right: past addresses of trusted proxies, to the first that is none. What stands left of
// it was written by the client, and is not read. From a peer that is no trusted proxy the whole
// header is the client's own words.
#pragma once

#include <string_view>
#include <vector>

#include "auth/ip_range.h"
#include "net/http.h"

namespace plimsoll::server {

// Addresses and ranges separated by commas; empty: none. kMalformed, kOutOfRange.
[[nodiscard]] Result<std::vector<auth::IpRange>> parse_trusted_proxies(std::string_view text);

// The peer itself when it is no trusted proxy, or one that forwards for nobody (its own request);
// the leftmost entry when all are trusted. kMalformed: an entry on the way is not a bare address.
[[nodiscard]] Result<net::IpAddress> client_address(const net::Request& request,
                                                    const std::vector<auth::IpRange>& trusted);

}  // namespace plimsoll::server
