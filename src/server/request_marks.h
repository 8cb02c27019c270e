// How a mutating request is known when it comes again: by its signed bytes, and by the id its
// client may have given it (clientTranId as a parameter, X-Client-Tran-Id as a header).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "book/requests.h"
#include "wire/request_parameters.h"

namespace plimsoll::server {

struct MarkedRequest {
  std::string_view endpoint;  // its name
  std::string_view key;       // X-MBX-APIKEY
  Uid account;
  std::string_view payload;  // the signed bytes
  std::optional<std::string_view> client_id;
  const wire::RequestParameters& parameters;
  Timestamp sent;  // the request's own timestamp
  Timestamp now;
  std::int64_t memory_ms = 0;  // how long a client's id is remembered
};

// The client's id, where it gave one: of the parameter, else of the header. kParameterMalformed.
[[nodiscard]] Result<std::optional<std::string_view>> client_id_of(
    const wire::RequestParameters& parameters, std::optional<std::string_view> header);

// The bytes first.
[[nodiscard]] std::vector<book::RequestMark> marks_of(const MarkedRequest& request);

}  // namespace plimsoll::server
