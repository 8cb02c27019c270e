// HTTP messages as the rest of the program sees them: a Request of views, a Response of values.
//
// Nothing here does I/O. A Request lends out the connection's own bytes and is valid only while the
// handler it was given to runs; a Response owns what it holds and may travel to another thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plimsoll::net {

inline constexpr std::string_view kJsonType = "application/json;charset=UTF-8";
// What 503 tells a client: whatever is full now - connections, queues - empties within this time.
inline constexpr std::string_view kRetryAfterSeconds = "1";

// ASCII only, as header names and tokens are compared.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

// The standard words for a status ("Not Found"); "Unknown" for a status nobody named.
[[nodiscard]] std::string_view reason_phrase(int status);

// An address to compare and to count by. IPv4 is held in its IPv6-mapped form, so one client is one
// value whichever way the listener was bound.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

struct HeaderField {
  std::string_view name;   // as sent
  std::string_view value;  // without the white space around it
};

struct Request {
  std::string_view method;  // as sent, case-sensitive
  std::string_view target;  // the whole request target as sent
  std::string_view path;   // the target up to '?' or '#', without scheme and authority; not decoded
  std::string_view query;  // raw bytes after '?' and before '#'; empty if there is none
  std::string_view body;   // raw, de-chunked; empty if there is none
  std::span<const HeaderField> fields;
  std::string_view remote_ip;  // "203.0.113.7", "2001:db8::1"
  IpAddress remote;
  bool keep_alive = false;  // the client wants the connection to stay open

  // The first field of this name, case-insensitively.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  // Whether there is more than one.
  [[nodiscard]] bool repeats(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string_view content_type = kJsonType;  // a literal: it is not copied
  std::string body;

  // Content-Type, Content-Length and Connection are the server's business. CHECKs that neither text
  // could end the line early.
  void add_header(std::string_view name, std::string_view value);
  [[nodiscard]] const std::string& header_lines() const { return header_lines_; }

 private:
  std::string header_lines_;  // "Name: value\r\n" each
};

enum class AfterAnswer : std::uint8_t {
  kKeepOpen,            // HTTP/1.1: the default needs no header
  kKeepOpenExplicitly,  // HTTP/1.0: the client asked for it and must be told
  kClose,
};

// Appends the whole answer, head and body. With `head_only` (HEAD) the length is told, the body
// kept.
void append_response(std::string& out, const Response& response, AfterAnswer after, bool head_only);

}  // namespace plimsoll::net

template <>
struct std::hash<plimsoll::net::IpAddress> {
  std::size_t operator()(const plimsoll::net::IpAddress& address) const noexcept {
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
  }
};
