// What people read: the line of a running server, and the table of `plimsoll ltv`.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "engine/published.h"

namespace plimsoll::app {

// "21:04:05 BTC 56789.01 | 1 0.513 | 3 0.812 MARGIN CALL | ...": every active unit's LTV, with the
// line it is above.
[[nodiscard]] std::string report_line(const engine::Published& book);

// An ltv-details answer as a table. kMalformed if it is none.
[[nodiscard]] Result<std::string> ltv_table(std::string_view json,
                                            std::string_view none = "no units for this key");

}  // namespace plimsoll::app
