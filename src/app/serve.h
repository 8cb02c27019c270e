// `plimsoll serve`: journal, engine, market and server, in this order, until a signal.
#pragma once

#include "app/settings.h"
#include "base/error.h"

namespace plimsoll::app {

// Whether the files that the settings name can be used: certificates, keys, the tape. What the
// start would say of them.
[[nodiscard]] Result<void> check_files(const Settings& settings);

// Returns after a clean stop. Errors say what could not be opened, bound or read.
[[nodiscard]] Result<void> serve(const Settings& settings);

}  // namespace plimsoll::app
