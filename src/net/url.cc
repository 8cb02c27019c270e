// parse_url of net/client.h, apart from the client because that one takes long to compile.
#include <algorithm>

#include "net/client.h"
#include "net/http.h"

namespace plimsoll::net {

namespace {

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(text)) <= 65535;
}

}  // namespace

Result<UrlParts> parse_url(std::string_view url) {
  const auto malformed = [&](std::string_view reason) {
    // Neither the query, which may be signed, nor a password is for the log.
    std::string_view shown = url.substr(url.rfind('@') + 1);
    shown = shown.substr(0, shown.find_first_of("?#"));
    return fail(ErrorCode::kMalformed,
                "URL \"" + std::string(shown) + "\": " + std::string(reason));
  };
  const bool printable = std::all_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != 0x7f;
  });
  if (!printable) return malformed("white space and control characters must be percent-encoded");
  UrlParts parts;
  const std::size_t scheme_end = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_end);
  parts.tls = equal_ignoring_case(scheme, "https");
  if (scheme_end == std::string_view::npos ||
      (!parts.tls && !equal_ignoring_case(scheme, "http"))) {
    return malformed("expected http:// or https://");
  }
  std::string_view rest = url.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  parts.target = rest.substr(authority_end);
  if (!parts.target.starts_with('/')) parts.target.insert(0, 1, '/');
  if (authority.find('@') != std::string_view::npos)
    return malformed("user names are not supported");

  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t bracket = authority.find(']');
    if (bracket == std::string_view::npos) return malformed("no ']' after the IPv6 address");
    parts.host = authority.substr(1, bracket - 1);
    port = authority.substr(bracket + 1);
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    parts.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (parts.host.empty()) return malformed("no host");
  if (port.empty()) {
    parts.port = parts.tls ? "443" : "80";
  } else if (port.front() == ':' && is_port(port.substr(1))) {
    parts.port = port.substr(1);
  } else {
    return malformed("the port is not a number up to 65535");
  }
  return parts;
}

}  // namespace plimsoll::net
