// A small blocking HTTP(S) client for the command line and for tests: one request, one connection.
//
// Not for feeds or for many requests a second. May be used from any thread; calls share nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace plimsoll::net {

struct ClientRequest {
  // http://host[:port]/path?query or https://...; sent as given, nothing is encoded.
  std::string url;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers{};  // Host and Content-Length are added
  std::string body{};
  // For everything: name, connection, TLS, request, answer. Only a name server that does not answer
  // may take longer.
  std::chrono::milliseconds time_limit{10'000};
  std::size_t max_body_bytes = 64u * 1024 * 1024;  // of the answer
  bool verify_certificate = true;                  // and that it is for this host
  std::string ca_file{};                           // PEM; empty: the system's authorities
};

struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // in the order received
  std::string body;

  // The first header of this name, case-insensitively.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

// Any HTTP answer is a success here, whatever its status; redirects are not followed. kMalformed:
// the URL, the method or a header cannot be sent. kFile: the CA file. kNetwork: everything on the
// way, naming the server, what was being done and what to try.
[[nodiscard]] Result<ClientResponse> fetch(const ClientRequest& request);

struct UrlParts {
  bool tls = false;
  std::string host;    // without the brackets of an IPv6 address
  std::string port;    // "80" or "443" when the URL has none
  std::string target;  // path and query, at least "/"; the fragment is dropped
};
[[nodiscard]] Result<UrlParts> parse_url(std::string_view url);

}  // namespace plimsoll::net
