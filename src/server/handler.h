// What a handler of a signed endpoint gets: the picture of the book at the moment of the call, who
// asks, and with what.
//
// A handler is a pure function of this: it reads no clock, changes nothing and may run on any
// thread. One endpoint, one file; api.cc holds the complete list.
#pragma once

#include <string>

#include "base/error.h"
#include "engine/published.h"
#include "wire/request_parameters.h"

namespace plimsoll::server {

struct Call {
  const engine::Published& book;
  const model::Account& caller;
  const wire::RequestParameters& parameters;
  Timestamp now;
};

// Appends the body of a 200 answer; on an error what was appended is discarded.
using SignedHandler = Result<void> (*)(const Call& call, std::string& body);

}  // namespace plimsoll::server
