// What a refused call of the operators' listener is answered.
#pragma once

#include "base/error.h"
#include "net/http.h"

namespace plimsoll::server {

// Errors there speak to the lender: the code's own name, and all that is known.
[[nodiscard]] net::Response operator_refusal(const Error& error);

}  // namespace plimsoll::server
