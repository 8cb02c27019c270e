// The answer of POST /sapi/v1/margin/loan-group/transfer-out.
#pragma once

#include <string>

namespace plimsoll::wire {

// Appends {}: documented as none, but strict parsers need something.
void write_transfer_out(std::string& out);

}  // namespace plimsoll::wire
