// GET /sapi/v1/margin/loan-group/ltv-details: how loaded the caller's units are, at this moment.
//
// A parent gets its active units, or the one it names; a credit account gets its own unit;
// everybody else, and a groupId that is foreign, unknown or closed, gets `[]` (wire
// specification, 5.1 and 6.1).
#pragma once

#include "server/handler.h"

namespace plimsoll::server {

// kParameterMalformed (groupId), kPriceMissing, kValueOverflow.
[[nodiscard]] Result<void> answer_ltv_details(const Call& call, std::string& body);

}  // namespace plimsoll::server
