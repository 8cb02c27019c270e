// The answer of DELETE /sapi/v1/margin/loan-group.
#pragma once

#include <string>

#include "base/ids.h"

namespace plimsoll::wire {

// Appends {"groupId":10001,"status":"CLOSED"}.
void write_close_unit(std::string& out, GroupId unit);

}  // namespace plimsoll::wire
