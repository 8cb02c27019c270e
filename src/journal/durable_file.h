// Files that must survive the loss of power, and that nobody but their owner may read.
#pragma once

#include <string>

#include "base/error.h"

namespace plimsoll::journal {

// Waits until what was written to a file, or a folder's entries, is on disk. kFile.
[[nodiscard]] Result<void> sync_path(const std::string& path);

// A new empty file of mode 0600; one that is there already is refused. kFile.
[[nodiscard]] Result<void> make_private_file(const std::string& path);

// The bytes of `from` in a new file of mode 0600, on disk. kFile; a part may stay behind.
[[nodiscard]] Result<void> copy_private_file(const std::string& from, const std::string& to);

}  // namespace plimsoll::journal
