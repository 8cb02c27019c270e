#include "wire/transfer_out.h"

namespace plimsoll::wire {

void write_transfer_out(std::string& out) { out += "{}"; }

}  // namespace plimsoll::wire
