#include "server/operator_refusal.h"

#include "wire/json_writer.h"

namespace plimsoll::server {
namespace {

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthorized: return 401;
    case ErrorCode::kForbidden: return 403;
    case ErrorCode::kNotFound: return 404;
    case ErrorCode::kMethodNotAllowed: return 405;
    case ErrorCode::kTooManyRequests: return 429;
    case ErrorCode::kBusy:
    case ErrorCode::kDamaged:
    case ErrorCode::kFile: return 503;  // of the history; what it is, the detail tells
    default: return 400;
  }
}

std::string_view header_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kMethodNotAllowed: return "Allow";
    case ErrorCode::kTooManyRequests: return "Retry-After";
    default: return "";
  }
}

}  // namespace

net::Response operator_refusal(const Error& error) {
  net::Response response;
  response.status = status_of(error.code);
  if (error.code == ErrorCode::kUnauthorized) {
    response.add_header("WWW-Authenticate", "Bearer realm=\"plimsoll\"");
  } else if (const auto name = header_of(error.code); !name.empty() && !error.arguments.empty()) {
    response.add_header(name, error.arguments.front());
  }
  wire::JsonWriter json(response.body);
  json.begin_object();
  json.text_field("error", error_name(error.code));
  std::string detail = error.detail;
  for (const std::string& argument : error.arguments) {
    if (error.detail.empty()) detail += (detail.empty() ? "" : ", ") + argument;
  }
  json.text_field("detail", detail);
  json.end_object();
  return response;
}

}  // namespace plimsoll::server
