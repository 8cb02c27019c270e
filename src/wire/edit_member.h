// The answer of POST /sapi/v1/margin/loan-group/edit-member.
#pragma once

#include <string>

#include "wire/numeric_style.h"

namespace plimsoll::wire {

// Appends {"status":0}.
void write_edit_member(std::string& out, const NumericStyle& style);

}  // namespace plimsoll::wire
