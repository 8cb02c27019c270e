#include "net/http.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace plimsoll::net {

namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

template <class Integer>
void append_integer(std::string& out, Integer value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

bool stays_on_its_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

// These never have a body, whatever the handler put there (RFC 9110, 15.3.5 and 15.4.5).
bool has_no_body(int status) { return status == 204 || status == 304; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 418: return "I'm a Teapot";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

bool Request::repeats(std::string_view name) const {
  return std::count_if(fields.begin(), fields.end(), [&](const HeaderField& field) {
           return equal_ignoring_case(field.name, name);
         }) > 1;
}

void Response::add_header(std::string_view name, std::string_view value) {
  CHECK_MSG(stays_on_its_line(name) && stays_on_its_line(value), "a header with a line break");
  header_lines_.append(name).append(": ").append(value).append("\r\n");
}

void append_response(std::string& out, const Response& response, AfterAnswer after,
                     bool head_only) {
  const bool bodiless = has_no_body(response.status);
  out.append("HTTP/1.1 ");
  append_integer(out, response.status);
  out.append(" ").append(reason_phrase(response.status));
  if (!bodiless) {
    out.append("\r\nContent-Type: ").append(response.content_type);
    out.append("\r\nContent-Length: ");
    append_integer(out, response.body.size());
  }
  out.append("\r\n").append(response.header_lines());
  if (after == AfterAnswer::kClose) out.append("Connection: close\r\n");
  if (after == AfterAnswer::kKeepOpenExplicitly) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  if (!head_only && !bodiless) out.append(response.body);
}

}  // namespace plimsoll::net
