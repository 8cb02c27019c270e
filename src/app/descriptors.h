// File descriptors: a connection is one, and what a login shell allows is fewer than the
// connections that the settings allow.
#pragma once

#include <cstdint>
#include <string>

namespace plimsoll::app {

// Raises the soft limit to the hard one. A sentence for the operator if `connections` and what else
// the server opens may still be too many; then new ones wait in the kernel until others close.
[[nodiscard]] std::string raise_descriptor_limit(std::int64_t connections);

}  // namespace plimsoll::app
